import Foundation

/// What the system says of files, with its own reasons.
enum Files {
  enum Kind {
    case absent, file, folder
    /// A device, a FIFO, a socket.
    case other
  }

  /// What a name stands for, links followed.
  ///
  /// - Throws: `FileProblem` where that cannot be told.
  static func kind(_ path: String) throws -> Kind {
    guard let status = try status(path) else { return .absent }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// What tells a file from every other, under whatever name.
  struct Identity: Hashable {
    let device: UInt64
    let node: UInt64
  }

  /// - Returns: nil for a name that stands for nothing.
  static func identity(_ path: String) -> Identity? {
    guard let status = try? status(path) else { return nil }
    return Identity(device: UInt64(status.st_dev), node: UInt64(status.st_ino))
  }

  private static func status(_ path: String) throws -> stat? {
    var status = stat()
    if stat(path, &status) == 0 { return status }
    // A name below a file, or a link to nothing, names nothing that is there.
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw FileProblem()
  }

  /// The names in a folder, sorted.
  static func names(in path: String) throws -> [String] {
    guard let folder = opendir(path) else { throw FileProblem() }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder, and those it lies in.
  static func makeFolder(_ path: String) throws {
    if mkdir(path, 0o777) == 0 { return }
    let code = errno
    if try kind(path) == .folder { return }
    let parent = parent(of: path)
    guard code == ENOENT, parent != path else { throw FileProblem(code) }
    try makeFolder(parent)
    if mkdir(path, 0o777) != 0, errno != EEXIST { throw FileProblem() }
  }

  /// The folder that a name lies in.
  static func parent(of path: String) -> String {
    var parts = path[...]
    while parts.count > 1, parts.last == "/" { parts.removeLast() }
    guard let slash = parts.lastIndex(of: "/") else { return "." }
    parts = parts[..<slash]
    while parts.count > 1, parts.last == "/" { parts.removeLast() }
    return parts.isEmpty ? "/" : String(parts)
  }

  static func name(of path: String) -> String {
    String(path.split(separator: "/").last ?? "")
  }

  /// All bytes of a regular file.
  ///
  /// - Returns: nil where there is none.
  static func contents(_ path: String) throws -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw FileProblem()
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 {
        return bytes
      } else if errno != EINTR {
        throw FileProblem()
      }
    }
  }

  /// Writes all bytes to what is open.
  static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 { rest = rest.dropFirst(count) } else if errno != EINTR { throw FileProblem() }
    }
  }
}
