import Foundation

/// What the terminals at standard output and standard error can show.
enum Terminal {
  /// Characters in a line of the terminal at a descriptor.
  ///
  /// - Returns: what the terminal says, else what COLUMNS says; nil where the descriptor is no
  ///   terminal.
  static func width(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
    return Int(ProcessInfo.processInfo.environment["COLUMNS"] ?? "").flatMap { $0 > 0 ? $0 : nil }
  }

  /// Characters in a line of a report: the terminal's where standard output is one, else 80; lines
  /// of more than 120 are hard to read, and tables need 40.
  static var reportWidth: Int { min(120, max(40, width(of: STDOUT_FILENO) ?? 80)) }
}
