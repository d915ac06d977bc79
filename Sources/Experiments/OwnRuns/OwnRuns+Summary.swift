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
    try summary(a: a, b: b, level: level, mostGroups: Self.mostGroups)
  }

  /// More groups than this are taken together, half as many bunches, for the fit over strengths.
  ///
  /// A bunch of independent groups is as independent of other bunches, and holds what its groups
  /// have in common over strengths: the interval is between bunches then, and knows its own width to
  /// one in a hundred with ten thousand of them.
  static let mostGroups = 20_000

  /// - Parameter mostGroups: at least 2.
  package func summary(
    a: String?, b: String?, level: Double, mostGroups: Int
  ) throws -> Summary {
    // Sums of products have other bits on other numbers of threads.
    LinearAlgebraLibrary.useOneThread()
    let pair = try pair(a: a, b: b)
    let unit = samples == nil ? StrengthUnit(tally.strengths) : StrengthUnit([])
    let bunches = hasGroups && tally.groupCount > mostGroups ? mostGroups / 2 : nil
    let counted = counted(pair, unit, bunches: bunches)
    let zero = counted.zero
    var rows = counted.rows
    let found = samples.map { tilted($0, pair, zero: zero, level: level) }
      ?? self.counted(counted.pressed, zero: zero, level: level)
    var results = found.results.map(unit.mended)
    results[0].warnings = pair.warnings + results[0].warnings
    if let bunches {
      for index in results.indices where results[index].estimator == DoseResponseKind.name {
        // What two runs of a group have in common is not what two of a bunch have.
        results[index].details.removeAll { $0.key == "intraclass_correlation" }
        results[index].details.append(Detail("bunches_of_groups", .number(Double(bunches))))
      }
    }
    if let note = pair.note {
      results[0].details.append(Detail("pair", .text(note)))
      for index in results.indices {
        // Which one the strengths press toward is not in the file.
        results[index].warnings = results[index].warnings.map { warning in
          warning.hasPrefix("the slope has the wrong sign")
            ? warning + "; if positive strengths press toward `\(pair.a)`, name the pair: --a "
              + "\(pair.b) --b \(pair.a)" : warning
        }
      }
    }
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
  private func counted(_ pair: Pair, _ unit: StrengthUnit, bunches: Int?) -> Counted {
    var together = Bunches(count: bunches ?? 0)
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
      } else if bunches != nil {
        together.add(cell, group: Int(count.group))
      } else {
        result.pressed.append(
          DoseObservation(
            strength: strength / unit.size, counts: cell,
            group: hasGroups ? Int(count.group) : nil))
      }
      row += cell
      cell = OutcomeCounts()
      guard endsRow else { continue }
      result.pressed += together.observations(at: strength / unit.size)
      result.rows.append(StrengthRow(strength: strength, counts: row))
      row = OutcomeCounts()
    }
    return result
  }

  /// The groups of one strength, taken together.
  private struct Bunches {
    private var counts: [OutcomeCounts]
    /// Which have any.
    private var filled: [Int] = []

    init(count: Int) { counts = [OutcomeCounts](repeating: OutcomeCounts(), count: count) }

    mutating func add(_ cell: OutcomeCounts, group: Int) {
      let bunch = group % counts.count
      if counts[bunch] == OutcomeCounts() { filled.append(bunch) }
      counts[bunch] += cell
    }

    /// Empties the bunches; in their order.
    mutating func observations(at strength: Double) -> [DoseObservation] {
      defer { filled = [] }
      return Set(filled).sorted().map { bunch in
        defer { counts[bunch] = OutcomeCounts() }
        return DoseObservation(strength: strength, counts: counts[bunch], group: bunch)
      }
    }
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
