import Experiments

extension ReportDocument {
  /// What the cells of a sweep say together, then the cells one by one.
  static func sweep(_ report: Report, _ cells: [CellSummary], _ sweep: SweepSummary) -> [Block] {
    let summary = report.summary
    let complete = cells.count(where: \.complete)
    var blocks: [Block] = [
      .title(
        "\(summary.experiment): \(Wording.count(cells.count)) cells by "
          + Wording.list(sweep.keys))
    ]
    if complete < cells.count { blocks += unfinished(cells, complete: complete, sweep) }
    for comparison in sweep.grains {
      blocks += grain(comparison, cells, keys: sweep.keys)
    }
    if !sweep.dials.isEmpty {
      blocks.append(.heading("Dials"))
      blocks += sweep.dials.map { .paragraph($0.text) }
    }
    for cell in cells {
      guard let own = cell.summary else { continue }
      blocks.append(.heading("Cell \(label(cell, keys: sweep.keys))"))
      blocks += body(own)
    }
    return blocks + [.footer(provenance(report))]
  }

  private static func unfinished(
    _ cells: [CellSummary], complete: Int, _ sweep: SweepSummary
  ) -> [Block] {
    [
      .paragraph(
        "NOT FINISHED: \(Wording.count(complete)) of \(Wording.count(cells.count)) cells are "
          + "complete, and reported here. Give the `tiltmeter run` command again for the others:"),
      .table(
        Table(
          columns: sweep.keys.map { .text($0) } + [.number("runs missing, of those known")],
          rows: cells.filter { !$0.complete }.map { cell in
            sweep.keys.map { value(cell, $0) } + [Wording.count(cell.missing)]
          })),
    ]
  }

  /// The table and the plot of one grain.
  private static func grain(
    _ comparison: GrainComparison, _ cells: [CellSummary], keys: [String]
  ) -> [Block] {
    let level = Wording.percent(comparison.level)
    var blocks: [Block] = [
      .heading("Log odds by cell, \(comparison.grain) grain, intervals at \(level)"),
      .table(
        Table(
          columns: keys.map { .text($0) }
            + [
              .text("estimator"), .number("L / nats"), .text("interval"),
              .text("all cells at once"), .text("odds A : B"),
            ],
          rows: comparison.rows.map { row in
            keys.map { value(cells[row.cell], $0) }
              + [
                row.estimator ?? "-", row.logOdds.map(Wording.nats) ?? "-",
                row.interval(row.low, row.high), row.interval(row.lowAll, row.highAll), row.odds,
              ]
          })),
    ]
    let rows = comparison.rows.filter { $0.estimator != nil }
    if rows.count > 1 {
      blocks.append(
        .figure(
          Figure(
            caption: "L / nats by cell, \(comparison.grain) grain (o L, - its interval, < > it goes "
              + "on, | zero)",
            rows: rows.map { row in
              (
                label(cells[row.cell], keys: keys),
                row.logOdds.map { [Figure.Mark(value: $0, symbol: "o")] } ?? []
              )
            },
            spans: rows.map { Figure.Span(low: $0.low, high: $0.high) })))
    }
    if let agreement = comparison.agreement { blocks.append(.paragraph(agreement.text)) }
    if rows.count > 1 {
      blocks.append(
        .paragraph(
          "All cells at once: with a chance of \(level) every one of these intervals holds; each is "
            + "made at \(Wording.percent(comparison.simultaneousLevel))."))
    }
    return blocks
  }

  static func value(_ cell: CellSummary, _ key: String) -> String {
    cell.settings[key]?.inlineText ?? "-"
  }

  static func label(_ cell: CellSummary, keys: [String]) -> String {
    keys.map { "\($0)=\(value(cell, $0))" }.joined(separator: ", ")
  }
}

extension ComparedCell {
  func interval(_ low: Double?, _ high: Double?) -> String {
    estimator == nil ? "no estimate" : Wording.range(low, high, Wording.nats)
  }

  var odds: String {
    if let logOdds { return Wording.odds(logOdds) }
    if let low, high == nil { return "above \(Wording.odds(low))" }
    if let high, low == nil { return "below \(Wording.odds(high))" }
    return "-"
  }
}

extension SummaryDetail {
  /// As it would stand on one line of settings.
  public var inlineText: String {
    switch self {
    case .null: "-"
    case .flag(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .text(let value): value
    case .list(let values): "[" + values.map(\.inlineText).joined(separator: ", ") + "]"
    case .block(let entries):
      "{" + entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.inlineText)" }
        .joined(separator: ", ") + "}"
    }
  }
}
