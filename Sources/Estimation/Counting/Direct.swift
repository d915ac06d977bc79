import Foundation
import Mathematics

/// Log odds straight from what was counted, at zero pressure.
///
/// Unbiased in the probabilities and blind below one in the number of runs: a class that never came
/// up gives a one-sided bound, never a point.
public enum Direct {
  static let name = "direct"

  /// Groups below this many make an interval that speaks of these groups only.
  static let enoughGroups = 20

  /// From runs that are A's or B's.
  ///
  /// Given that a run is A's or B's, the number of A's is binomial with log odds ln P(A)/P(B),
  /// whatever `other` and `failed` do: the interval is exact.
  ///
  /// - Parameters:
  ///   - counts: independent runs.
  ///   - level: of the interval, in (0, 1).
  ///   - law: what the runs were drawn from.
  /// - Returns: ln(a/b) in nats with Clopper and Pearson's interval; a one-sided bound at the level
  ///   where one class has no hits; a refusal where neither has.
  /// - Complexity: O(1).
  public static func estimate(_ counts: OutcomeCounts, level: Double, law: Law = .training)
    -> EstimatorResult
  {
    var result = EstimatorResult(
      estimator: name, grain: .run, estimate: .refused(""), level: level,
      trainings: counts.isValid ? counts.runs : 0)
    if let reason = invalid(level, counts.isValid) {
      result.estimate = .refused(reason)
      return result
    }
    let a = Double(counts.a)
    let b = Double(counts.b)
    let exact = BinomialIntervals.clopperPearson(hits: a, misses: b, level: level)
    switch (counts.a > 0, counts.b > 0) {
    case (true, true):
      result.estimate = .value(logOdds: log(a) - log(b), interval: exact, law: law)
    case (true, false):
      let limit = BinomialIntervals.allHitsBound(hits: a, level: level)
      result.estimate = .bound(OneSided(.lower, logOdds: limit), law: law)
    case (false, true):
      let limit = -BinomialIntervals.allHitsBound(hits: b, level: level)
      result.estimate = .bound(OneSided(.upper, logOdds: limit), law: law)
    case (false, false):
      result.estimate = .refused(
        counts.runs == 0
          ? "no runs were measured: measure some"
          : "none of \(counts.runs) runs is A's or B's: read the answer grain where there is one, lower the"
            + " readout's threshold, or measure more runs")
      return result
    }
    result.details = [
      Detail("hits", .numbers([a, b])),
      Detail("other", .number(Double(counts.other))),
      Detail("failed", .number(Double(counts.failed))),
      Detail("clopper_pearson", .limits(exact)),
    ]
    if counts.a > 0 && counts.b > 0 {
      result.details += [
        Detail("wilson", .limits(BinomialIntervals.wilson(hits: a, misses: b, level: level))),
        Detail("jeffreys", .limits(BinomialIntervals.jeffreys(hits: a, misses: b, level: level))),
      ]
    }
    result.warnings += otherWarning(counts)
    result.estimate = result.estimate.checked()
    return result
  }

  /// From the shares of readout inputs that runs answered as A does and as B does.
  ///
  /// - Parameters:
  ///   - moments: of independent runs.
  ///   - level: of the interval, in (0, 1).
  ///   - law: what the runs were drawn from.
  /// - Returns: ln(mean share of A / mean share of B) in nats, between-run interval; a bound that
  ///   counts every run as one draw where one share is 0; a refusal for one run or none.
  /// - Complexity: O(1).
  public static func estimate(_ moments: ShareMoments, level: Double, law: Law = .training)
    -> EstimatorResult
  {
    var result = EstimatorResult(
      estimator: name, grain: .answer, estimate: .refused(""), level: level,
      trainings: moments.isValid ? moments.runs : 0)
    if let reason = invalid(level, moments.isValid) {
      result.estimate = .refused(reason)
      return result
    }
    fill(
      &result, moments.runs == 0 ? RatioOfMeans() : RatioOfMeans(moments), law: law, unit: "runs")
    return result
  }

