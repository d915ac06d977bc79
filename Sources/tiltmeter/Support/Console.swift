import Foundation

/// Standard output for data, standard error for everything else.
enum Console {
  static let errorIsTerminal = isatty(STDERR_FILENO) == 1
  static let outputIsTerminal = isatty(STDOUT_FILENO) == 1

  /// Writes data to standard output; a reader that has gone away ends the tool quietly.
  static func write(_ text: String) { put(Array(text.utf8), to: STDOUT_FILENO) }

  /// Writes a line to standard error.
  static func error(_ line: String) { put(Array((line + "\n").utf8), to: STDERR_FILENO) }

  /// Writes to standard error without ending the line.
  static func errorFragment(_ text: String) { put(Array(text.utf8), to: STDERR_FILENO) }

  private static func put(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written > 0 {
        rest = rest.dropFirst(written)
      } else if errno == EPIPE {
        exit(0)
      } else if errno != EINTR && errno != EAGAIN {
        if descriptor == STDOUT_FILENO { exit(Exit.inputOutput) }
        return
      }
    }
  }
}
