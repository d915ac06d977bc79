import Estimation
import ExactSystems
import Foundation
import Testing

struct SubsetSimulationTests {
  private static let small = SubsetSimulation.Options(
    population: 200, populations: 6, largePopulations: 2)

  private func driven(
    _ system: some NoiseSystem, options: SubsetSimulation.Options = small, budget: Int = .max / 2,
    seed: UInt64
  ) -> SubsetSimulation {
    var options = options
    options.blocks = system.blocks.map(\.name)
    var design = SubsetSimulation(budget: budget, seed: seed, options: options)
    var runs = SimulatedRuns(system, seed: seed)
    runs.drive(&design)
    return design
  }

  /// The means of 80 populations of N against the truth, unweighted by any interval: 4.5 of their
  /// own standard errors, false alarm about 1e-4 for a skewed mean.
  @Test func probabilitiesAreUnbiased() {
    let system = HalfSpace(probability: 1e-4)
    let options = SubsetSimulation.Options(
      population: 100, populations: 80, largePopulations: 0)
    let estimate = driven(system, options: options, seed: 1).probability(level: 0.95)
    let logs = detailNumbers(estimate, "log_probability_by_population")
    let ratios = logs.map { exp($0 - system.logProbability) }
    let mean = ratios.reduce(0, +) / 80
    let variance = ratios.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 79
    #expect(abs(mean - 1) < 4.5 * (variance / 80).squareRoot())
    // Their logarithms are not: half the relative variance too low.
    #expect(logs.reduce(0, +) / 80 < system.logProbability - 0.1)
  }

