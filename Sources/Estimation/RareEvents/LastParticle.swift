import Foundation

/// Last-particle splitting: the lowest of N states is dropped and replaced, until all are B's.
///
/// With M drops ln p = M ln(1 - 1/N), and M is Poisson with mean -N ln p if copies forget their
/// start, so that se(ln p) = sqrt(-ln p / N) (Guyader, Hengartner & Matzner-Lober 2011, "Simulation
/// and estimation of extreme quantiles and extreme probabilities", Appl. Math. Optim. 64, 171-196).
/// Each drop waits for the moves of one copy: rounds are many and small, about N moves |ln p| of
/// them. That suits systems whose runs cost nothing; `SubsetSimulation` asks for as many runs in
/// fewer rounds.
///
/// Ties: with a score that takes few values the formula above is wrong. States with the lowest
/// score are dropped together, k of them leaving the factor 1 - k/N, which has the expectation P
/// for any score if copies forget their start (the sources of `SubsetPopulation`; Walter 2015,
/// arXiv 1507.00919, has other corrected estimators); the spread between populations alone then
/// gives the error. A population whose states all share the lowest score counts as 0.
///
/// The logarithms of the populations' estimates are nearly normal, their number of drops being near
/// a Poisson number of some hundreds, and their probabilities lognormal: so the error of the mean
/// probability is taken from the variance of the logarithms. Taken from the probabilities, which
/// are skewed and whose spread falls with their mean, intervals covered 93 % with N = 20.
public struct LastParticle: AdaptiveDesign {
  public typealias Proposal = NoiseProposal
  public typealias Measured = ScoredRun

  /// What may be set.
  public struct Options: Hashable, Sendable {
    /// N: states of a population, at least 2.
    public var population: Int
    /// Independent populations, at least 2.
    public var populations: Int
    /// Moves of a copy before it takes its place, at least 1.
    public var moves: Int
    /// Names of the blocks of noise; at least one.
    public var blocks: [String]

    public init(
      population: Int = 100, populations: Int = 10, moves: Int = 20, blocks: [String] = ["noise"]
    ) {
      self.population = population
      self.populations = populations
      self.moves = moves
      self.blocks = blocks
    }

    /// Why the options cannot be used.
    var problem: String? {
      if population < 2 { return "a population needs at least two states" }
      if populations < 2 { return "one population alone shows no spread: give at least two" }
      if moves < 1 { return "a copy that is never moved is its original: give at least one move" }
      if blocks.isEmpty || Set(blocks).count < blocks.count {
        return "blocks of noise need names, each its own"
      }
      return nil
    }
  }

  /// Runs in all rounds together; never exceeded.
  public let budget: Int
  /// Of the draws that choose survivors and blocks.
  public let seed: UInt64
  public let options: Options
  /// Runs proposed so far.
  public private(set) var proposed = 0
  private(set) var populations: [SplittingParticles] = []
  private var round = ProposedRound()
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
    populations = Array(
      repeating: SplittingParticles(
        size: options.population, moves: options.moves, blocks: options.blocks),
      count: options.populations)
  }

  /// - Complexity: O(populations x N) a round.
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
    if proposals.isEmpty || proposed + proposals.count > budget {
      counts = []
      _ = round.open(0)
      return nil
    }
    _ = round.open(proposals.count)
    proposed += proposals.count
    return proposals
  }

  /// ln P(not B)/P(B).
  public func estimate(level: Double) -> Estimate {
    probability(level: level).logProbability.complementLogOdds
  }

  /// ln P(B) and how far it can be trusted.
  ///
  /// - Parameter level: of the interval, in (0, 1).
  /// - Returns: the mean of the populations' probabilities, with Student's interval from their
  ///   spread; the formula's error, sqrt((P^(-1/N) - 1) / populations), stands beside it. Where the
  ///   budget ended first or no population reached B, a limit from above.
  /// - Complexity: O(populations x N).
  public func probability(level: Double) -> RareProbability {
    var result = RareProbability(
      logProbability: .refused(""), level: level, trainings: proposed, alarms: [],
      assumesNoUndiscoveredMode: true, remarks: [], details: [])
    if let reason = Direct.invalid(level, true) ?? options.problem ?? round.problem {
      result.logProbability = .refused(reason)
      return result
    }
    if populations.contains(where: \.states.isEmpty) {
      let fresh = options.populations * options.population
      result.logProbability = .refused("raise the budget above \(fresh) runs: nothing was split")
      return result
    }
    let sizes = populations.map(\.size)
    let spread = PopulationSpread(sizes: sizes, logs: populations.map(\.logProbability))
    let hasTies = populations.contains(where: \.hasTies)
    result.details = [
      Detail("drops", .numbers(populations.map { Double($0.drops) })),
      Detail("log_probability_by_population", .numbers(spread.logs)),
      Detail("ties", .text(hasTies ? "yes" : "no")),
    ]
    if populations.contains(where: { !$0.isDone }) || spread.logMean == -.infinity {
      // A population estimates P(score > its level), at least P(B).
      let limit = spread.upperLimit(level: level)
      result.logProbability =
        limit.isFinite ? .atMost(limit) : .refused("every population died out: the scores are tied")
      result.remarks.append("B was not reached: only a limit, from how far it came")
      return result
    }
    let formula = (expm1(-spread.logMean / Double(options.population))
      / Double(options.populations)).squareRoot()
    let between = spread.lognormalError ?? spread.standardError
    result.standardError = between
    result.logProbability = .value(
      spread.logMean,
      interval: spread.interval(
        level: level, standardError: between, degrees: options.populations - 1,
        // The logarithm of a mean lies half its variance too low.
        shift: spread.lognormalError == nil ? 0 : between * between / 2))
    result.details += [
      Detail("standard_error_by_formula", .number(formula)),
      Detail("standard_error_between_populations", .number(between)),
    ]
    if hasTies {
      result.remarks.append("scores are tied: the error by formula does not hold")
    }
    let predicted = populations.map { -$0.logProbability / Double($0.size) }
    if let excess = spread.excess(predicted: predicted), !hasTies, excess < 0.001 {
      result.alarms.append(
        String(
          format: "populations differ more than drops predict (p = %.1g): copies do not forget"
            + " their start, or a mode was missed; give more moves or larger populations", excess))
    }
    let extinct = spread.logs.count { $0 == -.infinity }
    if extinct > 0 {
      result.alarms.append(
        extinct == 1
          ? "1 population died out and counts as zero"
          : "\(extinct) populations died out and count as zero")
    }
    return result
  }
}
