import Documents
import Estimation
import Runs

extension OwnRuns {
  /// Estimates from the runs.
  ///
  /// - Parameters:
  ///   - a: the label of policy A; nil for the most frequent one.
  ///   - b: of policy B; nil for the next most frequent one.
  ///   - level: of the intervals, in (0, 1).
  /// - Throws: `DocumentError` where a label of the pair never occurs.
  public func summary(a: String?, b: String?, level: Double) throws -> Summary {
    let pair = try pair(a, b)
    let cells = cells(a: pair.a, b: pair.b)
    let total = cells.filter { $0.strength == 0 }.reduce(OutcomeCounts()) { $0 + $1.counts }
    let (results, curve) =
      samples.map {
        ([Ladder.estimate(tiltedSamples($0, a: pair.a, b: pair.b), level: level)], nil)
      } ?? estimates(cells, total: total, level: level)
    let rows = Dictionary(grouping: cells, by: \.strength).sorted { $0.key < $1.key }.map {
      strength, cells in
      StrengthRow(
        strength: strength, counts: cells.reduce(OutcomeCounts()) { $0 + $1.counts }
      ).fitted(by: curve)
    }
    let zero = cells.filter { $0.strength == 0 }
    let shares = hasGroups ? Shares(groups: zero.map(\.counts)) : Shares(total)
    let evidence = VerdictEvidence(
      names: pair, grain: .run, primary: results[0], others: Array(results.dropFirst()),
      shares: shares,
      curve: [], threshold: 0, strengths: rows, capability: [], memory: nil,
      triangulation: TriangulationSummary(results, grain: .run), moreRuns: "add runs")
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

  /// Direct from the runs at strength zero, dose-response from all others: they share no runs.
  private func estimates(
    _ cells: [Cell], total: OutcomeCounts, level: Double
  ) -> ([EstimatorResult], DoseCurve?) {
    let zero = cells.filter { $0.strength == 0 }
    let pressed = cells.filter { $0.strength != 0 }
    let direct =
      zero.isEmpty
      ? EstimatorResult(
        estimator: DirectKind.name, grain: .run,
        estimate: .refused("no run has strength 0; add plain runs"), level: level, trainings: 0)
      : hasGroups
        ? Direct.estimate(groups: zero.map(\.counts), level: level)
        : Direct.estimate(total, level: level)
    if pressed.isEmpty { return ([direct], nil) }
    let fitted = DoseResponse.estimate(
      pressed.map { $0.observation(grouped: hasGroups) }, grain: .run, level: level)
    return ([direct, fitted.result], fitted.curve)
  }

  private func tiltedSamples(_ samples: [Sample], a: String, b: String) -> [TiltedSample] {
    let classes = labels.map { label -> SampleClass in
      label == a ? .a : label == b ? .b : label == "failed" ? .failed : .other
    }
    return samples.map {
      TiltedSample(
        strength: $0.strength, score: $0.score, outcome: classes[$0.label], chain: $0.chain,
        step: $0.step)
    }
  }

  private struct Cell {
    let strength: Double
    let group: Int
    var counts: OutcomeCounts

    func observation(grouped: Bool) -> DoseObservation {
      DoseObservation(strength: strength, counts: counts, group: grouped ? group : nil)
    }
  }

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

  private func pair(_ a: String?, _ b: String?) throws -> (a: String, b: String) {
    let candidates = labels.filter { !Self.reserved.contains($0) }
    for wanted in [a, b].compactMap({ $0 }) where !candidates.contains(wanted) {
      throw DocumentError([
        Diagnostic(
          labelPosition, "no run has the policy `\(wanted)`",
          remedy: likelyMeant(wanted, among: candidates).map { "did you mean `\($0)`?" }
            ?? "there are: \(candidates.joined(separator: ", "))")
      ])
    }
    var frequency = [Int](repeating: 0, count: labels.count)
    for tally in tallies { frequency[tally.label] += tally.count }
    let ranked = labels.indices.filter { !Self.reserved.contains(labels[$0]) }
      .sorted { (-frequency[$0], labels[$0]) < (-frequency[$1], labels[$1]) }.map { labels[$0] }
    let first = a ?? ranked.first { $0 != b }
    guard let first, let second = b ?? ranked.first(where: { $0 != first }), first != second else {
      throw DocumentError([
        Diagnostic(
          labelPosition, "the runs show only one policy",
          remedy: "log odds need two labels besides `other` and `failed`")
      ])
    }
    return (first, second)
  }
}
