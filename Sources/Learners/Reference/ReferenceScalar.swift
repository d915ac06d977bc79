import Foundation

/// The numbers a reference network can compute with.
package protocol ReferenceScalar: BinaryFloatingPoint, Sendable {
  static func exponential(_ x: Self) -> Self
  static func logarithm(_ x: Self) -> Self
  /// ln(1 + x).
  static func logarithmOfOnePlus(_ x: Self) -> Self
  static func hyperbolicTangent(_ x: Self) -> Self
}

extension Double: ReferenceScalar {
  package static func exponential(_ x: Double) -> Double { exp(x) }
  package static func logarithm(_ x: Double) -> Double { log(x) }
  package static func logarithmOfOnePlus(_ x: Double) -> Double { log1p(x) }
  package static func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
}

extension Float: ReferenceScalar {
  package static func exponential(_ x: Float) -> Float { expf(x) }
  package static func logarithm(_ x: Float) -> Float { logf(x) }
  package static func logarithmOfOnePlus(_ x: Float) -> Float { log1pf(x) }
  package static func hyperbolicTangent(_ x: Float) -> Float { tanhf(x) }
}
