/// The quantile of the standard normal distribution, the same to the bit on every machine.
///
/// Algorithm AS 241, PPND16 (relative error about 1e-16), built from correctly rounded operations
/// and `portableLog` only.
/// Source: M. J. Wichura, "The percentage points of the normal distribution", Applied Statistics
/// 37 (1988), 477-484.
///
/// - Parameter probability: in (0, 1).
/// - Returns: x with P(Z <= x) = `probability`.
/// - Complexity: O(1).
public func normalQuantile(_ probability: Double) -> Double {
  let q = probability - 0.5
  if q.magnitude <= 0.425 {
    let r = 0.180625 - q * q
    return q * horner(r, Central.numerator) / horner(r, Central.denominator)
  }
  var r = (-portableLog(q < 0 ? probability : 1 - probability)).squareRoot()
  let value: Double
  if r <= 5 {
    r -= 1.6
    value = horner(r, Middle.numerator) / horner(r, Middle.denominator)
  } else {
    r -= 5
    value = horner(r, Far.numerator) / horner(r, Far.denominator)
  }
  return q < 0 ? -value : value
}

/// The natural logarithm from correctly rounded operations only, so that no mathematics library
/// decides its bits; error below 2 units in the last place.
///
/// x = 2^e m with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh(f), f = (m - 1) / (m + 1).
///
/// - Parameter x: normal and positive.
/// - Complexity: O(1).
func portableLog(_ x: Double) -> Double {
  var exponent = Int(x.bitPattern >> 52) - 1023
  var m = Double(bitPattern: x.bitPattern & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
  if m > 1.4142135623730951 {
    m *= 0.5
    exponent += 1
  }
  let f = (m - 1) / (m + 1)
  let t = f * f
  // |f| < 0.1716: the first term left out is below 2^-60 of the sum.
  var series = 1.0 / 23
  series = series * t + 1.0 / 21
  series = series * t + 1.0 / 19
  series = series * t + 1.0 / 17
  series = series * t + 1.0 / 15
  series = series * t + 1.0 / 13
  series = series * t + 1.0 / 11
  series = series * t + 1.0 / 9
  series = series * t + 1.0 / 7
  series = series * t + 1.0 / 5
  series = series * t + 1.0 / 3
  let e = Double(exponent)
  // ln 2 in two parts; the first has 20 trailing zero bits, so e times it is exact.
  return e * 0x1.62e42fefp-1 + (2 * f + (2 * f * t * series + e * 0x1.473de6af278edp-34))
}

private typealias Coefficients = (
  Double, Double, Double, Double, Double, Double, Double, Double
)

private func horner(_ r: Double, _ c: Coefficients) -> Double {
  ((((((c.7 * r + c.6) * r + c.5) * r + c.4) * r + c.3) * r + c.2) * r + c.1) * r + c.0
}

private enum Central {
  static let numerator: Coefficients = (
    3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3
  )
  static let denominator: Coefficients = (
    1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3
  )
}

private enum Middle {
  static let numerator: Coefficients = (
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
    3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4
  )
  static let denominator: Coefficients = (
    1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9
  )
}

private enum Far {
  static let numerator: Coefficients = (
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
    2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7
  )
  static let denominator: Coefficients = (
    1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15
  )
}
