import Foundation
import Mathematics

/// Intervals for the log odds of a binomial proportion.
///
/// Counts may be fractional: the formulas are those of the beta law, and a sum of shares in [0, 1]
/// is less spread than a sum of hits with the same mean.
public enum BinomialIntervals {
  /// The exact interval for ln p/(1-p) with equal tails.
  ///
  /// - Parameters:
  ///   - hits: of the class in the numerator, at least 0.
  ///   - misses: of the other class, at least 0; not both 0.
  ///   - level: in (0, 1).
  /// - Returns: limits in nats; unbounded on the side of a class that never came up.
  /// - Complexity: two inverse beta functions.
  /// - Source: Clopper & Pearson 1934.
  public static func clopperPearson(hits: Double, misses: Double, level: Double) -> Interval {
    let tail = (1 - level) / 2
    return Interval(
      low: hits <= 0 ? nil : quantile(tail, hits, misses + 1),
      high: misses <= 0 ? nil : quantileFromAbove(tail, hits + 1, misses))
  }

  /// The interval of the posterior under Jeffreys' prior, with equal tails, on the log odds.
  ///
  /// - Parameters: as for `clopperPearson`.
  /// - Returns: always finite limits in nats: without hits they are the prior's saying.
  /// - Source: Brown, Cai & DasGupta 2001, section 4.1.2.
  public static func jeffreys(hits: Double, misses: Double, level: Double) -> Interval {
    let tail = (1 - level) / 2
    return Interval(
      low: quantile(tail, hits + 0.5, misses + 0.5),
      high: quantileFromAbove(tail, hits + 0.5, misses + 0.5))
  }

  /// The interval of the score test, on the log odds.
  ///
  /// - Parameters: as for `clopperPearson`.
  /// - Returns: limits in nats; unbounded on the side of a class that never came up.
  /// - Complexity: O(1).
  /// - Source: Wilson 1927; Brown, Cai & DasGupta 2001, section 3.1.1. The limits of p solve
  ///   (p - k/n)^2 = z^2 p (1 - p) / n; each is taken from the root that adds up without
  ///   cancellation, the other root being k^2 / (n (n + z^2)) over it.
  public static func wilson(hits: Double, misses: Double, level: Double) -> Interval {
    let tail = (1 - level) / 2
    let square = pow(normalQuantile(Tails(lower: 1 - tail, upper: tail)), 2)
    let n = hits + misses
    let root = (square * (hits * misses / n + square / 4)).squareRoot()
    /// n + z^2 times the upper limit of a class's share, and times its lower one.
    func limits(_ count: Double) -> (upper: Double, lower: Double) {
      let upper = count + square / 2 + root
      return (upper, count * count * (1 + square / n) / upper)
    }
    let (a, b) = (limits(hits), limits(misses))
    return Interval(
      low: hits <= 0 ? nil : log(a.lower) - log(b.upper),
      high: misses <= 0 ? nil : log(a.upper) - log(b.lower))
  }

  /// The least log odds that still gives `hits` hits and no miss with probability 1 - level.
  ///
  /// - Parameters:
  ///   - hits: above 0.
  ///   - level: in (0, 1).
  /// - Returns: ln p/(1-p) with p = (1-level)^(1/hits), in nats: about ln(hits/3) at level 0.95.
  public static func allHitsBound(hits: Double, level: Double) -> Double {
    let logP = log(1 - level) / hits
    return logP - log1mexp(-logP)
  }

  private static func quantile(_ tail: Double, _ a: Double, _ b: Double) -> Double {
    inverseRegularizedBeta(Tails(lower: tail, upper: 1 - tail), a, b).logOdds
  }

  private static func quantileFromAbove(_ tail: Double, _ a: Double, _ b: Double) -> Double {
    inverseRegularizedBeta(Tails(lower: 1 - tail, upper: tail), a, b).logOdds
  }
}
