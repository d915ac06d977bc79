import Experiments

/// A form a report can take.
///
/// The kinds there are: `terminal`, `markdown`, `csv`, `json`. To add one: one file with a type
/// that conforms to this protocol, one line in `ReportFormats.all`, one test that compares a whole
/// report, one line in the README's table of kinds.
public protocol ReportFormat: Sendable {
  static var name: String { get }
  static var summary: String { get }

  /// Renders a report.
  ///
  /// - Parameters:
  ///   - report: the summary, and what is known of the commands that led to it.
  ///   - style: what the reader's device can show.
  /// - Returns: the whole text, ended by a line feed.
  static func render(_ report: Report, style: ReportStyle) throws -> String
}

/// A summary with what no result depends on.
public struct Report: Sendable {
  public let summary: Summary
  /// Commands that wrote to the experiment's folder; empty for anyone's own runs.
  public let executions: [Execution.Record]

  public init(_ summary: Summary, executions: [Execution.Record] = []) {
    self.summary = summary
    self.executions = executions
  }
}

/// What the reader's device can show.
public struct ReportStyle: Sendable {
  /// Characters in a line.
  public var width: Int
  public var color: Bool

  public init(width: Int = 80, color: Bool = false) {
    self.width = width
    self.color = color
  }
}

/// The registry of report formats.
public enum ReportFormats {
  public static let all: [any ReportFormat.Type] = [
    TerminalFormat.self, MarkdownFormat.self, CSVFormat.self, JSONFormat.self,
  ]
}
