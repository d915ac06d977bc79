/// The set of strengths at which the log odds may be zero.
///
/// {t : (alpha + beta t)^2 <= q^2 (V_aa + 2 t V_ab + t^2 V_bb)}: an interval exactly when the slope
/// is established, beta^2 > q^2 V_bb. Source: Fieller 1954.
public enum FiellerSet: Hashable, Sendable {
  /// Between two strengths.
  case bounded(low: Double, high: Double)
  /// Everything but what lies between two strengths.
  case exclusive(upTo: Double, from: Double)
  /// Every strength.
  case everything

  /// - Parameters:
  ///   - value: alpha, nats at strength zero.
  ///   - slope: beta, nats per unit of strength.
  ///   - covariance: of the two.
  ///   - quantile: q, of the normal or Student's law.
  init(value: Double, slope: Double, covariance: LineCovariance, quantile: Double) {
    let square = quantile * quantile
    let leading = slope * slope - square * covariance.slope
    let half = value * slope - square * covariance.cross
    let constant = value * value - square * covariance.value
    let discriminant = half * half - leading * constant
    guard discriminant > 0, leading != 0 else {
      self = .everything
      return
    }
    // The root that adds up without cancellation first, the other from their product.
    let sum = -(half + (half < 0 ? -1 : 1) * discriminant.squareRoot())
    let roots = [sum / leading, constant / sum].sorted()
    self =
      leading > 0
      ? .bounded(low: roots[0], high: roots[1]) : .exclusive(upTo: roots[0], from: roots[1])
  }

  /// The part of the set around a point of it; nil where that part has no end.
  func interval(around strength: Double) -> Interval {
    switch self {
    case .bounded(let low, let high): Interval(low: low, high: high)
    case .exclusive(let upTo, let from):
      strength >= from ? Interval(low: from, high: nil) : Interval(low: nil, high: upTo)
    case .everything: Interval(low: nil, high: nil)
    }
  }
}
