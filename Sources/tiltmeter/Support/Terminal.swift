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
    return columns
  }

  /// What COLUMNS says, which shells set for themselves and pass on only where someone asks for it.
  private static var columns: Int? {
    Int(ProcessInfo.processInfo.environment["COLUMNS"] ?? "").flatMap { $0 > 0 ? $0 : nil }
  }

  /// Characters in a line of what is printed: the terminal's where standard output is one, else those
  /// of COLUMNS, not below 40, which tables need; nil where neither says anything.
  static var lineWidth: Int? { (width(of: STDOUT_FILENO) ?? columns).map { max(40, $0) } }

  /// The same for a report, whose lines of more than 120 are hard to read; 80 where nothing is said.
  static var reportWidth: Int { min(120, lineWidth ?? 80) }
}
