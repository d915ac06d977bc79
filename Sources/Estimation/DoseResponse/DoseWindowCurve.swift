import Foundation
import Mathematics

/// Log odds over the strengths of a window around zero, with intervals that allow for a bend that
/// the window cannot show: what an extrapolation is held to beside the mixture of bends.
struct DoseWindowCurve: Sendable {
  let fit: FirthCurve
  /// Covariance of the coefficients between runs or groups; nil where the penalised profile
  /// likelihood gives the intervals.
  let covariance: SmallSymmetric?
  /// Whether the rarer class has so few hits that its logarithm is not yet normal: intervals then
  /// hold the profile likelihood's too.
  let isSkewed: Bool
  /// Of the intervals: Student's.
  let quantile: Double
  /// What the intervals are stretched by about the curve; at least 1.
  let widening: Double
  let level: Double
  /// The smallest and largest strength that the fit used.
  let strengths: ClosedRange<Double>

  /// The fitted ln P(A)/P(B), in nats.
  ///
  /// - Complexity: O(1).
  func logOdds(at strength: Double) -> Double { fit.logOdds(at: strength) }

  /// The pointwise interval of the log odds at a strength.
  ///
  /// - Returns: limits in nats; nil on a side where none was found.
  /// - Complexity: some hundred passes over the cells at the run grain, O(1) otherwise.
  func interval(at strength: Double) -> Interval {
    var profile: Interval?
    if covariance == nil || isSkewed {
      profile = fit.interval(at: strength, drop: quantile * quantile)
    }
    guard let covariance else { return stretched(profile!, at: strength) }
    let x = fit.curve.basis(strength)
    let half = quantile * max(0, covariance.form(x, x)).squareRoot()
    let normal = Interval(low: logOdds(at: strength) - half, high: logOdds(at: strength) + half)
    return stretched(profile.map(normal.union) ?? normal, at: strength)
  }

  private func stretched(_ interval: Interval, at strength: Double) -> Interval {
    let point = logOdds(at: strength)
    func stretched(_ limit: Double?) -> Double? {
      guard let value = limit.map({ point + widening * ($0 - point) }) else { return nil }
      return abs(value) < FirthCurve.farthest ? value : nil
    }
    return Interval(low: stretched(interval.low), high: stretched(interval.high))
  }
}
