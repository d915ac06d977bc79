import Foundation

/// Standard output for data, standard error for everything else.
enum Console {
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1
  static let outputIsTerminal = isatty(STDOUT_FILENO) == 1

  /// Writes data to standard output; a reader that has gone away ends the tool quietly, anything
  /// else that stands in the way with a sentence.
  static func write(_ text: String) {
    guard let code = put(Array(text.utf8), to: STDOUT_FILENO) else { return }
    if code == EPIPE { exit(0) }
    error(
      "tiltmeter: standard output cannot be written to: \(String(cString: strerror(code))); "
        + "what was stored is kept, and `tiltmeter report FOLDER` prints it again")
    exit(Exit.inputOutput)
  }

  /// Writes a line to standard error; where that is not possible, there is nobody to tell.
  static func error(_ line: String) { _ = put(Array((line + "\n").utf8), to: STDERR_FILENO) }

  /// Writes to standard error without ending the line.
  static func errorFragment(_ text: String) { _ = put(Array(text.utf8), to: STDERR_FILENO) }

  /// - Returns: the system's `errno` where not all could be written.
  private static func put(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written >= 0 {
        rest = rest.dropFirst(written)
      } else if errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }
}
