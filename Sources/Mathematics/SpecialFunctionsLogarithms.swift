import Foundation

/// ln(exp(x_1) + ... + exp(x_n)) without overflow.
///
/// - Parameter values: natural logarithms; minus infinity stands for a term of zero.
/// - Returns: within 1e-15 max(1, |value|) for some tens of terms; minus infinity for no terms;
///   plus infinity or NaN where a term is.
/// - Complexity: O(n).
public func logSumExp(_ values: some Collection<Double>) -> Double {
  guard let largest = values.max() else { return -.infinity }
  if !largest.isFinite { return values.contains { $0.isNaN } ? .nan : largest }
  var sum = 0.0
  for value in values { sum += exp(value - largest) }
  return largest + log(sum)
}

/// ln(1 - exp(-x)) for x >= 0; relative error below 1e-15 on either side of ln 2.
///
/// - Parameter x: at least 0.
/// - Returns: minus infinity at 0.
/// - Complexity: O(1). Source: Mächler 2012, "Accurately computing log(1 - exp(-|a|))", eq. 7.
public func log1mexp(_ x: Double) -> Double {
  x <= 0.6931471805599453 ? log(-expm1(-x)) : log1p(-exp(-x))
}

/// ln(1 + exp(x)) without overflow.
///
/// - Complexity: O(1).
public func log1pexp(_ x: Double) -> Double {
  x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))
}

/// The probability whose log odds are x: 1 / (1 + exp(-x)).
///
/// - Parameter x: log odds in nats. The complement is `logistic(-x)`, accurate in its own tail.
/// - Complexity: O(1).
public func logistic(_ x: Double) -> Double {
  x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
}
