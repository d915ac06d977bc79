import Experiments

/// One line per pair, estimator and grain, for spreadsheets and sweeps.
public enum CSVFormat: ReportFormat {
  public static let name = "csv"
  public static let summary = "one line per pair, estimator and grain"

  public static func render(_ report: Report, style: ReportStyle) throws -> String {
    var lines = [
      "experiment,a,b,estimator,grain,log_odds,low,high,low_these,high_these,inputs,"
        + "level,bound,"
        + "ed50,ed50_low,ed50_high,law,trainings,verdict,verdict_policy,verdict_estimator"
    ]
    for pair in report.summary.pairs {
      for estimate in pair.estimates {
        let cells: [String] = [
          report.summary.experiment, pair.a, pair.b, estimate.estimator, estimate.grain,
          number(estimate.logOdds), number(estimate.low), number(estimate.high),
          number(estimate.lowThese), number(estimate.highThese), estimate.inputs,
          number(estimate.level), estimate.bound, number(estimate.ed50?.strength),
          number(estimate.ed50?.low), number(estimate.ed50?.high), estimate.law,
          "\(estimate.trainings)", pair.verdict.kind.rawValue,
          pair.verdict.policy ?? "", pair.verdict.estimator ?? "",
        ]
        lines.append(cells.map(quoted).joined(separator: ","))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { "\",\n\r".contains($0) }) else { return cell }
    return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}
