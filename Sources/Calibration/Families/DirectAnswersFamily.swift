import Estimation
import ExactSystems
import Foundation
import Mathematics

/// L at the answer grain from plain runs: the between-run interval of a ratio of means.
enum DirectAnswersFamily: CalibrationFamily {
  static let name = "direct-answers"
  static let summary = "L at the answer grain, between-run interval"
  static let rule = CoverageRule.approximate

  static let cells = [
    mixtures(logOdds: 0, runs: 30), mixtures(logOdds: 1, runs: 100),
    mixtures(logOdds: 3, runs: 200), mixtures(logOdds: 5, runs: 400),
    carriers(share: 0.1, runs: 200), carriers(share: 0.02, runs: 1000),
  ]

  private static let inputs = 40

  /// Every run answers a share of the inputs of its own, uniform around the mean.
  private static func mixtures(logOdds: Double, runs: Int) -> CalibrationCell {
    cell("mixtures, L \(logOdds), \(runs) runs", logOdds: logOdds, runs: runs) { random in
      let p = logistic(logOdds)
      return p + (2 * random.uniform() - 1) * min(p, 1 - p)
    }
  }

  /// Few runs carry most of B's answers.
  private static func carriers(share: Double, runs: Int) -> CalibrationCell {
    let meanB = share * 0.9 + (1 - share) * 0.001
    return cell(
      "carriers, \(share) of \(runs) runs", logOdds: log((1 - meanB) / meanB), runs: runs
    ) { random in random.uniform() < share ? 0.1 : 0.999 }
  }

  private static func cell(
    _ name: String, logOdds: Double, runs: Int,
    chanceOfA: @escaping @Sendable (inout SystemStream) -> Double
  ) -> CalibrationCell {
    CalibrationCell(name, logOdds: logOdds) { seed in
      var random = SystemStream(seed: seed, purpose: 12)
      var moments = ShareMoments(inputs: inputs)
      for _ in 0..<runs {
        let a = random.binomial(inputs, chanceOfA(&random))
        moments.add(answersA: a, answersB: inputs - a)
      }
      return CalibrationAnswer(Direct.estimate(moments, level: Calibration.level))
    }
  }
}
