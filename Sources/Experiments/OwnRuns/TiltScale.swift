import Estimation
import Foundation

/// Units in which strengths and scores are neither huge nor tiny, where they are in the file.
///
/// A tilt depends on strength times score alone, so that scores divided by a number and strengths
/// multiplied by it are the same data. Powers of two change no digit.
struct TiltScale {
  /// What scores are multiplied by.
  let scores: Double
  /// What strengths are multiplied by.
  let strengths: Double

  init(strengths: [Double], scores: [Double]) {
    let largest = scores.reduce(0) { max($0, abs($1)) }
    guard Self.isExtreme(largest) || Self.isExtreme(strengths.reduce(0) { max($0, abs($1)) }),
      largest > 0
    else {
      (self.scores, self.strengths) = (1, 1)
      return
    }
    let factor = scalbn(1, largest.exponent)
    let isFinite = strengths.allSatisfy { ($0 * factor).isFinite } && (1 / factor).isFinite
    (self.scores, self.strengths) = isFinite ? (1 / factor, factor) : (1, 1)
  }

  /// Squares of such numbers may overflow, or vanish.
  static func isExtreme(_ value: Double) -> Bool {
    value != 0 && !(1e-60...1e60).contains(value)
  }

  /// Says in which unit the result's strengths are.
  func mended(_ result: EstimatorResult) -> EstimatorResult {
    if strengths == 1 { return result }
    var result = result
    result.details.append(Detail("strength_unit", .number(1 / strengths)))
    result.warnings.append(
      "strengths in these lines are in units of \(Wording.strength(1 / strengths)), scores in units "
        + "of \(Wording.strength(strengths))")
    return result
  }
}

/// The unit of strengths for a dose-response, where they are huge or tiny in the file.
struct StrengthUnit {
  /// A power of ten; 1 for numbers of usual size.
  let size: Double

  init(_ strengths: some Sequence<Double>) {
    let largest = strengths.reduce(0) { max($0, abs($1)) }
    size = TiltScale.isExtreme(largest) ? pow(10, floor(log10(largest))) : 1
  }

  /// The strength of equality in the file's unit; messages and details keep their own, which they
  /// say.
  func mended(_ result: EstimatorResult) -> EstimatorResult {
    if size == 1 || result.estimator != DoseResponseKind.name { return result }
    var result = result
    result.equalStrength = result.equalStrength.map {
      EqualStrength(
        strength: $0.strength * size,
        interval: Interval(
          low: $0.interval.low.map { $0 * size }, high: $0.interval.high.map { $0 * size }))
    }
    result.details.append(Detail("strength_unit", .number(size)))
    result.warnings.append("strengths in these lines are in units of \(Wording.strength(size))")
    return result
  }
}
