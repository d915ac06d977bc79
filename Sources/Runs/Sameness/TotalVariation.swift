/// The total variation distance of the two models' laws over answers, mean over inputs:
/// 1/2 sum_c |p(c) - q(c)|.
///
/// For whole answers the sum is over every combination of digits, so it has a value only where
/// there are at most 10,000 of them; per digit it is the mean over digits.
public struct TotalVariation: SamenessMeasure {
  public let name = "total-variation"
  public let summary = "distance between the laws of the answers, 0 (same) to 1"
  public let largerIsMoreAlike = false

  public init() {}

  /// - Complexity: for whole answers O(rows x combinations of candidates).
  public func compare(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    right: AnswerKey
  ) -> SamenessResult {
    JointLaw.mean(first, second, grain, of: Self.distance)
  }

  private static func distance(_ one: [Double], _ two: [Double]) -> Double {
    // Rounding may lift the distance of laws that share nothing above one.
    min(1, zip(one, two).reduce(0) { $0 + abs($1.0 - $1.1) } / 2)
  }
}
