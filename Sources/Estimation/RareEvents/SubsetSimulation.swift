import Foundation

/// Subset simulation over training noise: the probability of B as a product of larger ones.
///
/// Independent populations of two sizes climb the score level by level; each gives an estimate of
/// P(B), an extinct one 0, and probabilities are averaged, never their logarithms: a finite
/// population misses modes that rise late, so that most populations err toward a rarer B while
/// their mean hardly errs at all. Rounds hold one move of every chain of every population.
/// Decisions depend on complete rounds and on addressed draws alone.
///
/// Source: Au & Beck 2001, "Estimation of small failure probabilities in high dimensions by subset
/// simulation"; conditional moves of Cotter et al. 2013.
public struct SubsetSimulation: AdaptiveDesign {
  public typealias Proposal = NoiseProposal
  public typealias Measured = ScoredRun

  /// What may be set.
  public struct Options: Hashable, Sendable {
    /// N: states of a population, at least 10.
    ///
    /// With 8 of 1,024 and 2 of 4,096 the interval missed in 310 of 4,000 replicates of
    /// `DeceptiveRegions`, 20 times without an alarm (`tiltmeter calibrate --only deception`). With
    /// fewer states all populations miss the likelier region together more often, and nothing tells.
    public var population: Int
    /// Populations of N, at least 2.
    public var populations: Int
    /// Populations of 4N: as many particles in all as those of N if a quarter as many; at least 2
    /// for a comparison, 0 for none.
    public var largePopulations: Int
    /// The wanted share of a population above the next level, in (0, 0.5].
    ///
    /// With chains that restore the population, se^2 x runs is about
    /// (ln P)^2 (1 - p0)^2 (1 + gamma) / (p0 (ln p0)^2): 1.24 (1 + gamma) (ln P)^2 at 0.2, 1.04 at
    /// 0.5, 1.53 at 0.1; 0.2 has half the levels of 0.5 and four moves between them, which forget
    /// more.
    public var levelShare: Double
    /// Names of the blocks of noise; at least one.
    public var blocks: [String]
    /// What positive scores are called in sentences.
    public var event = "B"

    public init(
      population: Int = 1024, populations: Int = 8, largePopulations: Int = 2,
      levelShare: Double = 0.2, blocks: [String] = ["noise"]
    ) {
      self.population = population
      self.populations = populations
      self.largePopulations = largePopulations
      self.levelShare = levelShare
      self.blocks = blocks
    }

    /// Why the options cannot be used.
    var problem: String? {
      if population < 10 { return "a population needs at least 10 states" }
      if populations < 2 { return "one population alone shows no spread: give at least two" }
      if largePopulations < 0 { return "the number of large populations is negative" }
      if !(levelShare > 0 && levelShare <= 0.5) { return "the level share must lie in (0, 0.5]" }
      if blocks.isEmpty || Set(blocks).count < blocks.count {
        return "blocks of noise need names, each its own"
      }
      return nil
    }
  }

  /// Runs in all rounds together; never exceeded.
  public let budget: Int
  /// Of the draws that decide which blocks are moved.
  public let seed: UInt64
  public private(set) var options: Options
  /// Runs proposed so far.
  public private(set) var proposed = 0
  /// Whether the budget ended before every population had met its fate.
  public private(set) var isOutOfBudget = false
  /// Rounds proposed so far.
  public private(set) var rounds = 0
  private(set) var populations: [SubsetPopulation] = []
  private(set) var round = ProposedRound()
  private var counts: [Int] = []
  private let draws: AddressedDraws

  /// - Parameters:
  ///   - budget: runs, at least 0.
  ///   - seed: of the design's own decisions; the noise of runs is addressed by the caller.
  public init(budget: Int, seed: UInt64, options: Options = Options()) {
    self.budget = budget
    self.seed = seed
    self.options = options
    draws = AddressedDraws(seed: seed)
    if options.problem != nil { return }
    let sizes =
      Array(repeating: options.population, count: options.populations)
      + Array(repeating: 4 * options.population, count: options.largePopulations)
    populations = sizes.map {
      SubsetPopulation(size: $0, levelShare: options.levelShare, blocks: options.blocks)
    }
  }

  /// - Complexity: O(runs log runs) a round.
  public mutating func next(after measured: [ScoredRun]) -> [NoiseProposal]? {
    guard let runs = round.ordered(measured) else { return nil }
    var start = 0
    for (i, count) in counts.enumerated() {
      populations[i].receive(runs[start..<(start + count)])
      start += count
    }
    var proposals: [NoiseProposal] = []
    counts = populations.indices.map { i in
      let own = populations[i].proposals(from: proposed + proposals.count, draws: draws)
      proposals += own
      return own.count
    }
    if proposals.isEmpty { return finish() }
    if proposed + proposals.count > budget {
      isOutOfBudget = true
      return finish()
    }
    _ = round.open(proposals.count)
    proposed += proposals.count
    rounds += 1
    return proposals
  }

  private mutating func finish() -> [NoiseProposal]? {
    counts = []
    _ = round.open(0)
    return nil
  }

  /// ln P(not B)/P(B), with P(not B) = 1 - P(B): where A is rarer than that, ask `result`.
  public func estimate(level: Double) -> Estimate {
    probability(level: level).logProbability.complementLogOdds
  }

  /// The same, with another name in sentences for what positive scores are.
  public func named(_ event: String) -> SubsetSimulation {
    var copy = self
    copy.options.event = event
    return copy
  }

  /// The numbers of the runs that each population ended with as B's, each as often as it is a
  /// state.
  ///
  /// They are to be read once more on inputs that chose nothing.
  public var finalRuns: [[Int]] {
    populations.map { $0.fate == .reached ? $0.states.map(\.id) : [] }
  }
}
