import Estimation

extension EstimateSummary {
  init(_ result: EstimatorResult) {
    let interval = result.estimate.interval
    let bound: String
    var warnings = result.warnings
    switch result.estimate {
    case .value: bound = "none"
    case .bound(let limit, _): bound = limit.side.rawValue
    case .refused(let reason):
      bound = "none"
      warnings.insert(reason, at: 0)
    }
    self.init(
      estimator: result.estimator, grain: result.grain.rawValue,
      logOdds: result.estimate.logOdds, low: interval?.low, high: interval?.high,
      lowThese: (result.theseInputs ?? interval)?.low,
      highThese: (result.theseInputs ?? interval)?.high, inputs: result.inputs.rawValue,
      level: result.level, bound: bound,
      ed50: result.equalStrength.map {
        StrengthInterval(strength: $0.strength, low: $0.interval.low, high: $0.interval.high)
      },
      modelRange: result.modelRange.flatMap { range in
        range.low.flatMap { low in range.high.map { [low, $0] } }
      },
      law: (result.estimate.law ?? .training).rawValue, trainings: result.trainings,
      warnings: warnings,
      details: Dictionary(
        result.details.map { ($0.key, SummaryDetail($0.value)) }, uniquingKeysWith: { $1 }))
  }
}

extension SummaryDetail {
  init(_ value: DetailValue) {
    switch value {
    case .number(let number): self = .finite(number)
    case .text(let text): self = .text(text)
    case .array(let values): self = .list(values.map(SummaryDetail.init))
    }
  }
}

extension Shares {
  /// Shares of counted runs whose single answers are not known.
  package init(_ counts: OutcomeCounts) {
    let runs = Double(max(1, counts.runs))
    self.init(
      a: Double(counts.a) / runs, b: Double(counts.b) / runs, other: Double(counts.other) / runs,
      failed: Double(counts.failed) / runs, answersA: nil, answersB: nil, runs: counts.runs)
  }

  /// Means over groups of runs that share a base, each of which counts alike.
  package init(groups: [OutcomeCounts]) {
    let used = groups.filter { $0.runs > 0 }
    func mean(_ count: (OutcomeCounts) -> Int) -> Double {
      used.reduce(0) { $0 + Double(count($1)) / Double($1.runs) } / Double(max(1, used.count))
    }
    self.init(
      a: mean(\.a), b: mean(\.b), other: mean(\.other), failed: mean(\.failed), answersA: nil,
      answersB: nil, runs: used.reduce(0) { $0 + $1.runs }, over: .bases)
  }

  /// Of an arm, over what its L is over.
  init(_ arm: MeasuredArm) {
    if arm.bases.isEmpty {
      self.init(arm.tally)
      return
    }
    let tallies = arm.tallies
    self.init(groups: tallies.map(\.counts))
    let used = tallies.filter { $0.runs > 0 }
    if used.isEmpty { return }
    answersA = used.reduce(0) { $0 + $1.shares.meanA } / Double(used.count)
    answersB = used.reduce(0) { $0 + $1.shares.meanB } / Double(used.count)
  }

  init(_ tally: Tally) {
    self.init(tally.counts)
    if tally.runs > 0 { (answersA, answersB) = (tally.shares.meanA, tally.shares.meanB) }
  }
}

extension StrengthRow {
  package init(strength: Double, counts: OutcomeCounts) {
    self.init(
      strength: strength, runs: counts.runs, a: counts.a, b: counts.b, other: counts.other,
      failed: counts.failed, answersA: nil, answersB: nil, gradientRatio: nil, fitted: nil)
  }

  init(strength: Double, tally: Tally) {
    self.init(strength: strength, counts: tally.counts)
    (answersA, answersB) = (tally.shares.meanA, tally.shares.meanB)
    gradientRatio = tally.meanGradientRatio
  }

  /// The row with the fitted log odds, where the curve has something to say.
  func fitted(by curve: DoseCurve?) -> StrengthRow {
    guard let curve, curve.holds(strength), strength == 0 || curve.strengths.contains(strength)
    else { return self }
    var row = self
    // Far beyond what the curve was fitted to its logarithms may leave the numbers.
    let value = curve.logOdds(at: strength)
    row.fitted = value.isFinite ? value : nil
    return row
  }
}

extension TriangulationSummary {
  /// Compares the estimates of one grain; nil where there is nothing to compare.
  init?(_ results: [EstimatorResult], grain: Grain) {
    let found = Triangulation(results.filter { $0.grain == grain })
    guard let agree = found.agree else { return nil }
    self.init(
      grain: grain.rawValue, q: found.q, df: found.degrees, p: found.p, agree: agree,
      used: found.used, text: found.sentence)
  }
}
