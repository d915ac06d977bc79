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
    switch grain {
    case .wholeAnswer:
      guard first.combinations(atMost: JointLaw.largest) != nil else { return JointLaw.tooLarge }
      return .value(
        meanOverRows(first.count) { Self.distance(first.joint($0), second.joint($0)) })
    case .perDigit:
      return .value(
        meanOverDigits(first) { row, head in
          Self.distance(first.row(row, head: head), second.row(row, head: head))
        })
    }
  }

  private static func distance(
    _ one: some Sequence<Double>, _ two: some Sequence<Double>
  ) -> Double {
    // Rounding may lift the distance of laws that share nothing above one.
    min(1, zip(one, two).reduce(0) { $0 + abs($1.0 - $1.1) } / 2)
  }
}

/// What holds for every measure that goes through all combinations of digits.
enum JointLaw {
  /// The most combinations that are gone through for every row: four digits.
  static let largest = 10_000

  static let tooLarge = SamenessResult.undefined(
    "whole answers have more than \(largest) combinations of digits: compare digits")
}
