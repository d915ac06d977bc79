/// An experiment that comes with the tool: its settings are a document like any other.
public struct BuiltIn: Sendable {
  public let name: String
  /// One line for `tiltmeter list`.
  public let summary: String
  /// The settings as YAML, ready to copy.
  public let settings: String

  /// To add one: one file in BuiltIns with an extension like its neighbours', one line here, one
  /// line in the README's table; `BuiltInTests` runs all of them.
  public static let all: [BuiltIn] = [.seventhGrader, .seventhGraderText, .twoDigits, .slab, .diagonalGrid]

  /// What `tiltmeter run` does when nothing is named.
  public static let defaultName = "seventh-grader"
}
