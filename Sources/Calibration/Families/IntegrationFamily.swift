import Estimation
import ExactSystems

/// L(0) by thermodynamic integration over exact tilts.
enum IntegrationFamily: CalibrationFamily {
  static let name = "integration"
  static let summary = "L(0) by thermodynamic integration of tilted classes"
  static let rule = CoverageRule.approximate

  static let cells = [
    cell("L 1, 3 strengths x 100", logOdds: 1, variances: [0.3, 0.3], top: 1, strengths: 3, 100),
    cell("L 2, 5 strengths x 150", logOdds: 2, variances: [0.3, 0.5], top: 2, strengths: 5, 150),
    cell("L 3, 7 strengths x 300", logOdds: 3, variances: [0.5, 0.3], top: 3, strengths: 7, 300),
    cell("L -2, 5 strengths x 150", logOdds: -2, variances: [0.4, 0.4], top: -2, strengths: 5, 150),
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
}
