import Estimation
import ExactSystems
import Mathematics

/// Clopper and Pearson's interval for L from counted runs.
enum DirectFamily: CalibrationFamily {
  static let name = "direct"
  static let summary = "L from counted runs, Clopper and Pearson's interval"
  static let rule = CoverageRule.exact

  static let cells = [(0.0, 20), (2, 100), (4, 1000), (6, 2000), (7, 1000), (9, 1000)].map {
    cell(logOdds: $0.0, runs: $0.1)
  }

  private static func cell(logOdds: Double, runs: Int) -> CalibrationCell {
    CalibrationCell("L \(logOdds), \(runs) runs", logOdds: logOdds) { seed in
      var random = SystemStream(seed: seed, purpose: 10)
      // Three in ten are neither's.
      let counts = random.outcomes(
        runs: runs, a: 0.7 * logistic(logOdds), b: 0.7 * logistic(-logOdds))
      var answer = CalibrationAnswer(Direct.estimate(counts, level: Calibration.level))
      // Where one class has no hits a limit at the full level is printed, which is the next
      // family's affair; the exact interval is open there.
      if case .bound = answer.said {
        answer.said = .bound(
          BinomialIntervals.clopperPearson(
            hits: Double(counts.a), misses: Double(counts.b), level: Calibration.level))
      }
      return answer
    }
  }
}
