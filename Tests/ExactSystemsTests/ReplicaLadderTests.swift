import Estimation
import ExactSystems
import Foundation
import Testing

struct ReplicaLadderTests {
  private static let options = ReplicaLadder.Options(rungs: 8, ladders: 8, burnIn: 512)

  /// ln P(score > 0) at strength 0 by stepping up the rungs, with the spread over ladders: a
  /// reading good enough for rungs this close.
  @Sendable private static func stepping(_ rows: [LadderRow], _ level: Double) -> Estimate {
    let logs = Set(rows.map(\.ladder)).sorted().map { ladder in
      let own = rows.filter { $0.ladder == ladder }
      let strengths = Set(own.map(\.strength)).sorted()
      var sum = 0.0
      for (low, high) in zip(strengths, strengths.dropFirst()) {
        let scores = own.filter { $0.strength == low }.map(\.score)
        sum += log(scores.reduce(0) { $0 + exp((high - low) * $1) } / Double(scores.count))
      }
      let top = own.filter { $0.strength == strengths[strengths.count - 1] }
      let share = top.reduce(0) { $0 + ($1.score > 0 ? exp(-$1.strength * $1.score) : 0) }
      return sum + log(share / Double(top.count))
    }
    let n = Double(logs.count)
    let mean = logs.reduce(0, +) / n
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    let half = 2.36 * (variance / n).squareRoot()
    return .value(
      logOdds: -mean, interval: Interval(low: -mean - half, high: -mean + half), law: .tilted)
  }

  private func driven(_ system: some NoiseSystem, rounds: Int, seed: UInt64) -> ReplicaLadder {
    var options = Self.options
    options.blocks = system.blocks.map(\.name)
    var design = ReplicaLadder(
      budget: (rounds + options.burnIn + 1) * options.rungs * options.ladders, seed: seed,
      options: options, reading: Self.stepping)
    var runs = SimulatedRuns(system, seed: seed)
    runs.drive(&design)
    return design
  }

  /// Under a tilt l the score of a half-space is normal around l - b with variance 1. Each rung's
  /// mean over 8 independent ladders within 5 of Student's standard errors: false alarm .0016 a
  /// rung.
  @Test func tiltsAreExact() {
    let system = HalfSpace(distance: 3)
    let design = driven(system, rounds: 1_500, seed: 1)
    #expect(design.strengths[0] == 0)
    #expect(design.strengths == design.strengths.sorted())
    for strength in design.strengths {
      let means = (0..<8).map { ladder in
        let scores = design.rows.filter { $0.strength == strength && $0.ladder == ladder }
        #expect(scores.count == 1_500)
        return scores.reduce(0) { $0 + $1.score } / 1_500
      }
      let mean = means.reduce(0, +) / 8
      let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 7
      #expect(abs(mean - (strength - 3)) < 5 * (variance / 8).squareRoot())
      #expect(variance < 0.05)
    }
    // Swaps succeed about equally often everywhere, and states travel the ladder's length.
    let swaps = design.swapAcceptance
    #expect((swaps.min() ?? 0) > 0.2)
    #expect((swaps.max() ?? 1) - (swaps.min() ?? 0) < 0.35)
    #expect(design.returns > 100)
    // The highest rung holds mostly B's.
    let top = design.rows.filter { $0.strength == design.strengths.last }
    #expect(Double(top.count { $0.score > 0 }) > 0.4 * Double(top.count))
  }

  @Test func rareEventsAreReached() {
    let system = HalfSpace(probability: 1e-6)
    let design = driven(system, rounds: 2_000, seed: 2)
    let truth = -system.logProbability
    let point = design.estimate(level: 0.95).logOdds ?? 0
    #expect(abs(point - truth) < 0.5)
    #expect(design.rows.allSatisfy { $0.chain / 8 == $0.ladder && $0.step >= 0 })
  }

  /// Failed runs score minus infinity: they have no weight under a tilt, and break nothing.
  @Test func failuresAreNeverTilted() {
    struct Failing: NoiseSystem {
      let blocks = [(name: "noise", count: 2)]
      let logProbability = log(0.5) + HalfSpace(distance: 2).logProbability
      func score(_ latents: [Double]) -> Double { latents[1] > 0 ? latents[0] - 2 : -.infinity }
    }
    let design = driven(Failing(), rounds: 400, seed: 3)
    let failed = design.rows.filter { $0.score == -.infinity }
    #expect(!failed.isEmpty && failed.allSatisfy { $0.strength == 0 })
  }

  @Test func storedRoundsReplay() {
    let system = HalfSpace(distance: 2, blocks: [("weights", 2), ("order", 1)])
    var options = ReplicaLadder.Options(rungs: 4, ladders: 2, burnIn: 64)
    options.blocks = ["weights", "order"]
    var design = ReplicaLadder(
      budget: 8 * 200, seed: 4, options: options, reading: Self.stepping)
    var replay = design
    var runs = SimulatedRuns(system, seed: 4)
    var measured: [ScoredRun] = []
    while let round = design.next(after: measured) {
      #expect(replay.next(after: measured.reversed()) == round)
      measured = runs.measure(round)
    }
    #expect(replay.next(after: measured) == nil)
    #expect(replay.rows == design.rows && replay.strengths == design.strengths)
    #expect(design.rows.count == 8 * (200 - 64 - 1))
    #expect(design.proposed == 8 * 200)
  }

  @Test func badInputIsRefused() {
    func refusal(_ scores: (Int) -> Double, budget: Int = 10_000, options: ReplicaLadder.Options)
      -> String?
    {
      var design = ReplicaLadder(budget: budget, seed: 1, options: options, reading: Self.stepping)
      var measured: [ScoredRun] = []
      while let round = design.next(after: measured) {
        measured = round.map { ScoredRun(id: $0.id, score: scores($0.id)) }
      }
      if case .refused(let reason) = design.estimate(level: 0.95) { return reason }
      return nil
    }
    let good = ReplicaLadder.Options(rungs: 3, ladders: 2, burnIn: 32)
    #expect(refusal({ _ in 1 }, options: good)?.contains("same score") == true)
    #expect(refusal({ _ in -.infinity }, options: good)?.contains("same score") == true)
    #expect(refusal({ $0 == 3 ? .infinity : 0 }, options: good)?.contains("infinite") == true)
    #expect(refusal({ _ in .nan }, options: good)?.contains("no number") == true)
    #expect(refusal({ Double($0) }, budget: 20, options: good)?.contains("burn-in") == true)
    #expect(refusal({ Double($0) }, options: .init(rungs: 2))?.contains("three rungs") == true)
    #expect(refusal({ Double($0) }, options: .init(ladders: 0)) != nil)
    #expect(refusal({ Double($0) }, options: .init(burnIn: 3)) != nil)
    #expect(refusal({ Double($0) }, options: .init(blocks: [])) != nil)
  }
}
