/// Chance-adjusted probabilistic agreement (CAPA): by how much more often than by chance answers
/// drawn from both models are the same.
///
/// kappa = (c_obs - c_exp)/(1 - c_exp), where c_obs is the expected agreement and
/// c_exp = a1 a2 + (1 - a1)(1 - a2) mean_x 1/(C(x) - 1), with a the mean probability of the right
/// answer and C the number of candidates: by chance, models agree where both are right, or choose
/// the same of the wrong candidates, all of them equally likely. At most 1; with two candidates and
/// certain models it is error consistency.
///
/// Per digit, every digit of every row counts as an input of its own. Undefined where c_exp = 1:
/// both models certain of the right answers; with two candidates also certain of the wrong ones.
///
/// Source: Goel et al., Great models think alike and this undermines AI oversight
/// (arXiv 2502.04313); the closed form is that of its authors' package lm-sim 0.1.1.
public struct ChanceAdjustedAgreement: SamenessMeasure {
  public let name = "capa"
  public let summary =
    "chance-adjusted probabilistic agreement, of wrong answers too; 0 by chance, at most 1"
  public let largerIsMoreAlike = true
  public let needsRightAnswers = true

  public init() {}

  public func compare(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    right: AnswerKey
  ) -> SamenessResult {
    let heads = first.heads
    let key = (0..<first.count).map { right.row($0, heads: heads.count) }
    let observed: Double
    let a: Double
    let b: Double
    let chance: Double
    switch grain {
    case .wholeAnswer:
      observed = meanOverRows(first.count) { row in
        heads.indices.reduce(1) { $0 * ExpectedAgreement.agreement(first, second, row, $1) }
      }
      a = meanOverRows(first.count) { first.probability($0, of: key[$0]) }
      b = meanOverRows(first.count) { second.probability($0, of: key[$0]) }
      chance = 1 / (heads.reduce(1) { $0 * Double($1) } - 1)
    case .perDigit:
      observed = meanOverDigits(first) { ExpectedAgreement.agreement(first, second, $0, $1) }
      a = meanOverDigits(first) { first.values[$0 * first.width + first.offsets[$1] + key[$0][$1]] }
      b = meanOverDigits(second) {
        second.values[$0 * first.width + first.offsets[$1] + key[$0][$1]]
      }
      chance = heads.reduce(0) { $0 + 1 / Double($1 - 1) } / Double(heads.count)
    }
    let expected = a * b + (1 - a) * (1 - b) * chance
    // Closer than rounding lets kappa be told: the difference of two numbers next to one.
    if !(1 - expected > 1e-12) {
      return .undefined("both models are certain: chance alone would have them agree")
    }
    return .value(kappa(observed: observed, expected: expected))
  }
}
