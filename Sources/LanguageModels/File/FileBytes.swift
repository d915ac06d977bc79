import Foundation

/// A file's bytes, mapped into memory: processes and threads that read one file share its pages.
public final class FileBytes: @unchecked Sendable {
  // Unchecked: nothing is written after the initialiser.
  public let name: String
  public let bytes: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// - Throws: `ModelError` where there is no such file, or it cannot be mapped.
  public init(path: String) throws {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR
        ? ModelError(
          .missing, in: path, "there is no such file",
          remedy: "scripts/fetch-model gets a model; --model or TILTMETER_MODEL names another file")
        : ModelError(.unreadable, in: path, "cannot be opened: \(Self.reason())")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ModelError(.unreadable, in: path, "cannot be looked at: \(Self.reason())")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ModelError(
        .invalid, in: path, "is no ordinary file", remedy: "expected a model in the GGUF format")
    }
    name = path
    let size = Int(status.st_size)
    guard size > 0 else {
      isMapped = false
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { throw ModelError(.unreadable, in: path, "cannot be mapped: \(Self.reason())") }
    isMapped = true
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  /// A copy of bytes that are in memory already.
  public init(_ contents: some Collection<UInt8>, name: String) {
    self.name = name
    isMapped = false
    let copy = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(contents.count, 1), alignment: 64)
    copy.copyBytes(from: contents)
    bytes = UnsafeRawBufferPointer(start: copy.baseAddress, count: contents.count)
  }

  deinit {
    guard let start = bytes.baseAddress else { return }
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    } else {
      start.deallocate()
    }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}