  /// Whole numbers for scores: within five standard errors, false alarm about 1e-4 at a skew.
  @Test func tiesDoNotBias() {
    for (seed, step) in [(1, 0.25), (2, 1.0)] as [(UInt64, Double)] {
      let system = TiedHalfSpace(distance: 3.5, step: step)
      let options = SubsetSimulation.Options(population: 400, populations: 20, largePopulations: 0)
      let estimate = driven(system, options: options, seed: seed).probability(level: 0.95)
      let point = estimate.logProbability.point
      #expect(point != nil)
      #expect(abs((point ?? 0) - system.logProbability) < 5 * (estimate.standardError ?? 0))
    }
    let perceptrons = ThresholdPerceptrons(weights: 15, inputs: 12, seed: 1)
    let estimate = driven(perceptrons, seed: 3).probability(level: 0.95)
    #expect(
      abs((estimate.logProbability.point ?? 0) - perceptrons.logProbability)
        < 5 * (estimate.standardError ?? 0))
  }

  @Test func tablesAreReached() {
    let system = DirichletBigrams(concentrations: [[1, 3, 1], [1, 4]], tokens: [0, 0])
    let estimate = driven(system, seed: 4).probability(level: 0.95)
    #expect(
      abs((estimate.logProbability.point ?? 0) - system.logProbability)
        < 5 * (estimate.standardError ?? 0))
  }

  @Test func storedRoundsReplay() {
    let system = HalfSpace(probability: 1e-3, blocks: [("weights", 3), ("order", 2)])
    var options = Self.small
    options.blocks = ["weights", "order"]
    var runs = SimulatedRuns(system, seed: 6)
    var design = SubsetSimulation(budget: 100_000, seed: 6, options: options)
    var stored: [[ScoredRun]] = []
    var asked: [[NoiseProposal]] = []
    while let round = design.next(after: stored.last ?? []) {
      asked.append(round)
      stored.append(runs.measure(round))
    }
    var replay = SubsetSimulation(budget: 100_000, seed: 6, options: options)
    var again: [[NoiseProposal]] = []
    var measured: [ScoredRun] = []
    for round in stored {
      again.append(replay.next(after: measured) ?? [])
      measured = round.reversed()
    }
    #expect(replay.next(after: measured) == nil)
    #expect(again == asked)
    #expect(replay.probability(level: 0.9) == design.probability(level: 0.9))
    #expect(asked.flatMap { $0 }.map(\.id) == Array(0..<design.proposed))
    #expect(Set(asked.flatMap { $0 }.flatMap { Array($0.cosine.keys) }) == ["weights", "order"])
    // Another seed decides otherwise.
    var other = SubsetSimulation(budget: 100_000, seed: 7, options: options)
    #expect(other.next(after: []) == asked[0])
    #expect(other.next(after: stored[0]) != asked[1])
  }

  /// A block on which the score does not depend takes the largest step; the other does not.
  @Test func stepsAreTheBlocks() {
    struct OneBlockCounts: NoiseSystem {
      let blocks = [(name: "matters", count: 1), (name: "idle", count: 1)]
      let logProbability = HalfSpace(distance: 4).logProbability
      func score(_ latents: [Double]) -> Double { latents[0] - 4 }
    }
    var options = Self.small
    options.blocks = ["matters", "idle"]
    var design = SubsetSimulation(budget: .max / 2, seed: 8, options: options)
    var runs = SimulatedRuns(OneBlockCounts(), seed: 8)
    var last: [NoiseProposal] = []
    var measured: [ScoredRun] = []
    while let round = design.next(after: measured) {
      last = round
      measured = runs.measure(round)
    }
    let idle = last.compactMap { $0.cosine.count == 1 ? $0.cosine["idle"] : nil }
    let matters = last.compactMap { $0.cosine.count == 1 ? $0.cosine["matters"] : nil }
    #expect(!idle.isEmpty && !matters.isEmpty)
    #expect((idle.max() ?? 1) < 0.1)
    #expect((matters.min() ?? 0) > 0.5)
    let estimate = design.probability(level: 0.95)
    #expect(
      abs((estimate.logProbability.point ?? 0) - OneBlockCounts().logProbability)
        < 5 * (estimate.standardError ?? 0))
  }

  /// Nothing ever scores above a plateau: every population dies out, and only a limit is given.
  @Test func extinctionIsALimit() {
    struct Plateau: NoiseSystem {
      let blocks = [(name: "noise", count: 1)]
      let logProbability = -Double.infinity
      func score(_ latents: [Double]) -> Double { min(latents[0], 1.5) - 2 }
    }
    let design = driven(Plateau(), seed: 9)
    let estimate = design.probability(level: 0.95)
    guard case .atMost(let limit) = estimate.logProbability else {
      Issue.record("not a limit: \(estimate.logProbability)")
      return
    }
    #expect(limit < log(0.3) && limit > log(0.05))
    #expect(estimate.alarms.contains { $0.contains("no population reached B") })
    #expect(design.finalRuns.allSatisfy { $0.isEmpty })
    guard case .bound(let bound, _) = design.estimate(level: 0.95) else {
      Issue.record("not a bound")
      return
    }
    #expect(bound.side == .lower)
  }

  /// A gap that few populations cross: those that do not count as zero and are named.
  @Test func extinctPopulationsCountAsZero() {
    struct Gap: NoiseSystem {
      let blocks = [(name: "noise", count: 1)]
      let logProbability = HalfSpace(distance: 3).logProbability
      func score(_ latents: [Double]) -> Double { latents[0] > 3 ? 1 : min(latents[0], 0.5) - 1 }
    }
    let options = SubsetSimulation.Options(population: 200, populations: 40, largePopulations: 0)
    let estimate = driven(Gap(), options: options, seed: 10).probability(level: 0.95)
    let logs = detailNumbers(estimate, "log_probability_by_population")
    #expect(logs.contains(-.infinity) && logs.contains { $0 > -.infinity })
    #expect(estimate.alarms.contains { $0.contains("died out and count as zero") })
    let mean = logs.reduce(0) { $0 + exp($1) } / 40
    let truth = exp(Gap().logProbability)
    #expect(abs(truth - mean) < 4.5 * truth * (3.0 / 40).squareRoot())
  }

  @Test(arguments: [0, 100, 2_800, 5_000, 9_000])
  func budgetsThatEndEarlyGiveALimit(budget: Int) {
    let system = HalfSpace(probability: 1e-6)
    let design = driven(system, budget: budget, seed: 11)
    #expect(design.proposed <= budget)
    let estimate = design.probability(level: 0.95)
    #expect(estimate.trainings == design.proposed)
    switch estimate.logProbability {
    case .refused(let reason):
      #expect(budget < 2_800 && reason.contains("raise the budget above 2800"))
    case .atMost(let limit):
      #expect(budget >= 2_800 && design.isOutOfBudget)
      #expect(limit > system.logProbability && limit < 0)
      #expect(detailNumbers(estimate, "level_shares").count >= 1)
    default:
      Issue.record("\(estimate.logProbability)")
    }
  }

  @Test func badRoundsAreRefusedWithAReason() {
    var design = SubsetSimulation(budget: 10_000, seed: 1, options: Self.small)
    let round = design.next(after: []) ?? []
    var missing = design
    #expect(missing.next(after: round.dropLast().map { ScoredRun(id: $0.id, score: 0) }) == nil)
    let refusal = missing.probability(level: 0.95).logProbability.reason
    #expect(refusal?.contains("not complete") == true)
    var unscored = design
    #expect(unscored.next(after: round.map { ScoredRun(id: $0.id, score: .nan) }) == nil)
    #expect(unscored.probability(level: 0.95).logProbability.reason?.contains("no number") == true)
    // All alike: nothing to climb.
    var equal = design
    #expect(equal.next(after: round.map { ScoredRun(id: $0.id, score: -1) }) == nil)
    let none = LogProbability.counted(hits: 0, runs: round.count, level: 0.95)
    #expect(equal.probability(level: 0.95).logProbability == none)
    // Infinite scores are ties like others.
    let infinite = round.map { ScoredRun(id: $0.id, score: $0.id % 3 == 0 ? 1 : -.infinity) }
    #expect(design.next(after: infinite) == nil)
    #expect(abs((design.probability(level: 0.95).logProbability.point ?? 0) - log(1.0 / 3)) < 0.01)
    #expect(design.probability(level: 1).logProbability.reason?.contains("level") == true)
    for options in [
      SubsetSimulation.Options(population: 5), .init(populations: 1), .init(levelShare: 0.9),
      .init(blocks: []), .init(blocks: ["a", "a"]), .init(largePopulations: -1),
    ] {
      var bad = SubsetSimulation(budget: 1_000, seed: 1, options: options)
      #expect(bad.next(after: []) == nil)
      #expect(bad.probability(level: 0.95).logProbability.reason != nil)
    }
  }

  @Test func theMarkIsDroppedOnlyWithEvidence() {
    let options = SubsetSimulation.Options(population: 1024, populations: 4, largePopulations: 0)
    let design = driven(TwoKinds(), options: options, seed: 13)
    let bare = design.probability(level: 0.95)
    #expect(bare.alarms.isEmpty && bare.assumesNoUndiscoveredMode)
    let met = design.probability(
      level: 0.95, evidence: ModeEvidence(underPressure: ["left": 4, "right": 1]))
    #expect(!met.assumesNoUndiscoveredMode && met.alarms.isEmpty)
    let missed = design.probability(
      level: 0.95, evidence: ModeEvidence(underPressure: ["left": 4, "centre": 1]))
    #expect(missed.assumesNoUndiscoveredMode)
    #expect(missed.alarms.contains { $0.contains("centre") })
    let none = design.probability(level: 0.95, evidence: ModeEvidence(underPressure: [:]))
    #expect(none.assumesNoUndiscoveredMode)
    let result = bare.result(
      a: .value(-0.1, interval: Interval(low: -0.15, high: -0.05)), level: 0.95,
      estimator: "splitting", trainings: 7)
    #expect(result.warnings.contains(RareProbability.mark))
    #expect(result.trainings == design.proposed + 7)
    #expect(abs((result.estimate.logOdds ?? 0) + 0.1 + (bare.logProbability.point ?? 0)) < 1e-12)
  }

  private struct TwoKinds: NoiseSystem {
    let blocks = [(name: "noise", count: 1)]
    let logProbability = HalfSpace(distance: 3).logProbability + log(2)
    func score(_ latents: [Double]) -> Double { abs(latents[0]) - 3 }
    func label(_ latents: [Double]) -> String? { latents[0] < 0 ? "left" : "right" }
  }

  /// Half of the final states confirmed: half the probability.
  @Test func confirmationScales() {
    let design = driven(HalfSpace(probability: 1e-3), seed: 14)
    let all = design.probability(level: 0.95)
    let half = design.probability(level: 0.95) { $0 % 2 == 0 }
    #expect((half.logProbability.point ?? 0) < (all.logProbability.point ?? 0) - 0.3)
    let none = design.probability(level: 0.95) { _ in false }
    #expect(none.logProbability.point == nil)
  }

  /// Moves that keep nothing of their start gain nothing, and the result says so.
  @Test func chaosIsNoGain() {
    /// The score is a hash of the noise: a move, however small, draws it anew.
    struct Chaos: NoiseSystem {
      let blocks = [(name: "noise", count: 1)]
      let logProbability = log(0.01)
      func score(_ latents: [Double]) -> Double {
        let hash = latents[0].bitPattern &* 0x9E37_79B9_7F4A_7C15
        let mixed = (hash ^ (hash >> 29)) &* 0xBF58_476D_1CE4_E5B9
        return Double(mixed >> 11) * 0x1p-53 - 0.99
      }
    }
    let estimate = driven(Chaos(), seed: 15).probability(level: 0.95)
    #expect(estimate.remarks.contains { $0.contains("plain runs are as good") })
    #expect(abs((estimate.logProbability.point ?? 0) - log(0.01)) < 1)
  }
}

/// The numbers of a detail; empty where it is absent.
func detailNumbers(_ estimate: RareProbability, _ key: String) -> [Double] {
  for detail in estimate.details where detail.key == key {
    if case .array(let values) = detail.value {
      return values.compactMap { if case .number(let number) = $0 { number } else { nil } }
    }
  }
  return []
}

extension LogProbability {
  var reason: String? { if case .refused(let reason) = self { reason } else { nil } }
}
