import Foundation
import Mathematics

/// Whether estimators that used different runs tell the same.
///
/// Cochran's Q = sum w (L - mean)^2 with w = 1 / se^2, chi-square with one degree of freedom fewer
/// than estimates if they agree (Cochran 1954). There is no pooled headline.
public struct Triangulation: Hashable, Sendable {
  public let q: Double?
  public let degrees: Int
  public let p: Double?
  /// p at least `falseAlarm` and no bound contradicted; nil where there is nothing to compare.
  public let agree: Bool?
  /// The smallest difference, in nats, of any one estimator from the others that the test would
  /// have seen with a chance of 80 %.
  public let detectable: Double?
  /// Estimators that the test used.
  public let used: [String]
  /// Estimators without a point and an interval bounded on both sides.
  public let leftOut: [String]
  public let sentence: String

  /// How often estimators that agree are said not to.
  public static let falseAlarm = 0.01

  /// - Parameter results: of disjoint runs, of the same pair and grain.
  /// - Complexity: O(estimates squared).
  public init(_ results: [EstimatorResult]) {
    var points: [(name: String, value: Double, variance: Double, interval: Interval)] = []
    var bounds: [(name: String, interval: Interval)] = []
    var leftOut: [String] = []
    for result in results {
      // Estimators read the same inputs: what other inputs would change, they would share.
      if case .value(let value, let own, _) = result.estimate,
        case let interval = result.theseInputs ?? own, let low = interval.low,
        let high = interval.high, high > low
      {
        // Half the width over the normal quantile: Student's intervals count as a little wider.
        let tail = (1 - result.level) / 2
        let error = (high - low) / 2 / normalQuantile(Tails(lower: 1 - tail, upper: tail))
        points.append((result.estimator, value, error * error, interval))
      } else {
        leftOut.append(result.estimator)
        if case .bound(let bound, _) = result.estimate {
          bounds.append((result.estimator, result.theseInputs ?? bound.interval))
        }
      }
    }
    used = points.map(\.name)
    self.leftOut = leftOut
    degrees = max(0, points.count - 1)
    let broken = bounds.flatMap { bound in
      points.filter { point in
        (bound.interval.low ?? -.infinity) > point.interval.high!
          || (bound.interval.high ?? .infinity) < point.interval.low!
      }.map { "\(bound.name)'s bound contradicts \($0.name)" }
    }
    guard points.count > 1 else {
      (q, p, detectable) = (nil, nil, nil)
      agree = broken.isEmpty ? nil : false
      sentence =
        broken.isEmpty
        ? "Fewer than two estimators gave a number with an interval: there is nothing to compare."
        : "The estimators disagree: " + broken.joined(separator: "; ") + "."
      return
    }
    let weight = points.reduce(0) { $0 + 1 / $1.variance }
    let mean = points.reduce(0) { $0 + $1.value / $1.variance } / weight
    let q = points.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) / $1.variance }
    let p = chiSquareTails(q, degrees: Double(points.count - 1)).upper
    let center = Self.noncentrality(degrees: points.count - 1)
    // One estimate off by d: noncentrality d^2 / (its variance + that of the others' mean).
    let detectable = points.map { point in
      (center * (point.variance + 1 / (weight - 1 / point.variance))).squareRoot()
    }.max()!
    self.q = q
    self.p = p
    self.detectable = detectable
    let agree = p >= Self.falseAlarm && broken.isEmpty
    self.agree = agree
    let test = String(format: "Q = %.2f on %d, p = %.2g", q, points.count - 1, p)
    let limit = String(format: "%.2f", detectable)
    sentence =
      agree
      ? "The estimators agree (\(test)); a difference below \(limit) nats could have gone unseen."
      : "The estimators disagree (\(([test] + broken).joined(separator: "; ")));"
        + " trust none before the reason is found."
  }

  /// The noncentrality at which the test sees the difference with a chance of .8.
  ///
  /// Source: the noncentral chi-square law as a Poisson mixture (Johnson, Kotz & Balakrishnan 1995,
  /// equation 29.2).
  static func noncentrality(degrees: Int) -> Double {
    let k = Double(degrees)
    let critical = chiSquareQuantile(Tails(lower: 1 - falseAlarm, upper: falseAlarm), degrees: k)
    func power(_ noncentrality: Double) -> Double {
      var chance = exp(-noncentrality / 2)
      var sum = 0.0
      for j in 0..<500 {
        sum += chance * chiSquareTails(critical, degrees: k + 2 * Double(j)).upper
        chance *= noncentrality / 2 / Double(j + 1)
      }
      return sum
    }
    var (low, high) = (0.0, 10 + 4 * k.squareRoot())
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if power(middle) < 0.8 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
