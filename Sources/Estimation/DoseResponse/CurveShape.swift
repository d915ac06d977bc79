/// The functions of strength that log odds are fitted with around zero.
///
/// Pressure toward A and pressure toward B are two penalties joined at zero: the log odds are
/// continuous there, their slope need not be. (On two handwritten digits the answers move by 110
/// nats per unit of strength toward A and by 430 toward B.) So where strengths on both sides are
/// used, each side has a slope of its own.
package enum CurveShape: String, CaseIterable, Sendable {
  case line
  case quadratic
  case kinkedLine = "line on either side"
  case kinkedQuadratic = "quadratic with a kink at zero"

  var isKinked: Bool { self == .kinkedLine || self == .kinkedQuadratic }
  /// Whether a bend is fitted, so that only what is of third order is left out.
  var isCurved: Bool { self == .quadratic || self == .kinkedQuadratic }

  var parameters: Int {
    switch self {
    case .line: 2
    case .quadratic, .kinkedLine: 3
    case .kinkedQuadratic: 4
    }
  }

  /// The functions at a strength; what lies beyond `parameters` is zero.
  ///
  /// All but the first vanish at the origin, whose value is so the first coefficient.
  func basis(_ strength: Double, origin: Double, scale: Double) -> SIMD4<Double> {
    let x = (strength - origin) / scale
    let kink = (abs(strength) - abs(origin)) / scale
    return switch self {
    case .line: SIMD4(1, x, 0, 0)
    case .quadratic: SIMD4(1, x, x * x, 0)
    case .kinkedLine: SIMD4(1, x, kink, 0)
    case .kinkedQuadratic: SIMD4(1, x, kink, x * x)
    }
  }

  /// The coefficients about another origin.
  func moved(
    _ coefficients: SIMD4<Double>, from old: Double, to new: Double, scale: Double
  ) -> SIMD4<Double> {
    let shift = (new - old) / scale
    let kink = (abs(new) - abs(old)) / scale
    let bend =
      switch self {
      case .line, .kinkedLine: 0.0
      case .quadratic: coefficients[2]
      case .kinkedQuadratic: coefficients[3]
      }
    var moved = coefficients
    moved[0] += coefficients[1] * shift + bend * shift * shift
    if isKinked { moved[0] += coefficients[2] * kink }
    moved[1] += 2 * bend * shift
    return moved
  }

  /// Of these, the one without a bend.
  static func straight(_ strengths: ClosedRange<Double>) -> [CurveShape] {
    fitting(strengths).filter { !$0.isCurved }
  }

  /// The shapes that strengths on one side, or on both sides, of zero are fitted with.
  ///
  /// - Parameter strengths: the smallest and the largest.
  static func fitting(_ strengths: ClosedRange<Double>) -> [CurveShape] {
    let onBothSides = strengths.lowerBound < 0 && strengths.upperBound > 0
    return onBothSides ? [.kinkedLine, .kinkedQuadratic] : [.line, .quadratic]
  }
}
