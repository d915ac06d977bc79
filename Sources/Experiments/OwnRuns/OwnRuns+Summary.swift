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
    let cells = cells(a: pair.a, b: pair.b)
    let total = cells.filter { $0.strength == 0 }.reduce(OutcomeCounts()) { $0 + $1.counts }
    let unit = samples == nil ? StrengthUnit(places.map(\.strength)) : StrengthUnit([])
    let found = samples.map { tilted($0, pair, cells, level: level) }
      ?? counted(cells.map { $0.divided(by: unit) }, level: level)
    var results = found.results.map(unit.mended)
    results[0].warnings = pair.warnings + results[0].warnings
    if let note = pair.note { results[0].details.append(Detail("pair", .text(note))) }
    let rows = rows(cells, unit, fitted: found.curve)
    let zero = cells.filter { $0.strength == 0 }
    let shares = hasGroups ? Shares(groups: zero.map(\.counts)) : Shares(total)
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

  /// The runs of one strength and group.
  struct Cell {
    var strength: Double
    let group: Int
    var counts: OutcomeCounts

    func observation(grouped: Bool) -> DoseObservation {
      DoseObservation(strength: strength, counts: counts, group: grouped ? group : nil)
    }

    func divided(by unit: StrengthUnit) -> Cell {
      if unit.size == 1 { return self }
      var cell = self
      cell.strength /= unit.size
      return cell
    }
  }

  /// By strength and then by group.
  private func cells(a: String, b: String) -> [Cell] {
    let kinds = labels.map { label -> Outcome in
      label == a ? .a : label == b ? .b : label == "failed" ? .failed : .other
    }
    var cells = places.map {
      Cell(strength: $0.strength, group: $0.group, counts: OutcomeCounts())
    }
    for tally in tallies {
      cells[tally.place].counts.add(kinds[tally.label], times: tally.count)
    }
    return cells.sorted { ($0.strength, $0.group) < ($1.strength, $1.group) }
  }

  /// One row a strength, with the fitted log odds where the fit used it, and at zero.
  ///
  /// - Parameter cells: by strength.
  private func rows(
    _ cells: [Cell], _ unit: StrengthUnit, fitted curve: DoseCurve?
  ) -> [StrengthRow] {
    var rows: [StrengthRow] = []
    var total = OutcomeCounts()
    for (index, cell) in cells.enumerated() {
      total += cell.counts
      if index + 1 < cells.count, cells[index + 1].strength == cell.strength { continue }
      rows.append(StrengthRow(strength: cell.strength, counts: total))
      total = OutcomeCounts()
    }
    guard let curve else { return rows }
    let used = rows.indices.filter {
      let strength = rows[$0].strength / unit.size
      return strength == 0 || curve.strengths.contains(strength)
    }
    let fitted = FittedValues(used.map { rows[$0].strength / unit.size }) { curve.logOdds(at: $0) }
    for (index, value) in zip(used, fitted.values) { rows[index].fitted = value.isFinite ? value : nil }
    return rows
  }
}
