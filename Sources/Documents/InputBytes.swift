import Foundation

/// The bytes of whatever a user names as an input: a regular file, a FIFO, `/dev/stdin` behind a
/// pipe, `<(...)`, or `-` for standard input.
///
/// Nothing is assumed of sizes: what is read is what comes until the end.
public enum InputBytes {
  /// Reads all of an input.
  ///
  /// - Parameter path: as the user gave it; `-` is standard input.
  /// - Throws: `UnreadableInputError` with the system's own reason.
  /// - Complexity: O(bytes).
  public static func read(path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachChunk(path: path) { chunk, expected in
      if bytes.isEmpty { bytes.reserveCapacity(max(expected, chunk.count)) }
      bytes.append(contentsOf: chunk)
    }
    return bytes
  }

  /// Hands over an input piece by piece, in order, without keeping any of it.
  ///
  /// - Parameters:
  ///   - path: as the user gave it; `-` is standard input.
  ///   - size: bytes of a piece at the most, at least 1; pipes give smaller ones.
  ///   - body: gets each piece, valid during the call, and how many bytes the system expects in all:
  ///     a hint, 0 where it knows none.
  /// - Throws: `UnreadableInputError`; what `body` throws.
  /// - Complexity: O(bytes) time, O(size) memory.
  public static func forEachChunk(
    path: String, size: Int = 1 << 20, _ body: (UnsafeRawBufferPointer, Int) throws -> Void
  ) throws {
    let isStandardInput = path == "-"
    let descriptor = isStandardInput ? STDIN_FILENO : try open(path)
    defer { if !isStandardInput { close(descriptor) } }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw UnreadableInputError(path, code: errno) }
    // Said before reading: some file systems read directories, as nothing.
    if status.st_mode & S_IFMT == S_IFDIR { throw UnreadableInputError(path, code: EISDIR) }
    let expected = status.st_mode & S_IFMT == S_IFREG ? max(0, Int(status.st_size)) : 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, size), alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 {
        try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]), expected)
      } else if count == 0 {
        return
      } else if errno != EINTR {
        throw UnreadableInputError(path, code: errno)
      }
    }
  }

  private static func open(_ path: String) throws -> Int32 {
    while true {
      let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
      if descriptor >= 0 { return descriptor }
      if errno != EINTR { throw UnreadableInputError(path, code: errno) }
    }
  }
}

/// An input that was named and cannot be read.
public struct UnreadableInputError: Error, Hashable, Sendable, CustomStringConvertible {
  /// As the user gave it.
  public let path: String
  /// The system's `errno`.
  public let code: Int32
  /// What to do about it; nil for what follows from the reason.
  public var remedy: String?

  public init(_ path: String, code: Int32, remedy: String? = nil) {
    self.path = path
    self.code = code
    self.remedy = remedy
  }

  /// The system's own words.
  public var reason: String { String(cString: strerror(code)) }

  /// Whether the machine is at fault, not the name that was given.
  public var isMachineFault: Bool { [EIO, EMFILE, ENFILE, ENOMEM, ESTALE].contains(code) }

  public var description: String {
    let name = path == "-" ? "standard input" : path
    return "\(name) cannot be read: \(reason)" + ((remedy ?? usualRemedy).map { "; \($0)" } ?? "")
  }

  private var usualRemedy: String? {
    switch code {
    case EBADF where path == "-":
      "connect a file or a pipe to standard input that can be read, or name a file"
    case EISDIR: "name a file"
    case ENOENT: "check the name"
    case EACCES, EPERM: "check its permissions"
    case EMFILE, ENFILE: "let the process open more files (`ulimit -n`)"
    default: nil
    }
  }
}
