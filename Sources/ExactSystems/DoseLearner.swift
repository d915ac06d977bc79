import Estimation
import Foundation
import Mathematics

/// A learner whose chances at every strength are known: strengths are placed and L(0) is estimated
/// on it as on a real one.
public struct DoseLearner: Sendable {
  public let truth: DoseTruth
  /// Strengths are this many times the truth's own.
  public let scale: Double
  /// Runs in all rounds together.
  public let budget: Int
  public let grain: Grain
  /// Pretrained bases, each with log odds of its own; 0 for independent runs.
  public let bases: Int

  /// Standard deviation of the log odds between bases, in nats.
  public static let spread = 0.7
  /// Readout inputs that a run answers.
  public static let inputs = 40

  public init(
    truth: DoseTruth, scale: Double = 1, budget: Int = 2000, grain: Grain = .run, bases: Int = 0
  ) {
    self.truth = truth
    self.scale = scale
    self.budget = budget
    self.grain = grain
    self.bases = bases
  }

  /// L(0), in nats; with bases ln (mean P(A) / mean P(B)), by the trapezoid rule.
  public var logOdds: Double {
    let plain = truth.logOdds(0)
    if bases == 0 { return plain }
    var (a, b) = (0.0, 0.0)
    for i in -400...400 {
      let z = Double(i) / 50
      a += exp(-z * z / 2) * logistic(plain + Self.spread * z)
      b += exp(-z * z / 2) * logistic(-plain - Self.spread * z)
    }
    return log(a / b)
  }

  /// The whole procedure: strengths placed round by round, then the estimate, without what
  /// is set beside it.
  ///
  /// - Complexity: that of some ten fits, a few milliseconds.
  public func result(seed: UInt64, level: Double) -> EstimatorResult {
    design(seed: seed).fitted(level: level, comparesModels: false, findsEquality: false).result
  }

  /// The placement, driven to its end.
  public func design(seed: UInt64) -> StrengthDesign {
    var random = SystemStream(seed: seed, purpose: 9)
    let shifts = (0..<bases).map { _ in Self.spread * random.normal() }
    var design = StrengthDesign(budget: budget)
    var measured: [DoseObservation] = []
    while let round = design.next(after: measured) {
      measured = round.flatMap { measure($0, shifts, &random) }
    }
    return design
  }

  private func measure(
    _ proposal: StrengthDesign.Proposal, _ shifts: [Double], _ random: inout SystemStream
  ) -> [DoseObservation] {
    if shifts.isEmpty {
      return [measure(proposal.strength, runs: proposal.runs, shift: 0, group: nil, &random)]
    }
    let first = random.below(shifts.count)
    return (0..<min(proposal.runs, shifts.count)).map { i in
      let group = (first + i) % shifts.count
      let runs =
        proposal.runs / shifts.count + (i < proposal.runs % shifts.count ? 1 : 0)
      return measure(
        proposal.strength, runs: runs, shift: shifts[group], group: group, &random)
    }
  }

  private func measure(
    _ strength: Double, runs: Int, shift: Double, group: Int?, _ random: inout SystemStream
  ) -> DoseObservation {
    let x = strength / scale
    let p = logistic(truth.logOdds(x) + shift)
    if grain == .run {
      let hits = runs - random.binomial(runs, truth.other(x))
      let a = random.binomial(hits, p)
      return DoseObservation(
        strength: strength, counts: OutcomeCounts(a: a, b: hits - a, other: runs - hits),
        group: group)
    }
    // Mixtures: each run has a share of its own, uniform around p as far as [0, 1] goes.
    var moments = ShareMoments(inputs: Self.inputs)
    for _ in 0..<runs {
      let own = p + (2 * random.uniform() - 1) * min(p, 1 - p)
      let a = random.binomial(Self.inputs, own)
      moments.add(answersA: a, answersB: Self.inputs - a)
    }
    return DoseObservation(
      strength: strength, counts: OutcomeCounts(other: runs), shares: moments, group: group)
  }
}
