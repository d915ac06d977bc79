import Estimation
import ExactSystems
import Mathematics

/// The one-sided limit of L where B never came up.
///
/// It claims to be broken in at most one replicate in twenty, those with hits counting as kept. At
/// about three expected hits it is broken whenever none comes up: the worst that can be.
enum DirectBoundFamily: CalibrationFamily {
  static let name = "direct-bound"
  static let summary = "the limit of L where B never came up; kept where it came up"
  static let rule = CoverageRule.exact

  static let cells = [0.1, 1, 2.9, 3.1, 5].map { expected in
    let p = expected / 1000
    return CalibrationCell(
      "\(expected) hits of B expected", logOdds: (UnitPoint(p).logOdds) * -1
    ) { seed in
      var random = SystemStream(seed: seed, purpose: 11)
      let counts = random.outcomes(runs: 1000, a: 1 - p, b: p)
      let answer = CalibrationAnswer(Direct.estimate(counts, level: Calibration.level))
      if case .bound = answer.said { return answer }
      return CalibrationAnswer(.bound(Interval(low: nil, high: nil)), trainings: 1000)
    }
  }
}
