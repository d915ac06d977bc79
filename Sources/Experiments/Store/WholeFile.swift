import Foundation

/// Writes a file whole or not at all: under another name first, which then takes the file's place.
package enum WholeFile {
  /// - Parameters:
  ///   - path: a file to be made or replaced. Where it is a link, what it names is replaced; where it
  ///     is a device or a FIFO, the bytes go into it.
  /// - Throws: `FileProblem`, with whatever was there before untouched.
  package static func write(_ bytes: [UInt8], to path: String) throws {
    let target = resolved(path)
    switch try Files.kind(target) {
    case .folder: throw FileProblem(EISDIR)
    case .other:
      let descriptor = open(target, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw FileProblem() }
      defer { close(descriptor) }
      try Files.write(bytes, to: descriptor)
    case .absent, .file: try replace(target, by: bytes)
    }
  }

  private static func replace(_ path: String, by bytes: [UInt8]) throws {
    var status = stat()
    let mode = stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    let folder = Files.parent(of: path)
    let temporary = folder + "/." + Files.name(of: path).prefix(200) + ".\(getpid())" + suffix
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileProblem() }
    do {
      defer { close(descriptor) }
      try Files.write(bytes, to: descriptor)
      if let mode { fchmod(descriptor, mode) }
      // Some file systems have no room for what they took, and say so only now.
      if fsync(descriptor) != 0, errno != EINVAL, errno != EROFS { throw FileProblem() }
    } catch {
      unlink(temporary)
      throw error
    }
    if rename(temporary, path) != 0 {
      let problem = FileProblem()
      unlink(temporary)
      throw problem
    }
  }

  /// How the names end that a killed writer may leave behind.
  static let suffix = ".tiltmeter-unfinished"

  /// Follows links in the last part of a path; what names nothing yet stays as it is.
  private static func resolved(_ path: String) -> String {
    var path = path
    for _ in 0..<40 {
      guard Files.isLink(path) else { return path }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = buffer.withUnsafeMutableBytes {
        readlink(path, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
      }
      guard count > 0 else { return path }
      let link = String(decoding: buffer[..<count], as: UTF8.self)
      path = link.hasPrefix("/") ? link : Files.parent(of: path) + "/" + link
    }
    return path
  }
}