  /// From runs in groups that share a pretrained base.
  ///
  /// - Parameters:
  ///   - groups: the runs of each base.
  ///   - level: of the interval, in (0, 1).
  ///   - law: what the runs were drawn from.
  /// - Returns: ln(mean over groups of P(A | group) / mean over groups of P(B | group)) in nats
  ///   with a between-group interval; groups without runs are left out.
  /// - Complexity: O(groups).
  public static func estimate(
    groups: [OutcomeCounts], level: Double, law: Law = .training
  ) -> EstimatorResult {
    let used = groups.filter { $0.runs > 0 }
    var spread = BaseSpread(grain: .run)
    for group in used { spread.add(group) }
    return estimate(
      spread, runs: used.reduce(0) { $0 + $1.runs }, isValid: groups.allSatisfy(\.isValid),
      bases: (used.count { $0.a > 0 }, used.count { $0.b > 0 }), grain: .run, level: level,
      law: law, warnings: otherWarning(groups.reduce(OutcomeCounts(), +)))
  }

  /// From shares of answers of runs in groups that share a pretrained base.
  ///
  /// - Parameters and returns: as for groups of counts, with mean shares of answers in the place of
  ///   probabilities of runs.
  public static func estimate(
    groups: [ShareMoments], level: Double, law: Law = .training
  ) -> EstimatorResult {
    let used = groups.filter { $0.runs > 0 }
    let isValid = groups.allSatisfy(\.isValid)
    var spread = BaseSpread(grain: .answer)
    if isValid { for group in used { spread.add(group) } }
    return estimate(
      spread, runs: used.reduce(0) { $0 + $1.runs }, isValid: isValid,
      bases: (used.count { $0.sumA > 0 }, used.count { $0.sumB > 0 }), grain: .answer,
      level: level, law: law, warnings: [])
  }

  private static func estimate(
    _ spread: BaseSpread, runs: Int, isValid: Bool, bases: (a: Int, b: Int), grain: Grain,
    level: Double, law: Law, warnings: [String]
  ) -> EstimatorResult {
    var result = EstimatorResult(
      estimator: name, grain: grain, estimate: .refused(""), level: level, trainings: 0)
    if let reason = invalid(level, isValid) {
      result.estimate = .refused(reason)
      return result
    }
    result.trainings = runs
    result.warnings = warnings
    let count = spread.means.units
    if count == 1 {
      result.estimate = .refused(
        "one base alone says nothing of other bases: pretrain at least two, better"
          + " \(enoughGroups), or ask for the odds given this base")
      return result
    }
    fill(&result, spread.means, law: law, unit: "bases")
    var reaches = false
    result.estimate = spread.widened(result.estimate, level: level, reaches: &reaches).checked()
    if reaches {
      result.warnings.append(
        "few bases carry one policy, and others may be all that policy's: toward more of it the"
          + " interval counts bases rather than runs")
    }
    result.details += [
      Detail("bases", .number(Double(count))),
      Detail("bases_with_a", .number(Double(bases.a))),
      Detail("bases_with_b", .number(Double(bases.b))),
    ]
    result.warnings += groupWarning(count)
    return result
  }

  private static func fill(
    _ result: inout EstimatorResult, _ ratio: RatioOfMeans, law: Law, unit: String
  ) {
    var widened = false
    result.estimate = ratio.estimate(
      level: result.level, law: law, unit: unit, widened: &widened
    ).checked()
    guard ratio.units > 0 else { return }
    let n = Double(ratio.units)
    result.details += [
      Detail("mean_share_a", .number(ratio.sumA / n)),
      Detail("mean_share_b", .number(ratio.sumB / n)),
      Detail("effective_units", .numbers([ratio.effectiveA, ratio.effectiveB])),
    ]
    if case .value = result.estimate {
      result.details.append(Detail("standard_error", .number(ratio.standardError)))
    }
    if widened {
      result.warnings.append(
        "one policy is carried by about"
          + " \(Int(min(ratio.effectiveA, ratio.effectiveB).rounded())) of \(ratio.units) \(unit):"
          + " the interval was widened to the exact one for as many hits")
    }
  }

  static func groupWarning(_ groups: Int) -> [String] {
    groups >= enoughGroups
      ? [] : ["conditional on these bases: \(groups) of them, fewer than \(enoughGroups)"]
  }

  package static func otherWarning(_ counts: OutcomeCounts) -> [String] {
    let share = Double(counts.other) / Double(max(counts.runs, 1))
    return share > 0.5
      ? [
        "\(Int((100 * share).rounded())) % of the runs are neither policy's: where answers are known,"
          + " their grain says more"
      ] : []
  }

  /// Why data or level cannot be used.
  static func invalid(_ level: Double, _ validData: Bool) -> String? {
    if !(level > 0 && level < 1) { return "the level must lie between 0 and 1: give 0.95" }
    return validData ? nil : "a count is negative or larger than its total: check the data"
  }
}
