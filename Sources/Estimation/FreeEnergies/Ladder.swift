import Foundation
import Mathematics

/// L(0) from samples under exact tilts P_l proportional to P_0 exp(l * score), by MBAR.
///
/// A and B are two states without samples: no curve is assumed. It needs equilibrated samples of
/// both, and strengths that share samples from zero to where both come up.
public enum Ladder {
  static let name = "ladder"
  /// Student's degrees of freedom are at least these: with hardly more than one effective sample the
  /// interval is some hundred errors wide, and no number at all below.
  private static let leastDegrees = 0.5
  /// What every ladder's interval holds under.
  static let assumption = "no part of A or B lies where no strength has drawn it"

  /// - Parameters:
  ///   - samples: in any order; with chain and step where they are correlated.
  ///   - level: of the interval, in (0, 1).
  ///   - replicates: of each bootstrap.
  ///   - seed: of the bootstrap.
  /// - Returns: ln P(A)/P(B) at strength zero in nats. The error is the largest of the analytic one
  ///   and those of the bootstrap by state and by chain; toward more of either class the interval
  ///   reaches further by what may not have been met of it (`ClassReach`). It holds if no part of a
  ///   class lies where no strength has drawn it. Refused, with what to do: no samples, numbers
  ///   that are not finite, one strength, equal scores, fewer than three samples of A or of B,
  ///   strengths that do not overlap, chains that never cross between A and B.
  /// - Complexity: O(replicates x samples x strengths^2).
  public static func estimate(
    _ samples: [TiltedSample], level: Double, replicates: Int = 200, seed: UInt64 = 1
  ) -> EstimatorResult {
    estimate(TiltedSamples(samples), level: level, replicates: replicates, seed: seed)
  }

  /// The same from columns.
  ///
  /// - Parameters:
  ///   - compresses: whether many samples are taken together (`TiltCompression`), which changes
  ///     nothing but rounding.
  ///   - others, returns: as for samples.
  /// - Complexity: O(replicates x samples).
  public static func estimate(
    _ samples: TiltedSamples, level: Double, replicates: Int = 200, seed: UInt64 = 1,
    compresses: Bool = true
  ) -> EstimatorResult {
    var result = EstimatorResult(
      estimator: name, grain: .run, estimate: .refused(""), level: level, trainings: samples.count)
    do {
      try check(samples, level: level)
      result.warnings += RepeatedScores.warnings(samples)
      try fill(
        &result, LadderData(samples), replicates: replicates, seed: seed, compresses: compresses)
    } catch {
      result.estimate = .refused(error.description)
    }
    return result
  }

  private static func fill(
    _ result: inout EstimatorResult, _ data: LadderData, replicates: Int, seed: UInt64,
    compresses: Bool
  ) throws(FreeEnergyError) {
    if data.hasChains && data.crossings == 0 {
      throw .noOverlap(
        "no chain moved between A and B: their shares are where the chains were started; lengthen"
          + " the chains or exchange them between strengths")
    }
    if let (names, _) = absent(data.outcomes) {
      throw .noOverlap("no independent sample of \(names) is left: lengthen the chains")
    }
    // Zero is a state whether it was sampled or not, in its place among the strengths.
    let zero = data.strengths.firstIndex { $0 >= 0 } ?? data.strengths.count
    let hasZero = zero < data.strengths.count && data.strengths[zero] == 0
    let strengths =
      hasZero ? data.strengths : data.strengths[..<zero] + [0] + data.strengths[zero...]
    let counts = hasZero ? data.counts : data.counts[..<zero] + [0] + data.counts[zero...]
    let solved = try MBAR(
      strengths: strengths, scores: data.scores, counts: counts, labels: data.outcomes,
      setState: zero, compresses: compresses)
    describe(&result, data, solved, strengths)
    try requireOverlap(solved, strengths, zero: zero, isZeroSampled: hasZero)
    let odds = solved.sets!
    let center = data.scores.reduce(0, +) / Double(data.scores.count)
    let sampled = strengths.indices.filter { counts[$0] > 0 }
    let bootstrap = LadderBootstrap(
      data: data,
      freeEnergies: sampled.map { solved.freeEnergies[$0] + strengths[$0] * center },
      center: center, replicates: replicates, seed: seed, compresses: compresses)
    let residual = bootstrap.residualInefficiency()
    result.details.append(Detail("residual_inefficiency", .number(residual)))
    let consistency = ScoreConsistency(
      data, foretold: bootstrap.foretoldScores(center: center), inefficiency: residual)
    result.details.append(Detail("mean_score_chi_square", .number(consistency.chiSquare)))
    result.warnings += consistency.warnings
    try requireSamples(data, residual: residual)
    let reach = reach(&result, odds, residual: residual)
    try conclude(
      &result, odds, reach: reach, inflation: residual.squareRoot(),
      byState: bootstrap.byState(), byChain: bootstrap.byChain())
    if data.hasChains && data.crossings < 10 {
      result.warnings.append(
        "the chains moved between A and B only \(Told.times(data.crossings)): lengthen them")
    }
  }

