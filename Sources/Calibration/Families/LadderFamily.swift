import Estimation
import ExactSystems

/// L(0) by MBAR from exact tilts, independent samples and autoregressive chains.
///
/// The interval reaches past what was sampled by what one more heaviest sample would bring, so that
/// where weights are even it covers a little more than it says: no upper limit is asked of the mean.
enum LadderFamily: CalibrationFamily {
  static let name = "ladder"
  static let summary = "L(0) by MBAR from tilted classes, independent or in chains of 60"
  static let rule = CoverageRule.speaking(refused: 0.05)

  static let cells = [
    independent(1, [-0.5, 0.5], [0.3, 0.3], top: 1, strengths: 3, count: 60),
    independent(3, [-1, 1], [0.3, 0.5], top: 3, strengths: 5, count: 100),
    independent(6, [0, 1], [0, 0], top: 6, strengths: 7, count: 60),
    independent(8, [-2, 2], [0.3, 0.3], top: 3, strengths: 8, count: 100),
    chains(3, correlation: 0.5), chains(3, correlation: 0.8), chains(3, correlation: 0.9),
  ]

  private static func places(_ top: Double, _ count: Int) -> [Double] {
    (0..<count).map { top * Double($0) / Double(count - 1) }
  }

  private static func independent(
    _ logOdds: Double, _ means: [Double], _ variances: [Double], top: Double, strengths: Int,
    count: Int
  ) -> CalibrationCell {
    let system = TiltedClasses(logOdds: logOdds, means: means, variances: variances)
    return CalibrationCell("L \(logOdds), \(strengths) strengths x \(count)", logOdds: logOdds) {
      CalibrationAnswer(
        Ladder.estimate(
          system.samples(
            strengths: places(top, strengths),
            counts: [Int](repeating: count, count: strengths), seed: $0),
          level: Calibration.level, seed: $0))
    }
  }

  /// Ten chains at each of five strengths.
  private static func chains(_ logOdds: Double, correlation: Double) -> CalibrationCell {
    let system = TiltedClasses(logOdds: logOdds, means: [-1, 1], variances: [0.3, 0.5])
    return CalibrationCell(
      "L \(logOdds), 5 x 10 chains, correlation \(correlation)", logOdds: logOdds
    ) {
      CalibrationAnswer(
        Ladder.estimate(
          system.chains(
            strengths: places(3, 5), chains: 10, length: 60, correlation: correlation, seed: $0),
          level: Calibration.level, seed: $0))
    }
  }
}
