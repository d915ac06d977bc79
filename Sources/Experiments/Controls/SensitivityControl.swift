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
  static func rows(_ measured: [MeasuredArm], plain: Tally, reading: Reading) -> [SensitivityRow] {
    let learned = reading.rules[reading.rules.count - 1].learned
    let strictest = plain.outcomes[plain.outcomes.count - 1]
    return measured.map { measured in
      let (variation, tally) = (measured.arm.variation, measured.tally)
      // Before training nothing is learned: runs are whose answers they give.
      return row(
        variation.rawValue, tally,
        variation == .beforeTraining ? tally.outcomes[reading.unlearned] : tally.counts)
    }
      + [row("learned share \(Wording.strength(learned))", plain, strictest)]
  }

  private static func row(_ name: String, _ tally: Tally, _ counts: OutcomeCounts) -> SensitivityRow
  {
    SensitivityRow(
      variation: name, runs: tally.runs, a: counts.a, b: counts.b, other: counts.other,
      failed: counts.failed, answersA: tally.shares.meanA, answersB: tally.shares.meanB,
      logOddsRun: logRatio(Double(counts.a), Double(counts.b)),
      logOddsAnswer: logRatio(tally.shares.meanA, tally.shares.meanB))
  }
}

/// ln(a / b) where both are there; nil instead of an infinity.
func logRatio(_ a: Double, _ b: Double) -> Double? { a > 0 && b > 0 ? log(a) - log(b) : nil }
