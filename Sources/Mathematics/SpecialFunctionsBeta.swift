import Foundation

/// A number in [0, 1] and its complement, each accurate relative to its own size.
public struct UnitPoint: Hashable, Sendable {
  public let value: Double
  public let complement: Double

  public init(_ value: Double) {
    self.value = value
    self.complement = 1 - value
  }

  public init(value: Double, complement: Double) {
    self.value = value
    self.complement = complement
  }

  /// ln(value / complement) in nats.
  public var logOdds: Double { log(value) - log(complement) }
}

/// The regularised incomplete beta function I_x(a, b) and its complement.
///
/// - Parameters:
///   - x: where; give the complement too when x is near 1.
///   - a: above 0.
///   - b: above 0.
/// - Returns: both tails, relative error below 1e-12 for a and b in [0.5, 2e4] wherever they exceed
///   1e-290, growing in proportion beyond; NaN outside the domain.
/// - Complexity: O(sqrt(a + b)) near the mean, less elsewhere.
/// - Source: continued fraction of DLMF 8.17.22 with the prefactor of Loader 2000.
public func regularizedBeta(_ x: UnitPoint, _ a: Double, _ b: Double) -> Tails {
  guard a > 0, b > 0, a.isFinite, b.isFinite, x.value >= 0, x.complement >= 0 else {
    return Tails(lower: .nan, upper: .nan)
  }
  if x.value == 0 { return Tails(lower: 0, upper: 1) }
  if x.complement == 0 { return Tails(lower: 1, upper: 0) }
  if x.value > (a + 1) / (a + b + 2) {
    let mirrored = UnitPoint(value: x.complement, complement: x.value)
    return lowerByFraction(mirrored, b, a).reversed
  }
  return lowerByFraction(x, a, b)
}

private func lowerByFraction(_ x: UnitPoint, _ a: Double, _ b: Double) -> Tails {
  let fraction = continuedFraction(start: 1) { i in
    let m = (i / 2).rounded(.down)
    // i = 2m: m (b - m) x / ((a + 2m - 1)(a + 2m)); i = 2m + 1 with its own numerator.
    let numerator =
      i == 2 * m
      ? m * (b - m) * x.value / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x.value / ((a + 2 * m) * (a + 2 * m + 1))
    return (numerator, 1)
  }
  let lower = min(1, betaFront(x, a, b) / (a * fraction))
  return Tails(lower: lower, upper: 1 - lower)
}

/// x^a (1 - x)^b / B(a, b).
private func betaFront(_ x: UnitPoint, _ a: Double, _ b: Double) -> Double {
  let n = a + b
  let exponent =
    stirlingRemainder(n) - stirlingRemainder(a) - stirlingRemainder(b)
    - devianceHalf(a, mean: n * x.value) - devianceHalf(b, mean: n * x.complement)
  return exp(exponent) * (a * b / (2 * Double.pi * n)).squareRoot()
}

/// The x at which the regularised incomplete beta function takes a given value.
///
/// - Parameters:
///   - tails: I_x(a, b) and its complement; the smaller of the two is the one that is matched.
///   - a: above 0.
///   - b: above 0.
/// - Returns: x and 1 - x, each relative to its own size; NaN outside the domain.
/// - Complexity: O(log) evaluations of `regularizedBeta`.
public func inverseRegularizedBeta(_ tails: Tails, _ a: Double, _ b: Double) -> UnitPoint {
  guard a > 0, b > 0, a.isFinite, b.isFinite, tails.lower >= 0, tails.upper >= 0 else {
    return UnitPoint(.nan)
  }
  if tails.lower == 0 { return UnitPoint(value: 0, complement: 1) }
  if tails.upper == 0 { return UnitPoint(value: 1, complement: 0) }
  let useLower = tails.lower <= tails.upper
  // Newton on the logarithm of the smaller tail as a function of the log odds of x.
  let u = solveMonotone(
    start: log(a) - log(b), target: log(useLower ? tails.lower : tails.upper), rising: useLower
  ) { u in
    let x = UnitPoint(value: logistic(u), complement: logistic(-u))
    let both = regularizedBeta(x, a, b)
    let tail = useLower ? both.lower : both.upper
    return (log(tail), (useLower ? 1 : -1) * betaFront(x, a, b) / tail)
  }
  return UnitPoint(value: logistic(u), complement: logistic(-u))
}
