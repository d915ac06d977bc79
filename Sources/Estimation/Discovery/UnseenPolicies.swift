import Foundation
import Mathematics

/// What independent draws say of policies that none of them showed.
///
/// Only for runs at zero pressure: the rounds of a diversity sequence are not independent, and this
/// says nothing of them.
public struct UnseenPolicies: Hashable, Sendable {
  /// Runs.
  public let draws: Int
  /// Policies that came up.
  public let observed: Int
  /// Policies that came up once, and twice.
  public let once: Int
  public let twice: Int
  public let level: Double
  /// The chance that the next run shows a policy not seen before: f1 / n (Good 1953).
  public let unseenMass: Double
  /// Of the unseen mass, in [0, 1]: the hull of Esty's normal interval, f1/n with variance
  /// (f1 (1 - f1/n) + 2 f2) / n^2 (Esty 1983), and the exact one for a Poisson count f1 over n,
  /// which rules where few came up once.
  public let massInterval: Interval
  /// How many policies there are at least: observed + f1 (f1 - 1) / (2 (f2 + 1)) (Chao 2005, the
  /// bias-corrected form of Chao 1984).
  public let richness: Double
  /// Of the richness as a lower bound, in whole numbers and never below what was observed:
  /// log-normal in the number of unseen ones (Chao 1987).
  public let richnessInterval: Interval

  /// - Parameters:
  ///   - counts: how often each policy came up; zeros are left out.
  ///   - level: of the intervals, in (0, 1).
  /// - Returns: nil without draws, with a negative count, with more draws than a number holds, or
  ///   with an impossible level.
  /// - Complexity: O(policies).
  public init?(counts: [Int], level: Double) {
    guard counts.allSatisfy({ $0 >= 0 }), level > 0, level < 1 else { return nil }
    var n = 0
    for count in counts {
      let (sum, overflow) = n.addingReportingOverflow(count)
      if overflow { return nil }
      n = sum
    }
    if n == 0 { return nil }
    draws = n
    observed = counts.count { $0 > 0 }
    once = counts.count { $0 == 1 }
    twice = counts.count { $0 == 2 }
    self.level = level
    let runs = Double(n)
    let f1 = Double(once)
    let f2 = Double(twice)
    let tail = (1 - level) / 2
    let z = normalQuantile(Tails(lower: 1 - tail, upper: tail))
    unseenMass = f1 / runs
    let half = z * (f1 * (1 - f1 / runs) + 2 * f2).squareRoot() / runs
    let poisson = (
      low: once == 0
        ? 0 : inverseRegularizedGamma(shape: f1, Tails(lower: tail, upper: 1 - tail)) / runs,
      high: inverseRegularizedGamma(shape: f1 + 1, Tails(lower: 1 - tail, upper: tail)) / runs
    )
    massInterval = Interval(
      low: max(0, min(f1 / runs - half, poisson.low)),
      high: min(1, max(f1 / runs + half, poisson.high)))
    let unseen = f1 * (f1 - 1) / (2 * (f2 + 1))
    richness = Double(observed) + unseen
    // The variance of the bias-corrected form: Colwell 2013, EstimateS user's guide, equation 6,
    // also without doubletons, where it is wider than the guide's own form for that case.
    let sample = (runs - 1) / runs
    let odd = sample * (2 * f1 - 1) / (2 * (f2 + 1))
    let both = sample * f1 * (f1 - 1) / (2 * (f2 + 1) * (f2 + 1))
    let variance = sample * unseen + f1 * odd * odd + f2 * both * both
    if unseen > 0 {
      let factor = exp(z * log1p(variance / (unseen * unseen)).squareRoot())
      // Policies are counted in whole numbers. Where all have been seen, as they were in 18 % of
      // samples of 400 from 100 equal ones, the formula's lower limit still lies a little above.
      richnessInterval = Interval(
        low: Double(observed) + (unseen / factor).rounded(.down),
        high: Double(observed) + (unseen * factor).rounded(.up))
    } else {
      richnessInterval = Interval(low: Double(observed), high: nil)
    }
  }
}
