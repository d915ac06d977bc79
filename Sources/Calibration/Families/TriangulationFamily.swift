import Estimation
import ExactSystems
import Mathematics

/// How often estimators that agree are said not to.
enum TriangulationFamily: CalibrationFamily {
  static let name = "triangulation"
  static let summary = "heterogeneity test on estimates of one truth, disjoint runs"
  static let rule = CoverageRule.falseAlarm(Triangulation.falseAlarm)

  static let cells = [2, 3, 5].map(normal) + [directTwice, directAndDose]

  /// Normal estimates whose errors are known, and not alike.
  private static func normal(_ count: Int) -> CalibrationCell {
    CalibrationCell("\(count) normal estimates") { seed in
      var random = SystemStream(seed: seed, purpose: 16)
      return answer(
        (0..<count).map { i in
          let error = 0.1 * Double(i + 1)
          let value = error * random.normal()
          let half = Calibration.normalFactor * error
          return EstimatorResult(
            estimator: "normal \(i)", grain: .run,
            estimate: .value(
              logOdds: value, interval: Interval(low: value - half, high: value + half),
              law: .training),
            level: Calibration.level, trainings: 0)
        })
    }
  }

  private static let directTwice = CalibrationCell("direct, 200 and 500 runs") { seed in
    var random = SystemStream(seed: seed, purpose: 17)
    return answer([200, 500].map { runs in
      Direct.estimate(
        random.outcomes(runs: runs, a: logistic(2), b: logistic(-2)), level: Calibration.level)
    })
  }

  private static let directAndDose = CalibrationCell("direct and dose-response") { seed in
    var random = SystemStream(seed: seed, purpose: 17)
    let direct = Direct.estimate(
      random.outcomes(runs: 500, a: logistic(2), b: logistic(-2)), level: Calibration.level)
    let dose = DoseLearner(truth: .line(2)).result(seed: seed, level: Calibration.level)
    return answer([direct, dose])
  }

  private static func answer(_ results: [EstimatorResult]) -> CalibrationAnswer {
    let agree = Triangulation(results).agree
    return CalibrationAnswer(
      agree.map { .claim(!$0) } ?? .refused,
      trainings: results.reduce(0) { $0 + $1.trainings })
  }
}
