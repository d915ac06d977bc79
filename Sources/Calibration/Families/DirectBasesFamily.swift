import Estimation
import ExactSystems
import Foundation
import Mathematics

/// L from runs that share pretrained bases: the between-base interval.
enum DirectBasesFamily: CalibrationFamily {
  static let name = "direct-bases"
  static let summary = "L from runs of pretrained bases, between-base interval"
  static let rule = CoverageRule.approximate

  static let cells = [
    uniform(bases: 20), uniform(bases: 100), normal(logOdds: 1, bases: 20),
    normal(logOdds: 2, bases: 30), normal(logOdds: 2, bases: 100),
  ]

  /// P(A | base) uniform on [.2, 1], P(B | base) half of what is left.
  private static func uniform(bases: Int) -> CalibrationCell {
    cell("uniform, \(bases) bases", logOdds: log(0.6 / 0.2), bases: bases) { random in
      let a = 0.2 + 0.8 * random.uniform()
      return (a, (1 - a) / 2)
    }
  }

  /// Log odds of the bases are normal.
  private static func normal(logOdds: Double, bases: Int) -> CalibrationCell {
    let learner = DoseLearner(truth: .line(logOdds), bases: bases)
    return cell("normal \(logOdds), \(bases) bases", logOdds: learner.logOdds, bases: bases) {
      let own = logOdds + DoseLearner.spread * $0.normal()
      return (logistic(own), logistic(-own))
    }
  }

  private static func cell(
    _ name: String, logOdds: Double, bases: Int,
    chances: @escaping @Sendable (inout SystemStream) -> (Double, Double)
  ) -> CalibrationCell {
    CalibrationCell(name, logOdds: logOdds) { seed in
      var random = SystemStream(seed: seed, purpose: 13)
      let groups = (0..<bases).map { _ in
        let (a, b) = chances(&random)
        return random.outcomes(runs: 20, a: a, b: b)
      }
      return CalibrationAnswer(Direct.estimate(groups: groups, level: Calibration.level))
    }
  }
}
