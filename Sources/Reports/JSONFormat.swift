import Experiments

/// The summary itself, as scripts read it.
public enum JSONFormat: ReportFormat {
  public static let name = "json"
  public static let summary = "the whole summary, one object"

  public static func render(_ report: Report, style: ReportStyle) throws -> String {
    String(decoding: try report.summary.json(), as: UTF8.self)
  }
}
