import Foundation

/// The term by which D-BAT presses a model away from an earlier one, mean over inputs, in nats:
/// -ln[p1 (1 - p2) + p2 (1 - p1) + 1e-7], p1 and p2 the probabilities that the earlier and the
/// later model give the earlier model's most probable answer.
///
/// Near 0 where the models surely differ, ln 2 wherever either is undecided between that answer and
/// the rest, 16.1 where both are certain of it. With more than two candidates it depends on which
/// model is the earlier. Per digit it is the mean over digits of the digit's term.
///
/// Source: Pagliardini et al., Agree to disagree (arXiv 2202.04414).
public struct DBatDisagreement: SamenessMeasure {
  public let name = "d-bat"
  public let summary =
    "minus ln of the probability of differing from the earlier model's answer, in nats"
  public let largerIsMoreAlike = true
  public let isSymmetric = false

  public init() {}

  public func compare(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    right: AnswerKey
  ) -> SamenessResult {
    switch grain {
    case .wholeAnswer:
      return .value(
        meanOverRows(first.count) { row in
          let answer = first.chosen(row)
          return Self.term(
            first.probability(row, of: answer), second.probability(row, of: answer))
        })
    case .perDigit:
      return .value(
        meanOverDigits(first) { row, head in
          let place = row * first.width + first.offsets[head] + first.chosen(row)[head]
          return Self.term(first.values[place], second.values[place])
        })
    }
  }

  private static func term(_ p1: Double, _ p2: Double) -> Double {
    -log(p1 * (1 - p2) + p2 * (1 - p1) + 1e-7)
  }
}
