import Estimation
import Foundation
import Mathematics

/// Runs at strengths that were chosen beforehand, with a known response.
public struct FixedDoses: Sendable {
  public let truth: DoseTruth
  public let strengths: [Double]
  /// Runs at each strength, in all bases together.
  public let runs: Int
  /// Pretrained bases, each with log odds of its own; 0 for independent runs.
  public let bases: Int
  /// Standard deviation of the log odds between bases, in nats; infinite for bases each of which is
  /// all A or all B at a strength.
  public let spread: Double

  public init(
    _ truth: DoseTruth, strengths: [Double], runs: Int, bases: Int = 0, spread: Double = 0
  ) {
    self.truth = truth
    self.strengths = strengths
    self.runs = runs
    self.bases = bases
    self.spread = spread
  }

  /// Draws the runs of one replicate.
  ///
  /// - Complexity: O(strengths x (bases + sqrt(runs))).
  public func observations(seed: UInt64) -> [DoseObservation] {
    var random = SystemStream(seed: seed, purpose: 18)
    if bases == 0 {
      return strengths.map { strength in
        let a = random.binomial(runs, logistic(truth.logOdds(strength)))
        return DoseObservation(strength: strength, counts: OutcomeCounts(a: a, b: runs - a))
      }
    }
    // A base keeps its own standing, as a quantile, at all strengths.
    let standings = (0..<bases).map { _ in random.uniform() }
    return strengths.flatMap { strength in
      standings.enumerated().map { group, standing in
        let own = runs / bases + (group < runs % bases ? 1 : 0)
        let eta = truth.logOdds(strength)
        let p =
          spread.isFinite
          ? logistic(eta + spread * normalQuantile(standing))
          : standing < logistic(eta) ? 1.0 : 0.0
        let a = random.binomial(own, p)
        return DoseObservation(
          strength: strength, counts: OutcomeCounts(a: a, b: own - a), group: group)
      }
    }
  }

  /// L at a strength, in nats: with bases ln (mean P(A) / mean P(B)), by the trapezoid rule.
  public func logOdds(at strength: Double) -> Double {
    let plain = truth.logOdds(strength)
    if bases == 0 || !spread.isFinite { return plain }
    var (a, b) = (0.0, 0.0)
    for i in -400...400 {
      let z = Double(i) / 50
      a += exp(-z * z / 2) * logistic(plain + spread * z)
      b += exp(-z * z / 2) * logistic(-plain - spread * z)
    }
    return log(a / b)
  }

  /// The strength at which A and B are equally likely, between two at which they are not.
  public func equality(from low: Double, to high: Double) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if (logOdds(at: middle) > 0) == (logOdds(at: low) > 0) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The width of the profile-likelihood interval of L(0) by a line of a link: what an estimator
  /// that knew the response to be one would say of the same runs.
  public func lineWidth(_ observations: [DoseObservation], link: DoseLink) -> Double? {
    let cells = observations.map {
      FirthLogit.Cell(
        strength: $0.strength, a: Double($0.counts.a), b: Double($0.counts.b))
    }
    let drop = pow(normalQuantile(Tails(lower: 0.975, upper: 0.025)), 2)
    guard let line = FirthLogit(cells),
      let fit = FirthCurve(cells, shape: .line, link: link, from: line.line)
    else { return nil }
    // With very many runs rounding hides the profile's bend, and the law is normal.
    if runs > 100_000 {
      let slope = link.point(link.predictor(logOdds: fit.logOdds(at: 0)))
      return 2 * (drop.squareRoot()) * fit.standardError(at: 0) * (slope.slopeA - slope.slopeB)
    }
    let interval = fit.interval(at: 0, drop: drop)
    guard let low = interval.low, let high = interval.high else { return nil }
    return high - low
  }
}
