/// By how much more often than by chance two models are right and wrong on the same inputs:
/// kappa = (c_obs - c_exp)/(1 - c_exp), where c_obs is the share of inputs on which both are right
/// or both are wrong and c_exp = a1 a2 + (1 - a1)(1 - a2) from their shares of right answers.
///
/// Which wrong answer is given plays no part. Per digit, every digit of every row counts as an
/// input of its own. Undefined where c_exp = 1: both models always right, or both always wrong.
///
/// Source: Geirhos, Meding, Wichmann, Beyond accuracy (arXiv 2006.16736).
public struct ErrorConsistency: SamenessMeasure {
  public let name = "error-consistency"
  public let summary =
    "Cohen's kappa of being right, whichever the wrong answer; 0 by chance, at most 1"
  public let largerIsMoreAlike = true
  public let needsRightAnswers = true

  public init() {}

  public func compare(
    _ first: AnswerProbabilities, _ second: AnswerProbabilities, _ grain: SamenessGrain,
    right: AnswerKey
  ) -> SamenessResult {
    var (both, firstRight, secondRight, trials) = (0, 0, 0, 0)
    for row in 0..<first.count {
      let key = right.row(row, heads: first.heads.count)
      let (one, two) = (first.chosen(row), second.chosen(row))
      let hits = grain == .wholeAnswer
        ? [(one == key, two == key)]
        : key.indices.map { (one[$0] == key[$0], two[$0] == key[$0]) }
      for (a, b) in hits {
        trials += 1
        if a == b { both += 1 }
        if a { firstRight += 1 }
        if b { secondRight += 1 }
      }
    }
    let n = Double(trials)
    let (a, b) = (Double(firstRight) / n, Double(secondRight) / n)
    let bothAlways = firstRight == trials && secondRight == trials
    let bothNever = firstRight == 0 && secondRight == 0
    if bothAlways || bothNever {
      return .undefined(
        "both models are always \(bothAlways ? "right" : "wrong"): chance alone would have them "
          + "agree")
    }
    return .value(kappa(observed: Double(both) / n, expected: a * b + (1 - a) * (1 - b)))
  }
}

/// Agreement beyond chance, as a share of what chance leaves.
///
/// - Parameter expected: below 1.
func kappa(observed: Double, expected: Double) -> Double {
  (observed - expected) / (1 - expected)
}
