import Estimation
import ExactSystems

/// ln P of rare events by last-particle splitting.
enum LastParticleFamily: CalibrationFamily {
  static let name = "last-particle"
  static let summary = "ln P by last-particle splitting, 10 populations of 20, 20 moves"
  static let rule = CoverageRule.approximate

  static let cells = [1e-2, 1e-3, 1e-4].map { probability in
    let system = HalfSpace(probability: probability)
    return CalibrationCell("half-space \(probability)", logProbability: system.logProbability) {
      var options = LastParticle.Options(population: 20, populations: 10, moves: 20)
      options.blocks = system.blocks.map(\.name)
      var design = LastParticle(budget: .max / 2, seed: $0, options: options)
      var runs = SimulatedRuns(system, seed: $0)
      runs.drive(&design)
      return CalibrationAnswer(design.probability(level: Calibration.level))
    }
  }
}
