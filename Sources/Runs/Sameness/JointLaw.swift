/// What is common to measures that compare two laws over answers.
///
/// Whole answers are every combination of digits, gone through for every row.
enum JointLaw {
  /// The most combinations that are gone through: four digits.
  private static let largest = 10_000

  /// The mean over inputs of how far two laws are apart, for digits also over digits.
  ///
  /// - Parameter distance: of two laws over the same answers, probabilities in the same order.
  /// - Returns: no value for whole answers with more than 10,000 combinations of digits.
  /// - Complexity: for whole answers O(rows x combinations of candidates).
  static func mean(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    of distance: ([Double], [Double]) -> Double
  ) -> SamenessResult {
    switch grain {
    case .wholeAnswer:
      guard first.combinations(atMost: largest) != nil else {
        return .undefined(
          "whole answers have more than \(largest) combinations of digits: compare digits")
      }
      return .value(meanOverRows(first.count) { distance(first.joint($0), second.joint($0)) })
    case .perDigit:
      return .value(
        meanOverDigits(first) { row, head in
          distance(Array(first.row(row, head: head)), Array(second.row(row, head: head)))
        })
    }
  }
}
