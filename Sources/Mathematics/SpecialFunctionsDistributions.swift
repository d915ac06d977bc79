import Foundation

/// Both tails of the standard normal law at z.
///
/// - Returns: relative error below 1e-12 down to 1e-300.
/// - Complexity: O(1). Source: the C library's erfc.
public func normalTails(_ z: Double) -> Tails {
  let root = 0.7071067811865476
  return Tails(lower: 0.5 * erfc(-z * root), upper: 0.5 * erfc(z * root))
}

/// The z below which the standard normal law has a given probability.
///
/// - Parameter tails: both probabilities; the smaller is the one that is matched.
/// - Returns: relative error below 1e-12; plus or minus infinity at the ends.
/// - Complexity: O(1).
/// - Source: a rational start (Abramowitz & Stegun 26.2.23), then Halley steps to the last digit.
public func normalQuantile(_ tails: Tails) -> Double {
  guard tails.lower >= 0, tails.upper >= 0 else { return .nan }
  if tails.lower == 0 { return -.infinity }
  if tails.upper == 0 { return .infinity }
  if tails.lower == tails.upper { return 0 }
  let p = min(tails.lower, tails.upper)
  let t = (-2 * log(p)).squareRoot()
  var z =
    t - (2.515517 + t * (0.802853 + t * 0.010328))
    / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  // Steps on ln(upper tail), whose slope is -(hazard): exact in the far tail, quick everywhere.
  for _ in 0..<20 {
    let upper = 0.5 * erfc(z * 0.7071067811865476)
    let hazard = exp(-0.5 * z * z) * 0.3989422804014327 / upper
    let f = log(upper / p)
    let step = f / hazard
    let curvature = hazard * (hazard - z)
    let halley = step / (1 + 0.5 * step * curvature / hazard)
    z += halley
    if abs(halley) < 1e-16 * max(abs(z), 1e-3) { break }
  }
  // Near the middle ln(upper/p) cancels: 1/2 - p is exact there.
  if z < 0.05 { z = middleQuantile(0.5 - p) }
  return tails.lower < tails.upper ? -z : z
}

/// z with Phi(z) - 1/2 = excess, for a small excess, by Newton on erf.
private func middleQuantile(_ excess: Double) -> Double {
  var z = excess * 2.5066282746310002
  for _ in 0..<6 {
    z -= (0.5 * erf(z * 0.7071067811865476) - excess) / (exp(-0.5 * z * z) * 0.3989422804014327)
  }
  return z
}

/// Both tails of Student's t law.
///
/// - Parameters:
///   - t: where.
///   - degrees: degrees of freedom, above 0; infinity is the normal law.
/// - Returns: relative error below 1e-12 for degrees in [1, 2e4], 1e-11 to 1e5.
/// - Complexity: that of `regularizedBeta`. Source: DLMF 8.17 and Abramowitz & Stegun 26.7.1.
public func studentTails(_ t: Double, degrees: Double) -> Tails {
  if degrees == .infinity { return normalTails(t) }
  if t.isInfinite { return t > 0 ? Tails(lower: 1, upper: 0) : Tails(lower: 0, upper: 1) }
  // n / (n + t^2) by way of (t / sqrt n)^2, which neither overflows nor cancels.
  let r = abs(t) / degrees.squareRoot()
  let x = UnitPoint(value: 1 / (1 + r * r), complement: r / (r + 1 / r))
  let outside = r == 0 ? 1 : regularizedBeta(x, degrees / 2, 0.5).lower
  let tails = Tails(lower: 1 - outside / 2, upper: outside / 2)
  return t >= 0 ? tails : tails.reversed
}

/// The t below which Student's law has a given probability.
///
/// - Parameters:
///   - tails: both probabilities; the smaller is the one that is matched.
///   - degrees: degrees of freedom, above 0; infinity is the normal law.
/// - Returns: relative error below 1e-12 for degrees in [1, 2e4], 1e-11 to 1e5.
/// - Complexity: that of `inverseRegularizedBeta`.
public func studentQuantile(_ tails: Tails, degrees: Double) -> Double {
  if degrees == .infinity { return normalQuantile(tails) }
  guard degrees > 0, tails.lower >= 0, tails.upper >= 0 else { return .nan }
  if tails.lower == tails.upper { return 0 }
  let p = min(tails.lower, tails.upper)
  let x = inverseRegularizedBeta(Tails(lower: 2 * p, upper: 1 - 2 * p), degrees / 2, 0.5)
  let t = (degrees * x.complement / x.value).squareRoot()
  return tails.lower < tails.upper ? -t : t
}

/// Both tails of the chi-square law.
///
/// - Parameters:
///   - x: at least 0.
///   - degrees: degrees of freedom, above 0.
/// - Returns: relative error below 1e-12 for degrees in [1, 4e4].
/// - Complexity: that of `regularizedGamma`.
public func chiSquareTails(_ x: Double, degrees: Double) -> Tails {
  regularizedGamma(shape: degrees / 2, x: x / 2)
}

/// The x below which the chi-square law has a given probability.
///
/// - Parameters:
///   - tails: both probabilities; the smaller is the one that is matched.
///   - degrees: degrees of freedom, above 0.
/// - Complexity: that of `inverseRegularizedGamma`.
public func chiSquareQuantile(_ tails: Tails, degrees: Double) -> Double {
  2 * inverseRegularizedGamma(shape: degrees / 2, tails)
}
