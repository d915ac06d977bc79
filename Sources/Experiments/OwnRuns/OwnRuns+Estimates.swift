import Estimation

extension OwnRuns {
  /// What the estimators say, and the curve of the fit if there is one.
  struct Estimates {
    var results: [EstimatorResult]
    var curve: DoseCurve?
    /// Estimators that share no runs.
    var independent: [EstimatorResult]
  }

  /// Direct from the runs at strength zero, dose-response from all others: they share no runs.
  func counted(_ pressed: [DoseObservation], zero: [OutcomeCounts], level: Double) -> Estimates {
    let direct = direct(zero, level: level)
    if pressed.isEmpty { return Estimates(results: [direct], independent: [direct]) }
    if pressed.allSatisfy({ $0.counts.hits == 0 }) {
      let refused = refusal(
        DoseResponseKind.name, level,
        "no run under pressure is A's or B's: name another pair, or add runs")
      return Estimates(results: [direct, refused], independent: [direct, refused])
    }
    let fitted = DoseResponse.estimate(pressed, grain: .run, level: level)
    let results = [direct, fitted.result]
    return Estimates(results: results, curve: fitted.curve, independent: results)
  }

  /// The ladder from all samples, and beside it what the plain ones say alone.
  func tilted(
    _ samples: Samples, _ pair: Pair, zero: [OutcomeCounts], level: Double
  ) -> Estimates {
    let scale = TiltScale(strengths: tally.strengths, scores: samples.scores)
    var ladder = Ladder.estimate(
      tiltedSamples(samples, a: pair.a, b: pair.b, scale: scale), level: level)
    ladder = scale.mended(ladder)
    let chained = plainChains(samples)
    let direct = chained
      ? refusal(
        DirectKind.name, level,
        "the samples at strength 0 are steps of chains and no independent runs: the ladder "
          + "counts them")
      : direct(zero, level: level)
    return Estimates(results: [ladder, direct], independent: [ladder])
  }

  /// Whether some chain has two samples at strength zero.
  private func plainChains(_ samples: Samples) -> Bool {
    guard let chains = samples.chains else { return false }
    var seen = Set<Int>()
    for (n, strength) in samples.strengths.enumerated()
    where tally.strengths[Int(strength)] == 0 && chains[n] != TiltedSamples.none {
      if !seen.insert(chains[n]).inserted { return true }
    }
    return false
  }

  private func direct(_ zero: [OutcomeCounts], level: Double) -> EstimatorResult {
    let total = zero.reduce(OutcomeCounts(), +)
    func refused(_ reason: String) -> EstimatorResult { refusal(DirectKind.name, level, reason) }
    if zero.isEmpty { return refused("no run has strength 0; add plain runs") }
    if total.runs == 0 { return refused("no runs were measured: the counts at strength 0 are 0") }
    if total.hits == 0 {
      return refused(
        "none of \(Wording.count(total.runs)) runs is A's or B's: name another pair, or add plain "
          + "runs")
    }
    if hasGroups, zero.count(where: { $0.runs > 0 }) == 1 {
      return refused(
        "one group alone says nothing of other groups: add runs of others, at best twenty, or "
          + "carry the column along with --keep group to ask about this one")
    }
    var result = hasGroups
      ? Direct.estimate(groups: zero, level: level)
      : Direct.estimate(total, level: level)
    result.warnings = result.warnings.map { warning in
      // Own runs have no answer grain.
      Direct.otherWarning(total).contains(warning)
        ? "\(Wording.percent(Double(total.other) / Double(total.runs))) of the plain runs are "
          + "neither policy's: L compares the others" : warning
    }
    return result
  }

  private func refusal(_ estimator: String, _ level: Double, _ reason: String) -> EstimatorResult {
    EstimatorResult(
      estimator: estimator, grain: .run, estimate: .refused(reason), level: level, trainings: 0)
  }
}