  private static func conclude(
    _ result: inout EstimatorResult, _ odds: SetOdds, reach: (a: Double, b: Double),
    inflation: Double, byState: LadderBootstrap.Resampled?,
    byChain: LadderBootstrap.Resampled?
  ) throws(FreeEnergyError) {
    guard let byState else {
      throw .noOverlap("resampled data give no odds: too few samples carry them, add samples")
    }
    // Both take the kept samples as independent; whole chains need no such mending.
    let errors = ReportedError(
      analytic: inflation * odds.standardError,
      byState: ResampledError(
        standardError: inflation * byState.error.standardError,
        undefined: byState.error.undefined),
      byChain: byChain?.error)
    // Few samples, or few chains, know their own spread badly.
    let half =
      errors.largest
      * errors.quantile(
        result.level, degrees: max(leastDegrees, odds.effectiveSamples.min()! - 1))
    result.estimate = Estimate.value(
      logOdds: odds.logOdds,
      interval: Interval(low: odds.logOdds - half - reach.b, high: odds.logOdds + half + reach.a),
      law: .training
    ).checked()
    let shift = byState.mean - odds.logOdds
    result.details += errors.details + [
      Detail("bootstrap_bias", .number(shift)),
      Detail("reach_toward_more_of_a_and_b", .numbers([reach.a, reach.b])),
      Detail("holds_if", .text(assumption)),
    ]
    result.warnings += errors.warnings + ["assumed: " + assumption]
  }

  private static func describe(
    _ result: inout EstimatorResult, _ data: LadderData, _ solved: MBAR, _ strengths: [Double]
  ) {
    result.details = [
      Detail("method", .text("mbar")),
      Detail("strengths", .numbers(strengths)),
      Detail("free_energies", .numbers(solved.freeEnergies)),
      Detail("independent_samples", .numbers(solved.counts.map(Double.init))),
      Detail("statistical_inefficiency", .numbers(data.inefficiencies)),
      Detail("effective_samples", .numbers(solved.effectiveSampleSizes)),
      Detail("effective_samples_of_a_and_b", .numbers(solved.sets!.effectiveSamples)),
      Detail("neighbor_overlap", .numbers(solved.neighbors.map(\.overlap))),
      Detail("scalar_overlap", .number(solved.scalarOverlap)),
    ]
    if data.hasChains {
      result.details.append(Detail("crossings", .number(Double(data.crossings))))
    }
  }

  /// Every neighbour must be joined; an end at zero that was not sampled counts as one of them.
  private static func requireOverlap(
    _ solved: MBAR, _ strengths: [Double], zero: Int, isZeroSampled: Bool
  ) throws(FreeEnergyError) {
    for (k, neighbor) in solved.neighbors.enumerated()
    where !(neighbor.overlap >= NeighborOverlap.leastOverlap) {
      let between = "\(rounded(strengths[k])) and \(rounded(strengths[k + 1]))"
      throw .noOverlap(
        "strengths \(between) share too few samples (overlap"
          + " \(Told.number(neighbor.overlap, beside: NeighborOverlap.leastOverlap)); .03 is"
          + " needed): add"
          + (!isZeroSampled && (k == zero || k + 1 == zero)
            ? " samples at strength 0" : " strengths between them"))
    }
  }

