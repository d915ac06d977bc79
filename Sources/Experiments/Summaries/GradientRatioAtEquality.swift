import Estimation

/// The gradient ratio at the strength of equality: what strengths of different tasks can be
/// compared by.
enum GradientRatioAtEquality {
  static let key = "gradient_ratio_at_ed50"

  /// Interpolated linearly between the two tried strengths around it; at strength zero it is zero.
  ///
  /// - Parameter rows: by rising strength.
  /// - Returns: nil where no strengths lie around it, or their ratios are not known.
  static func value(_ strength: Double, _ rows: [StrengthRow]) -> Double? {
    let known = rows.compactMap { row in row.gradientRatio.map { (row.strength, $0) } }
    guard let above = known.first(where: { $0.0 >= strength }),
      let below = known.last(where: { $0.0 <= strength })
    else { return nil }
    if above.0 == below.0 { return above.1 }
    let share = (strength - below.0) / (above.0 - below.0)
    return below.1 + share * (above.1 - below.1)
  }
}

extension EstimatorResult {
  func withGradientRatio(_ rows: [StrengthRow]) -> EstimatorResult {
    guard let equal = equalStrength,
      let ratio = GradientRatioAtEquality.value(equal.strength, rows)
    else { return self }
    var result = self
    result.details.append(Detail(GradientRatioAtEquality.key, .number(ratio)))
    return result
  }
}

extension EstimateSummary {
  /// The gradient ratio at the strength of equality, where it is known.
  public var gradientRatioAtED50: Double? {
    if case .number(let value)? = details[GradientRatioAtEquality.key] { value } else { nil }
  }
}
