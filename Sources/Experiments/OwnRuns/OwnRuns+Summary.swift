import Documents
import Estimation
import Mathematics
import Runs

extension OwnRuns {
  /// Estimates from the runs.
  ///
  /// - Parameters:
  ///   - a, b: of the pair; what is nil is chosen as `pair` says.
  ///   - level: of the intervals, in (0, 1).
  /// - Throws: `DocumentError` where there is no such pair.
  /// - Complexity: O(strengths ln strengths), or that of the ladder.
  public func summary(a: String?, b: String?, level: Double) throws -> Summary {
    // Sums of products have other bits on other numbers of threads.
    LinearAlgebraLibrary.useOneThread()
    let pair = try pair(a: a, b: b)
    let unit = samples == nil ? StrengthUnit(tally.strengths) : StrengthUnit([])
    let counted = counted(pair, unit)
    let zero = counted.zero
    var rows = counted.rows
    let found = samples.map { tilted($0, pair, zero: zero, level: level) }
      ?? self.counted(counted.pressed, zero: zero, level: level)
    var results = found.results.map(unit.mended)
    results[0].warnings = pair.warnings + results[0].warnings
    if let note = pair.note { results[0].details.append(Detail("pair", .text(note))) }
    if let curve = found.curve { Self.fill(&rows, unit, fitted: curve) }
    let shares = hasGroups ? Shares(groups: zero) : Shares(zero.reduce(OutcomeCounts(), +))
    let evidence = VerdictEvidence(
      names: (pair.a, pair.b), grain: .run, primary: results[0],
      others: Array(results.dropFirst()), shares: shares,
      curve: [], threshold: 0, strengths: rows, capability: [], memory: nil,
      triangulation: TriangulationSummary(found.independent, grain: .run), moreRuns: "add runs")
    return Summary(
      experiment: name,
      pairs: [
        PairSummary(
          a: pair.a, b: pair.b, shares: shares,
          estimates: results.map(EstimateSummary.init), thresholdCurve: [], poolSE: nil,
          triangulation: evidence.triangulation, verdict: evidence.verdict(),
          strengths: rows.contains { $0.strength != 0 } ? rows : [])
      ],
      controls: ControlsSummary(
        capability: [], memory: nil, sensitivity: [], confirmation: nil, mixRate: nil),
      provenance: Provenance(
        tiltmeter: Version.current, arithmetic: "", setup: "", task: "\(fingerprint)", seed: 0,
        trainings: rows.reduce(0) { $0 + $1.runs }, inputs: [:]))
  }

  /// What was counted, by strength.
  private struct Counted {
    /// At strength zero, [groups].
    var zero: [OutcomeCounts] = []
    /// At every other one, by strength and then by group.
    var pressed: [DoseObservation] = []
    /// One a strength.
    var rows: [StrengthRow] = []
  }

  /// - Complexity: O(strengths x groups that have runs there).
  private func counted(_ pair: Pair, _ unit: StrengthUnit) -> Counted {
    let outcomes = labels.map { label -> Outcome in
      label == pair.a ? .a : label == pair.b ? .b : label == "failed" ? .failed : .other
    }
    let counts = tally.sortedCounts
    var result = Counted()
    var (cell, row) = (OutcomeCounts(), OutcomeCounts())
    for (index, count) in counts.enumerated() {
      let kind = tally.kinds[Int(count.kind)]
      cell.add(outcomes[Int(kind.label)], times: count.count)
      let next = index + 1 < counts.count ? counts[index + 1] : nil
      let endsRow = next.map { tally.kinds[Int($0.kind)].strength != kind.strength } ?? true
      guard endsRow || next?.group != count.group else { continue }
      let strength = tally.strengths[Int(kind.strength)]
      if strength == 0 {
        result.zero.append(cell)
      } else {
        result.pressed.append(
          DoseObservation(
            strength: strength / unit.size, counts: cell,
            group: hasGroups ? Int(count.group) : nil))
      }
      row += cell
      cell = OutcomeCounts()
      guard endsRow else { continue }
      result.rows.append(StrengthRow(strength: strength, counts: row))
      row = OutcomeCounts()
    }
    return result
  }

  /// The fitted log odds of the strengths that the fit used, and of zero.
  private static func fill(
    _ rows: inout [StrengthRow], _ unit: StrengthUnit, fitted curve: DoseCurve
  ) {
    let used = rows.indices.filter {
      let strength = rows[$0].strength / unit.size
      return strength == 0 || curve.strengths.contains(strength)
    }
    let fitted = FittedValues(used.map { rows[$0].strength / unit.size }) { curve.logOdds(at: $0) }
    for (index, value) in zip(used, fitted.values) {
      rows[index].fitted = value.isFinite ? value : nil
    }
  }
}
