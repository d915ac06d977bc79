import Foundation

/// A probability and what is missing to 1, each accurate relative to its own size.
public struct Tails: Hashable, Sendable {
  /// P(X <= x).
  public let lower: Double
  /// P(X > x).
  public let upper: Double

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The same with lower and upper exchanged.
  public var reversed: Tails { Tails(lower: upper, upper: lower) }
}

/// ln |Gamma(x)|.
///
/// - Parameter x: not 0, -1, -2, ... (plus infinity there).
/// - Returns: natural logarithm, relative error below 1e-12 for x in [1e-10, 1e9], near the zeros
///   at 1 and 2 too; the C library's value, without its global sign.
/// - Complexity: O(1).
public func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 0
  return lgamma_r(x, &sign)
}

/// The digamma function, d/dx ln Gamma(x).
///
/// - Parameter x: above 0; NaN otherwise.
/// - Returns: within 1e-14 max(1, |value|): relative to the value except near its zero at 1.4616.
/// - Complexity: O(1). Source: recurrence to x >= 12, then Abramowitz & Stegun 6.3.18.
public func digamma(_ x: Double) -> Double {
  if !(x > 0) { return .nan }
  var x = x
  var shift = 0.0
  while x < 12 {
    shift -= 1 / x
    x += 1
  }
  let r = 1 / (x * x)
  let series =
    r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132
      - r * (691.0 / 32760 - r * (1.0 / 12)))))))
  return shift + (log(x) - 0.5 / x - series)
}

/// What Stirling's formula leaves out: ln Gamma(x + 1) - (x + 1/2) ln x + x - ln(2 pi) / 2.
///
/// - Complexity: O(1). Source: Loader 2000, "Fast and accurate computation of binomial
///   probabilities"; series of Abramowitz & Stegun 6.1.41.
func stirlingRemainder(_ x: Double) -> Double {
  if x < 16 { return logGamma(x + 1) - (x + 0.5) * log(x) + x - 0.9189385332046728 }
  let r = 1 / (x * x)
  return (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188
    - r * (691.0 / 360360)))))) / x
}

/// x ln(x / mean) + mean - x, without cancellation where x is near the mean.
///
/// - Complexity: O(1). Source: Loader 2000, function D0.
func devianceHalf(_ x: Double, mean: Double) -> Double {
  if x == 0 { return mean }
  let difference = x - mean
  guard abs(difference) < 0.1 * (x + mean) else { return x * log(x / mean) + mean - x }
  let v = difference / (x + mean)
  var sum = difference * v
  var term = 2 * x * v
  var k = 1.0
  while true {
    term *= v * v
    let next = sum + term / (2 * k + 1)
    if next == sum { return next }
    sum = next
    k += 1
  }
}

/// The regularised incomplete gamma functions P(shape, x) and Q(shape, x).
///
/// - Parameters:
///   - shape: above 0.
///   - x: at least 0.
/// - Returns: lower P and upper Q, relative error below 1e-12 for shape in [0.5, 2e4] wherever they
///   exceed 1e-290, growing in proportion beyond; NaN outside the domain.
/// - Complexity: O(sqrt(shape)) near the mean, less elsewhere.
/// - Source: series and continued fraction of DLMF 8.11.4 and 8.9.2, with Loader's prefactor.
public func regularizedGamma(shape: Double, x: Double) -> Tails {
  guard shape > 0, shape.isFinite, x >= 0 else { return Tails(lower: .nan, upper: .nan) }
  if x == 0 { return Tails(lower: 0, upper: 1) }
  if x == .infinity { return Tails(lower: 1, upper: 0) }
  // x^shape e^-x / Gamma(shape + 1)
  let front =
    exp(-stirlingRemainder(shape) - devianceHalf(shape, mean: x))
    / (2 * Double.pi * shape).squareRoot()
  if x < shape + 1 {
    var sum = 1.0
    var term = 1.0
    var denominator = shape
    repeat {
      denominator += 1
      term *= x / denominator
      sum += term
    } while term > sum * 1e-17
    let lower = min(1, front * sum)
    return Tails(lower: lower, upper: 1 - lower)
  }
  let fraction = continuedFraction(start: x + 1 - shape) { i in
    (-i * (i - shape), x + 2 * i + 1 - shape)
  }
  let upper = min(1, front * shape / fraction)
  return Tails(lower: 1 - upper, upper: upper)
}

/// b_0 + a_1 / (b_1 + a_2 / (b_2 + ...)) by the modified Lentz method.
///
/// - Parameters:
///   - start: b_0.
///   - term: (a_i, b_i) for i = 1, 2, ...
/// - Returns: NaN if a million terms do not settle it.
func continuedFraction(start: Double, term: (Double) -> (a: Double, b: Double)) -> Double {
  let tiny = 1e-300
  var f = start == 0 ? tiny : start
  var c = f
  var d = 0.0
  var i = 1.0
  while i < 1e6 {
    let (a, b) = term(i)
    d = b + a * d
    if d == 0 { d = tiny }
    d = 1 / d
    c = b + a / c
    if c == 0 { c = tiny }
    let change = c * d
    f *= change
    if abs(change - 1) < 2.3e-16 { return f }
    i += 1
  }
  return .nan
}

/// The x at which the regularised incomplete gamma functions take given values.
///
/// - Parameters:
///   - shape: above 0.
///   - tails: lower P and upper Q; the smaller of the two is the one that is matched.
/// - Returns: x >= 0, to the accuracy of `regularizedGamma`; NaN outside the domain.
/// - Complexity: O(log) evaluations of `regularizedGamma`.
public func inverseRegularizedGamma(shape: Double, _ tails: Tails) -> Double {
  guard shape > 0, shape.isFinite, tails.lower >= 0, tails.upper >= 0 else { return .nan }
  if tails.lower == 0 { return 0 }
  if tails.upper == 0 { return .infinity }
  let useLower = tails.lower <= tails.upper
  // Newton on the logarithm of the smaller tail as a function of ln x.
  let u = solveMonotone(
    start: log(shape), target: log(useLower ? tails.lower : tails.upper), rising: useLower
  ) { u in
    let x = exp(u)
    let both = regularizedGamma(shape: shape, x: x)
    let tail = useLower ? both.lower : both.upper
    let density =
      exp(-stirlingRemainder(shape) - devianceHalf(shape, mean: x)) * shape
      / (2 * Double.pi * shape).squareRoot()
    return (log(tail), (useLower ? 1 : -1) * density / tail)
  }
  return exp(u)
}

/// The root of a monotone function by Newton steps kept inside a shrinking bracket.
///
/// - Parameters:
///   - start: where to begin.
///   - target: the value looked for.
///   - rising: whether the function rises.
///   - function: value and derivative.
func solveMonotone(
  start: Double, target: Double, rising: Bool, function: (Double) -> (Double, Double)
) -> Double {
  var low = -Double.infinity
  var high = Double.infinity
  var u = start
  var stride = 1.0
  for _ in 0..<400 {
    let (value, slope) = function(u)
    if value == target { return u }
    if value.isNaN { return .nan }
    if (value < target) == rising { low = u } else { high = u }
    var next = u - (value - target) / slope
    if !next.isFinite || next <= low || next >= high || abs(next - u) > 50 {
      if low.isFinite && high.isFinite {
        next = (low + high) / 2
      } else {
        stride *= 2
        next = low.isFinite ? low + stride : high - stride
      }
    }
    if abs(next - u) <= 1e-16 * max(1, abs(u)) || next == low || next == high { return next }
    u = next
  }
  return u
}
