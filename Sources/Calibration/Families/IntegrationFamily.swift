import Estimation
import ExactSystems

/// L(0) by thermodynamic integration over exact tilts, of independent samples or of chains.
enum IntegrationFamily: CalibrationFamily {
  static let name = "integration"
  static let summary = "L(0) by thermodynamic integration of tilted classes, also in chains of 60"
  static let rule = CoverageRule.approximate

  static let cells = [
    cell("L 1, 3 strengths x 100", logOdds: 1, variances: [0.3, 0.3], top: 1, strengths: 3, 100),
    cell("L 2, 5 strengths x 150", logOdds: 2, variances: [0.3, 0.5], top: 2, strengths: 5, 150),
    cell("L 3, 7 strengths x 300", logOdds: 3, variances: [0.5, 0.3], top: 3, strengths: 7, 300),
    cell("L -2, 5 strengths x 150", logOdds: -2, variances: [0.4, 0.4], top: -2, strengths: 5, 150),
    chains(correlation: 0.5), chains(correlation: 0.9),
  ]

  private static func cell(
    _ name: String, logOdds: Double, variances: [Double], top: Double, strengths: Int, _ count: Int
  ) -> CalibrationCell {
    let system = TiltedClasses(logOdds: logOdds, means: [-0.5, 0.5], variances: variances)
    let places = (0..<strengths).map { top * Double($0) / Double(strengths - 1) }
    let counts = [Int](repeating: count, count: strengths)
    return CalibrationCell(name, logOdds: logOdds) { seed in
      CalibrationAnswer(
        ThermodynamicIntegration.estimate(
          system.samples(strengths: places, counts: counts, seed: seed), level: Calibration.level))
    }
  }

  /// Ten chains at each of five strengths.
  private static func chains(correlation: Double) -> CalibrationCell {
    let system = TiltedClasses(logOdds: 2, means: [-0.5, 0.5], variances: [0.3, 0.5])
    return CalibrationCell("L 2.0, 5 x 10 chains, correlation \(correlation)", logOdds: 2) { seed in
      CalibrationAnswer(
        ThermodynamicIntegration.estimate(
          system.chains(
            strengths: [0, 0.5, 1, 1.5, 2], chains: 10, length: 60, correlation: correlation,
            seed: seed), level: Calibration.level))
    }
  }
}
