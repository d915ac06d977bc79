import Estimation
import ExactSystems
import Foundation
import Testing

struct LastParticleTests {
  private func driven(
    _ system: some NoiseSystem, options: LastParticle.Options, budget: Int = .max / 2, seed: UInt64
  ) -> LastParticle {
    var options = options
    options.blocks = system.blocks.map(\.name)
    var design = LastParticle(budget: budget, seed: seed, options: options)
    var runs = SimulatedRuns(system, seed: seed)
    runs.drive(&design)
    return design
  }

  /// Within 4.5 standard errors, false alarm 7e-6 where they are right.
  @Test func theFormulaHolds() {
    let system = HalfSpace(probability: 1e-4)
    let estimate = driven(
      system, options: .init(population: 50, populations: 20), seed: 1
    ).probability(level: 0.95)
    let error = estimate.standardError ?? 0
    #expect(abs((estimate.logProbability.point ?? 0) - system.logProbability) < 4.5 * error)
    // sqrt(-ln p / N) with N = 1,000 particles in all: .096.
    #expect(error > 0.06 && error < 0.16)
    #expect(estimate.alarms.isEmpty && estimate.assumesNoUndiscoveredMode)
  }

  /// The uncorrected formula would count one drop where several fell at once.
  @Test func tiesAreDroppedTogether() {
    let system = TiedHalfSpace(distance: 3, step: 0.5)
    let estimate = driven(
      system, options: .init(population: 100, populations: 20), seed: 3
    ).probability(level: 0.95)
    #expect(
      abs((estimate.logProbability.point ?? 0) - system.logProbability)
        < 5 * (estimate.standardError ?? 0))
    #expect(estimate.remarks.contains { $0.contains("tied") })
    for drops in detailNumbers(estimate, "drops") {
      #expect(100 * -log1p(-0.01) * drops < -system.logProbability * 100 / 2)
    }
  }

  @Test func storedRoundsReplay() {
    let options = LastParticle.Options(population: 20, populations: 3, moves: 4)
    var runs = SimulatedRuns(HalfSpace(probability: 1e-2), seed: 4)
    var design = LastParticle(budget: 20_000, seed: 4, options: options)
    var replay = design
    var measured: [ScoredRun] = []
    while let round = design.next(after: measured) {
      #expect(replay.next(after: measured.reversed()) == round)
      measured = runs.measure(round)
    }
    #expect(replay.next(after: measured) == nil)
    #expect(replay.probability(level: 0.95) == design.probability(level: 0.95))
  }

  @Test(arguments: [0, 99, 1_000, 4_000])
  func budgetsThatEndEarlyGiveALimit(budget: Int) {
    let system = HalfSpace(probability: 1e-6)
    let design = driven(
      system, options: .init(population: 20, populations: 5), budget: budget, seed: 5)
    #expect(design.proposed <= budget)
    switch design.probability(level: 0.95).logProbability {
    case .refused(let reason): #expect(budget < 100 && reason.contains("raise the budget"))
    case .atMost(let limit): #expect(budget >= 100 && limit > system.logProbability)
    default: Issue.record("a value")
    }
  }

  @Test func allTiedDiesOut() {
    struct Constant: NoiseSystem {
      let blocks = [(name: "noise", count: 1)]
      let logProbability = -Double.infinity
      func score(_ latents: [Double]) -> Double { -1 }
    }
    let estimate = driven(
      Constant(), options: .init(population: 20, populations: 3), seed: 6
    ).probability(level: 0.95)
    #expect(estimate.logProbability.point == nil)
    var bad = LastParticle(budget: 10, seed: 1, options: .init(moves: 0))
    #expect(bad.next(after: []) == nil)
    #expect(bad.estimate(level: 0.95).logOdds == nil)
  }
}
