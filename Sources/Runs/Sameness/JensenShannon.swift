import Foundation

/// The Jensen–Shannon divergence of the two models' laws over answers, in bits, mean over inputs:
/// 1/2 KL(p || m) + 1/2 KL(q || m) with m = (p + q)/2.
///
/// For whole answers the sum is over every combination of digits, so it has a value only where
/// there are at most 10,000 of them; per digit it is the mean over digits.
///
/// Source: Lin, Divergence measures based on the Shannon entropy, 1991.
public struct JensenShannon: SamenessMeasure {
  public let name = "jensen-shannon"
  public let summary = "Jensen-Shannon divergence of the laws of the answers, 0 (same) to 1 bit"
  public let largerIsMoreAlike = false

  public init() {}

  /// - Complexity: for whole answers O(rows x combinations of candidates).
  public func compare(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    right: AnswerKey
  ) -> SamenessResult {
    JointLaw.mean(first, second, grain, of: Self.divergence)
  }

  private static func divergence(_ one: [Double], _ two: [Double]) -> Double {
    var sum = 0.0
    for (p, q) in zip(one, two) {
      let m = (p + q) / 2
      if p > 0 { sum += p * log2(p / m) }
      if q > 0 { sum += q * log2(q / m) }
    }
    // Rounding may carry the sum a little past either end.
    return min(1, max(0, sum / 2))
  }
}
