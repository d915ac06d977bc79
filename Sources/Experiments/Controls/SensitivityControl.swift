import Estimation
import Foundation

/// Does L move with the amount of training, from none at all, or with the share of examples that
/// counts as learned?
enum SensitivityControl {
  static let purpose = "sensitivity"

  static func driver(runs: Int, variations: [SetupVariation]) -> FixedArms {
    FixedArms(purpose: purpose, arms: variations.map { Arm(variation: $0, runs: runs) })
  }

  /// - Parameter plain: the plain runs, read again under the other learned share.
  static func rows(
    _ measured: [MeasuredArm], plain: MeasuredArm, reading: Reading, isText: Bool
  ) -> [SensitivityRow] {
    let last = reading.rules.count - 1
    return measured.map { measured in
      let variation = measured.arm.variation
      // Before training nothing is learned: runs are whose answers they give.
      return row(
        variation.rawValue, measured, rule: variation == .beforeTraining ? reading.unlearned : 0,
        isText: isText && variation != .beforeTraining)
    }
      + [
        row(
          "learned share \(Wording.strength(reading.rules[last].learned))", plain, rule: last,
          isText: isText)
      ]
  }

  /// Answers and L over bases where these are shared; runs are counted.
  private static func row(
    _ name: String, _ arm: MeasuredArm, rule: Int, isText: Bool
  ) -> SensitivityRow {
    let counts = arm.tally.outcomes[rule]
    let shares = Shares(arm)
    let hasOdds = arm.tally.runs > 0 && PairAnswers.isSaid(shares, isText: isText)
    let (a, b) = (shares.answersA ?? 0, shares.answersB ?? 0)
    return SensitivityRow(
      variation: name, runs: arm.tally.runs, a: counts.a, b: counts.b, other: counts.other,
      failed: counts.failed, answersA: a, answersB: b,
      logOddsRun: hasOdds ? arm.logOdds(rule: rule) : nil,
      logOddsAnswer: hasOdds ? logRatio(a, b) : nil)
  }
}

/// ln(a / b) where both are there; nil instead of an infinity.
func logRatio(_ a: Double, _ b: Double) -> Double? { a > 0 && b > 0 ? log(a) - log(b) : nil }
