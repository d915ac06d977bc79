/// The share of inputs, or of digits, to which both models' most probable answers are the same.
public struct HardAgreement: SamenessMeasure {
  public let name = "hard-agreement"
  public let summary = "share of inputs given the same most probable answer, 0 to 1"
  public let largerIsMoreAlike = true

  public init() {}

  public func compare(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    right: AnswerKey
  ) -> SamenessResult {
    .value(
      meanOverRows(first.count) { row in
        let (one, two) = (first.chosen(row), second.chosen(row))
        switch grain {
        case .wholeAnswer: return one == two ? 1 : 0
        case .perDigit:
          return Double(zip(one, two).count { $0 == $1 }) / Double(first.heads.count)
        }
      })
  }
}