  /// - Parameter residual: kept samples of chains that are worth one independent draw.
  private static func requireSamples(
    _ data: LadderData, residual: Double
  ) throws(FreeEnergyError) {
    let worth = [SampleClass.a, .b].map { set in
      Double(data.outcomes.count { $0 == set }) / residual
    }
    // The rarer one is named, whichever it is called.
    let least = min(worth[0], worth[1])
    if least < ClassReach.leastSamples - 1e-9 {
      let name = worth[0] == worth[1] ? "A and of B each" : worth[0] < worth[1] ? "A" : "B"
      throw .noOverlap(
        "there are \(Told.number(least, beside: ClassReach.leastSamples)) independent samples of"
          + " \(name), fewer than \(Int(ClassReach.leastSamples)): add samples at strengths at"
          + " which \(worth[0] == worth[1] ? "they come" : "it comes") up")
    }
  }

  /// How far the interval reaches toward more of A and of B, with a warning where it may not be far
  /// enough.
  private static func reach(
    _ result: inout EstimatorResult, _ odds: SetOdds, residual: Double
  ) -> (a: Double, b: Double) {
    let shapes = odds.tailIndices
    for (name, shape) in zip(["A", "B"], shapes) {
      if let shape, shape > ClassReach.largestBelieved {
        result.warnings.append(
          "at strength zero a few samples carry much of \(name) (their weights have the tail index"
            + " \(Told.number(shape, beside: ClassReach.largestBelieved)), above .5, where their"
            + " variance is infinite): there may be more of"
            + " \(name) than the interval says; add samples of it at strengths nearer to zero")
      }
    }
    let nats = (0..<2).map {
      ClassReach.nats(
        largestShare: min(1, odds.largestShares[$0] * residual), shape: shapes[$0])
    }
    result.details.append(
      Detail("largest_share_of_a_and_b", .numbers(odds.largestShares)))
    return (nats[0], nats[1])
  }

  /// What no method could use.
  static func check(_ samples: [TiltedSample], level: Double) throws(FreeEnergyError) {
    try check(TiltedSamples(samples), level: level)
  }

  private static func check(_ samples: TiltedSamples, level: Double) throws(FreeEnergyError) {
    if !(level > 0 && level < 1) {
      throw .invalid("the level must lie between 0 and 1: give 0.95")
    }
    if samples.count == 0 {
      throw .invalid("no samples were measured: raise the budget")
    }
    if !samples.strengths.allSatisfy(\.isFinite),
      let index = samples.places.firstIndex(where: { !samples.strengths[Int($0)].isFinite })
    {
      throw .invalid("the strength of sample \(index + 1) is not finite: check the data")
    }
    if let index = samples.scores.firstIndex(where: { !$0.isFinite }) {
      throw .invalid("the score of sample \(index + 1) is not finite: check the data")
    }
    let first = samples.places[0]
    if !samples.places.contains(where: { $0 != first }) {
      throw .invalid(
        "all samples have strength \(rounded(samples.strengths[Int(first)])): add strengths, or"
          + " count the runs at zero directly")
    }
    if !samples.scores.contains(where: { $0 != samples.scores[0] }) {
      throw .invalid("all scores are equal, so that no tilt moves anything: take another score")
    }
    if let (names, come) = absent(samples.outcomes) {
      let owners = names.replacing(" or ", with: "'s or ") + "'s"
      throw .noOverlap(
        "no sample is \(owners): check the pair, or add strengths at which \(come) up")
    }
  }

  /// The classes that no sample is of, so that exchanging the two exchanges their names alone; nil
  /// where there are samples of both.
  private static func absent(_ outcomes: [SampleClass]) -> (names: String, come: String)? {
    switch (outcomes.contains(.a), outcomes.contains(.b)) {
    case (true, true): nil
    case (false, true): ("A", "A comes")
    case (true, false): ("B", "B comes")
    case (false, false): ("A or B", "they come")
    }
  }
}
