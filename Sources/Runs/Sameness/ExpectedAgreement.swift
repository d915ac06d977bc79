/// The probability that two answers drawn from the two models are the same:
/// mean over inputs of sum_c p(c) q(c); for whole answers the product of that over digits.
public struct ExpectedAgreement: SamenessMeasure {
  public let name = "expected-agreement"
  public let summary = "probability that answers drawn from both are the same, 0 to 1"
  public let largerIsMoreAlike = true

  public init() {}

  public func compare(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    right: AnswerKey
  ) -> SamenessResult {
    switch grain {
    case .wholeAnswer:
      return .value(
        meanOverRows(first.count) { row in
          first.heads.indices.reduce(1) { $0 * Self.agreement(first, second, row, $1) }
        })
    case .perDigit:
      return .value(meanOverDigits(first) { Self.agreement(first, second, $0, $1) })
    }
  }

  static func agreement(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ row: Int, _ head: Int
  ) -> Double {
    zip(first.row(row, head: head), second.row(row, head: head)).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
