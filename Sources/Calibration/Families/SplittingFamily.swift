import Estimation
import ExactSystems

/// ln P of rare events by subset simulation.
enum SplittingFamily: CalibrationFamily {
  static let name = "splitting"
  static let summary = "ln P by subset simulation; N = 512 on half-spaces, 256 elsewhere, unless named"
  static let rule = CoverageRule.approximate

  static let cells = [
    cell("half-space 1e-4", HalfSpace(probability: 1e-4), half),
    cell("half-space 1e-6", HalfSpace(probability: 1e-6), half),
    cell("half-space 1e-9", HalfSpace(probability: 1e-9), half),
    // Populations that differ as much as those of N = 250 do on a training task at 1e-4.
    cell("half-space 1e-4, N = 128", HalfSpace(probability: 1e-4), few),
    cell("half-space, steps of .25", TiedHalfSpace(distance: 3.5, step: 0.25), small),
    cell("half-space, steps of 1", TiedHalfSpace(distance: 3.5, step: 1), small),
    cell("perceptrons", ThresholdPerceptrons(weights: 15, inputs: 12, seed: 1), small),
    cell("bigrams", bigrams, small),
  ]

  /// Two rows of five tokens, each drawn evenly from all shares: P = 2^-8.
  private static let bigrams = DirichletBigrams(
    concentrations: Array(repeating: Array(repeating: 1, count: 5), count: 2), tokens: [0, 1])

  /// Half of the default sizes, where finite populations err more than users' do.
  private static let half = SubsetSimulation.Options(population: 512)

  private static let few = SubsetSimulation.Options(population: 128)

  private static let small = SubsetSimulation.Options(
    population: 256, populations: 8, largePopulations: 2)

  private static func cell(
    _ name: String, _ system: some NoiseSystem, _ options: SubsetSimulation.Options
  ) -> CalibrationCell {
    CalibrationCell(name, logProbability: system.logProbability) {
      answer(system, options, seed: $0)
    }
  }

  static func answer(
    _ system: some NoiseSystem, _ options: SubsetSimulation.Options, seed: UInt64
  ) -> CalibrationAnswer {
    var options = options
    options.blocks = system.blocks.map(\.name)
    var design = SubsetSimulation(budget: .max / 2, seed: seed, options: options)
    var runs = SimulatedRuns(system, seed: seed)
    runs.drive(&design)
    return CalibrationAnswer(design.probability(level: Calibration.level))
  }
}
