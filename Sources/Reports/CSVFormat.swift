import Experiments

/// One line per cell, pair, estimator and grain, for spreadsheets and data frames.
public enum CSVFormat: ReportFormat {
  public static let name = "csv"
  public static let summary = "one line per cell, pair, estimator and grain"

  public static func render(_ report: Report, style: ReportStyle) throws -> String {
    table([report.summary])
  }

  private static let columns =
    "a,b,estimator,grain,log_odds,low,high,low_these,high_these,inputs,level,bound,"
    + "ed50,ed50_low,ed50_high,law,trainings,verdict,verdict_policy,verdict_estimator"

  /// Several experiments as one table: every swept key of any of them has a column.
  static func table(_ summaries: [Summary]) -> String {
    var keys: [String] = []
    for key in summaries.flatMap({ $0.sweep?.keys ?? [] }) where !keys.contains(key) {
      keys.append(key)
    }
    let isSwept = summaries.contains { $0.sweep != nil }
    var head = ["experiment"] + keys + columns.split(separator: ",").map(String.init)
    if isSwept { head += ["low_all", "high_all"] }
    var lines = [head.map(quoted).joined(separator: ",")]
    for summary in summaries {
      for (index, cell) in (summary.cells ?? []).enumerated() {
        guard let own = cell.summary else { continue }
        let values = keys.map { cell.settings[$0]?.inlineText ?? "" }
        lines += rows(own, values) { estimate in
          let row = summary.sweep?.grains.first { $0.grain == estimate.grain }?
            .rows.first { $0.cell == index && $0.estimator == estimate.estimator }
          return [number(row?.lowAll), number(row?.highAll)]
        }
      }
      let values = keys.map { summary.setting($0)?.inlineText ?? "" }
      lines += rows(summary, values) { _ in isSwept ? ["", ""] : [] }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func rows(
    _ summary: Summary, _ values: [String], more: (EstimateSummary) -> [String]
  ) -> [String] {
    summary.pairs.flatMap { pair in
      pair.estimates.map { estimate in
        let cells: [String] = [summary.experiment] + values + [
          pair.a, pair.b, estimate.estimator, estimate.grain,
          number(estimate.logOdds), number(estimate.low), number(estimate.high),
          number(estimate.lowThese), number(estimate.highThese), estimate.inputs,
          number(estimate.level), estimate.bound, number(estimate.ed50?.strength),
          number(estimate.ed50?.low), number(estimate.ed50?.high), estimate.law,
          "\(estimate.trainings)", pair.verdict.kind.rawValue,
          pair.verdict.policy ?? "", pair.verdict.estimator ?? "",
        ] + more(estimate)
        return cells.map(quoted).joined(separator: ",")
      }
    }
  }

  private static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }

  static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { "\",\n\r".contains($0) }) else { return cell }
    return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}

extension Summary {
  /// A setting by its dotted key; nil where the summary has none.
  func setting(_ key: String) -> SummaryDetail? {
    key.split(separator: ".").reduce(settings) { found, part in
      if case .block(let entries)? = found { entries[String(part)] } else { nil }
    }
  }
}
