import Foundation

extension CalibrationReport {
  /// The tables and the verdict, in lines of at most 100 characters; the same bytes for the same
  /// options.
  public var text: String {
    var lines = [
      "\(grouped(replicates)) replicates a cell, seed \(seed), intervals at"
        + " \(Int(100 * Calibration.level)) %"
        + (shrink == 1 ? "" : ", every interval \(shrink) times as wide as estimated")
    ]
    for family in families {
      lines += ["", "\(family.name): \(family.summary)", "  Rule: \(family.rule.sentence)."]
      lines += table(family)
    }
    lines += [""] + verdict
    return lines.joined(separator: "\n") + "\n"
  }

  private func table(_ family: Family) -> [String] {
    let titles = [
      "cell", "truth", family.rule.judgedName, "+-", "bounds", "refused", "bias/se", "width",
      "/ideal", "runs", "se2 runs", "1/P",
    ]
    let rows = family.cells.map { row($0, rule: family.rule) }
    // Columns that say nothing in this family are left out.
    let used = titles.indices.filter { column in
      column == 0 || rows.contains { !["", "0"].contains($0[column]) }
    }
    let widths = titles.map(\.count).enumerated().map { column, width in
      max(width, rows.map { $0[column].count }.max() ?? 0)
    }
    return ([titles] + rows).map { cells in
      let padded = used.map { column in
        let space = String(repeating: " ", count: widths[column] - cells[column].count)
        return column == 0 ? cells[column] + space : space + cells[column]
      }
      return "  " + padded.joined(separator: "  ")
    }
  }

  private func row(_ cell: Cell, rule: CoverageRule) -> [String] {
    let tally = cell.tally
    let (successes, trials) = rule.judged(tally)
    let share = Double(successes) / Double(trials)
    let error = (share * (1 - share) / Double(trials)).squareRoot()
    func known(_ value: Double, _ format: String) -> String {
      value.isFinite ? String(format: format, value) : ""
    }
    // The width of an interval that knew the estimate's standard deviation.
    let own = 2 * Calibration.normalFactor * tally.deviation
    let ideal = tally.idealWidth.isFinite ? tally.idealWidth : own
    let width = tally.idealWidth.isFinite ? tally.medianWidth : tally.meanWidth
    // Where most replicates have no point, those that have one are a selection of the lucky.
    let hasPoints = 2 * tally.values >= tally.replicates
    func ofPoints(_ value: Double, _ format: String) -> String {
      hasPoints ? known(value, format) : ""
    }
    return [
      cell.name, cell.truth.map { String(format: "%.2f", $0) } ?? "",
      trials == 0 ? "none" : String(format: "%.4f", share), known(error, "%.4f"),
      String(tally.bounds), String(tally.refused),
      ofPoints(tally.bias / tally.deviation, "%+.2f"),
      known(tally.medianWidth, tally.medianWidth < 0.1 ? "%.2g" : "%.2f"),
      ofPoints(width / ideal, "%.2f"),
      tally.trainings == 0 ? "" : grouped(Int(tally.meanTrainings.rounded())),
      cell.plainCost == nil || tally.trainings == 0 ? "" : ofPoints(tally.cost, "%.3g"),
      cell.plainCost.map { String(format: "%.3g", $0) } ?? "",
    ]
  }

  private var verdict: [String] {
    let limit = "Holm-adjusted p < \(Self.falseAlarm)"
    if holds {
      return [
        "The coverage rule holds: \(tests.count) tests, none rejected at \(limit)."
      ]
    }
    return ["The coverage rule is broken at \(limit), by \(broken.count) of \(tests.count) tests:"]
      + broken.map { test in
        "  \(test.subject): \(test.claim), and it is"
          + String(format: " %.4f (p = %.1g)", test.observed, test.adjusted)
      }
  }
}

/// `12,345`.
private func grouped(_ value: Int) -> String {
  let digits = String(value)
  return digits.enumerated().reduce(into: "") { text, digit in
    if digit.offset > 0, (digits.count - digit.offset) % 3 == 0 { text += "," }
    text.append(digit.element)
  }
}
