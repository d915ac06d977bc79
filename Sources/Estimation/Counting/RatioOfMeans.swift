import Foundation
import Mathematics

/// The log of the ratio of two means over independent units (runs, or groups of runs), each unit
/// having a share of A and a share of B in [0, 1].
///
/// Estimand: ln (mean share of A / mean share of B).
/// Source: delta method on the log of a ratio of means (Cochran 1977, section 6.4), with Student's
/// quantile at units - 1 degrees of freedom.
struct RatioOfMeans {
  var units = 0
  var sumA = 0.0
  var sumB = 0.0
  var sumAA = 0.0
  var sumAB = 0.0
  var sumBB = 0.0

  mutating func add(shareA: Double, shareB: Double) {
    units += 1
    sumA += shareA
    sumB += shareB
    sumAA += shareA * shareA
    sumAB += shareA * shareB
    sumBB += shareB * shareB
  }

  /// Runs as units.
  init(_ moments: ShareMoments) {
    let m = Double(moments.inputs)
    units = moments.runs
    sumA = Double(moments.sumA) / m
    sumB = Double(moments.sumB) / m
    sumAA = Double(moments.sumAA) / (m * m)
    sumAB = Double(moments.sumAB) / (m * m)
    sumBB = Double(moments.sumBB) / (m * m)
  }

  init() {}

  /// How many units carry the sum: (sum)^2 / sum of squares; the number of hits where shares are 0
  /// or 1 (Kish 1965).
  var effectiveA: Double { sumAA > 0 ? sumA * sumA / sumAA : 0 }
  var effectiveB: Double { sumBB > 0 ? sumB * sumB / sumBB : 0 }

  /// The variance of the log ratio, in nats squared; NaN with fewer than two units or an empty class.
  ///
  /// The terms of A and of B come first and together, so that exchanging the two changes no bit.
  var variance: Double {
    let n = Double(units)
    let own = sumAA / (sumA * sumA) + sumBB / (sumB * sumB)
    return max(0, own - 2 * sumAB / (sumA * sumB)) * n / (n - 1)
  }

  /// The standard error of the log ratio, in nats; NaN as the variance is.
  var standardError: Double { variance.squareRoot() }

  /// The estimate.
  ///
  /// Where a class is carried by few of the units, the log of its mean is far from normal: the
  /// interval is widened to hold Clopper and Pearson's, with the effective numbers of units as
  /// hits. Where a class never came up, every unit counts as one draw, which is the most spread
  /// that shares in [0, 1] can have, and only a one-sided bound is given.
  ///
  /// - Parameters:
  ///   - unit: what a unit is called, in the plural.
  ///   - widened: set where the interval was widened.
  func estimate(level: Double, law: Law, unit: String, widened: inout Bool) -> Estimate {
    if units == 0 { return .refused("no \(unit) were measured: measure some") }
    switch (sumA > 0, sumB > 0) {
    case (false, false):
      return .refused(
        "neither policy's answers came up in \(units) \(unit): check the pair, lower the"
          + " readout's threshold, or measure more runs")
    case (true, false):
      let limit = BinomialIntervals.allHitsBound(hits: sumA, level: level)
      return .bound(OneSided(.lower, logOdds: limit), law: law)
    case (false, true):
      let limit = -BinomialIntervals.allHitsBound(hits: sumB, level: level)
      return .bound(OneSided(.upper, logOdds: limit), law: law)
    case (true, true):
      break
    }
    if units < 2 {
      return .refused("one of the \(unit) alone shows no spread: measure at least two")
    }
    let point = log(sumA) - log(sumB)
    let tail = (1 - level) / 2
    let half =
      studentQuantile(Tails(lower: 1 - tail, upper: tail), degrees: Double(units - 1))
      * standardError
    var interval = Interval(low: point - half, high: point + half)
    let fewest = min(effectiveA, effectiveB)
    if fewest < 10 && fewest < Double(units) / 2 {
      widened = true
      let exact = BinomialIntervals.clopperPearson(
        hits: effectiveA, misses: effectiveB, level: level)
      let center = log(effectiveA) - log(effectiveB)
      interval = interval.union(
        Interval(
          low: exact.low.map { $0 - center + point }, high: exact.high.map { $0 - center + point }))
    }
    return .value(logOdds: point, interval: interval, law: law)
  }
}
