import Experiments
import Foundation

/// Several experiments side by side, the cells of sweeps among them.
public struct Comparison: Sendable {
  public let summaries: [Summary]

  public init(_ summaries: [Summary]) { self.summaries = summaries }

  /// - Returns: nil for a format that knows no comparison.
  public func render(_ format: String, style: ReportStyle) throws -> String? {
    switch format {
    case TerminalFormat.name: TerminalFormat.render(document, style: style)
    case MarkdownFormat.name: MarkdownFormat.render(document)
    case CSVFormat.name: CSVFormat.table(summaries)
    case JSONFormat.name: try json()
    default: nil
    }
  }

  private func json() throws -> String {
    struct Object: Encodable {
      let schema: Int
      let experiments: [Summary]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let object = Object(schema: Summary.currentSchema, experiments: summaries)
    return String(decoding: try encoder.encode(object), as: UTF8.self) + "\n"
  }

  private struct Row {
    let experiment: String
    /// Empty for an experiment that is not swept.
    let cell: String
    let pair: PairSummary
  }

  private var rows: [Row] {
    summaries.flatMap { summary -> [Row] in
      let keys = summary.sweep?.keys ?? []
      let cells = (summary.cells ?? []).flatMap { cell -> [Row] in
        (cell.summary?.pairs ?? []).map {
          Row(
            experiment: summary.experiment, cell: ReportDocument.label(cell, keys: keys), pair: $0)
        }
      }
      return cells + summary.pairs.map { Row(experiment: summary.experiment, cell: "", pair: $0) }
    }
  }

  var document: ReportDocument {
    let rows = rows
    let hasCells = rows.contains { !$0.cell.isEmpty }
    var blocks: [ReportDocument.Block] = [
      .title("\(Wording.count(summaries.count)) experiments side by side")
    ]
    let answers = rows.count { $0.pair.verdict.grain == "answer" }
    for grain in 2 * answers > rows.count ? ["answer", "run"] : ["run", "answer"] {
      let levels = Set(rows.compactMap { $0.pair.headline(grain)?.level }).sorted()
      let level = levels.isEmpty
        ? "" : ", intervals at " + Wording.list(levels.map(Wording.percent))
      blocks.append(.heading("Log odds L = ln P(A)/P(B), \(grain) grain\(level)"))
      blocks.append(.table(table(rows, grain, hasCells: hasCells)))
      let drawn = rows.compactMap { row in row.pair.headline(grain).map { (row, $0) } }
      if drawn.count > 1 {
        blocks.append(
          .figure(
            ReportDocument.Figure(
              caption: "L / nats, \(grain) grain (o L, - its interval, < > it goes on, | zero)",
              rows: drawn.map { row, estimate in
                (
                  row.experiment + (row.cell.isEmpty ? "" : " " + row.cell),
                  estimate.logOdds.map { [.init(value: $0, symbol: "o")] } ?? []
                )
              },
              spans: drawn.map { .init(low: $0.1.low, high: $0.1.high) })))
      }
    }
    let unfinished = summaries.filter { !$0.isComplete }
    if !unfinished.isEmpty {
      blocks.append(
        .warnings(
          unfinished.map {
            "\($0.experiment) is not finished: \(Wording.count($0.unfinishedCells)) cells are left out"
          }))
    }
    return ReportDocument(blocks)
  }

  private func table(_ rows: [Row], _ grain: String, hasCells: Bool) -> ReportDocument.Table {
    ReportDocument.Table(
      columns: [.text("experiment")] + (hasCells ? [.text("cell")] : [])
        + [
          .text("A : B"), .text("estimator"), .number("L / nats"), .text("interval"),
          .text("odds A : B"), .text("verdict"),
        ],
      rows: rows.map { row in
        let estimate = row.pair.headline(grain)
        return [row.experiment] + (hasCells ? [row.cell] : [])
          + [
            "\(row.pair.a) : \(row.pair.b)", estimate?.estimator ?? "-",
            estimate.map(Wording.logOdds) ?? "-", estimate.map(Wording.interval) ?? "no estimate",
            estimate.map(Wording.odds) ?? "-",
            row.pair.verdict.grain == grain
              ? row.pair.verdict.kind.rawValue
                + (row.pair.verdict.policy.map { " (\($0.uppercased()))" } ?? "") : "",
          ]
      })
  }
}
