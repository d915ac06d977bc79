import Documents
import Estimation
import Foundation

/// How subset simulation over training noise is done.
public struct SplittingSettings: Hashable, Sendable {
  /// States of a population; nil for as many as the runs allow.
  public let population: Int?
  /// Independent populations, at least 2.
  public let populations: Int
  /// Further populations of four times the size.
  public let largePopulations: Int
  /// The wanted share of a population above the next level, in (0, 0.5].
  public let levelShare: Double
  /// What levels are levels of.
  public let score: RunScore

  /// The fewest states of a population.
  static let leastPopulation = 20
  /// The rarity down to which populations that are sized by the runs shall come.
  static let aim = 1e-8

  public init(
    population: Int? = nil, populations: Int = 8, largePopulations: Int = 2,
    levelShare: Double = 0.2, score: RunScore = .margin
  ) {
    self.population = population
    self.populations = populations
    self.largePopulations = largePopulations
    self.levelShare = levelShare
    self.score = score
  }

  /// Reads `population`, `populations`, `large-populations`, `level-share` and `score`.
  init(reading reader: SettingsReader) {
    population = reader.integer(
      "population", or: "adaptive", default: nil, in: Self.leastPopulation...10_000_000,
      "states of a population; adaptive: as many as the runs allow")
    populations = reader.integer("populations", default: 8, in: 2...10_000, "independent populations")
    largePopulations = reader.integer(
      "large-populations", default: 2, in: 0...10_000,
      "further populations of four times the size")
    levelShare = reader.number(
      "level-share", default: 0.2, in: 0.01...0.5,
      "wanted share of a population above the next level")
    score = reader.runScore(default: .margin)
  }

  /// States of all populations together, in units of a population.
  private var shares: Int { populations + 4 * largePopulations }

  /// Trainings a state until `aim` is reached: one at the start, then at every level what makes the
  /// population whole again.
  private var trainingsPerState: Double {
    let levels = (log(Self.aim) / log(levelShare)).rounded(.up)
    return 1 + (levels - 1) * (1 - levelShare)
  }

  /// The fewest runs that can give an estimate: those of the first round where populations have a
  /// size, else those of the smallest ones down to `aim`.
  var leastRuns: Int {
    if let population { return shares * population }
    return Int((Double(shares * Self.leastPopulation) * trainingsPerState).rounded(.up))
  }

  /// States of a population for a number of runs.
  func population(runs: Int) -> Int {
    population
      ?? max(Self.leastPopulation, Int(Double(runs) / trainingsPerState) / max(1, shares))
  }

  func options(runs: Int, blocks: [String]) -> SubsetSimulation.Options {
    SubsetSimulation.Options(
      population: population(runs: runs), populations: populations,
      largePopulations: largePopulations, levelShare: levelShare, blocks: blocks)
  }
}

extension SettingsReader {
  /// The key `score`: what a rare-event estimator rewards.
  func runScore(default score: RunScore) -> RunScore {
    let name = choice(
      "score", among: RunScore.allCases.map(\.rawValue), default: score.rawValue,
      "what is rewarded: answers counted, or margins")
    return RunScore(rawValue: name) ?? score
  }
}
