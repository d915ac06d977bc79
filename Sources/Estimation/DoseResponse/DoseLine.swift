import Foundation
import Mathematics

/// A fitted line of log odds over strengths, with the interval of its slope.
struct DoseLine: Sendable {
  let fit: FirthLogit
  /// Sandwich covariance; nil where the penalised profile likelihood gives the intervals.
  let sandwich: LineCovariance?
  /// Of the intervals: Student's quantile, dispersion included.
  let quantile: Double
  let level: Double
  /// The smallest and largest strength that the fit used.
  let strengths: ClosedRange<Double>

  /// ln P(A)/P(B) at strength zero, in nats.
  var alpha: Double { fit.line.logOdds(at: 0) }
  /// Nats per unit of strength; negative where pressure toward B works.
  var beta: Double { fit.line.slope }

  /// The fitted ln P(A)/P(B), in nats.
  ///
  /// - Complexity: O(1).
  func logOdds(at strength: Double) -> Double { fit.line.logOdds(at: strength) }

  /// The pointwise interval of the log odds at a strength.
  ///
  /// - Returns: limits in nats; nil on a side where none was found.
  /// - Complexity: some hundred passes over the cells at the run grain, O(1) otherwise.
  func interval(at strength: Double) -> Interval {
    guard let sandwich else { return fit.interval(at: strength, drop: quantile * quantile) }
    let half = quantile * max(0, sandwich.variance(at: strength)).squareRoot()
    return Interval(low: logOdds(at: strength) - half, high: logOdds(at: strength) + half)
  }

  /// The interval of the slope, in nats per unit of strength.
  ///
  /// - Complexity: some hundred passes over the cells at the run grain, O(1) otherwise.
  var slopeInterval: Interval {
    guard let sandwich else { return fit.slopeInterval(drop: quantile * quantile) }
    let half = quantile * sandwich.slope.squareRoot()
    return Interval(low: fit.line.slope - half, high: fit.line.slope + half)
  }

  /// Whether the slope's interval leaves out zero.
  ///
  /// - Complexity: some passes over the cells: the limits themselves are not needed.
  var slopeEstablished: Bool {
    guard let sandwich else { return fit.slopeExcludesZero(drop: quantile * quantile) }
    return abs(fit.line.slope) > quantile * sandwich.slope.squareRoot()
  }
}
