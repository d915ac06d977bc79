import Estimation
import ExactSystems
import Foundation
import Mathematics
import Testing

/// A learner whose chances at every strength are known.
struct SimulatedLearner: Sendable {
  /// ln P(A)/P(B) at a strength, in nats.
  let logOdds: @Sendable (Double) -> Double
  /// The chance that a run is neither's.
  var other = 0.0
  /// Strengths beyond this size make every run fail.
  var breaksAt = Double.infinity

  func outcomes(_ strength: Double, runs: Int, _ random: inout SplitMix64) -> OutcomeCounts {
    if abs(strength) > breaksAt { return OutcomeCounts(failed: runs) }
    let p = logistic(logOdds(strength))
    return random.outcomes(runs: runs, a: (1 - other) * p, b: (1 - other) * (1 - p))
  }

  /// Drives a design to its end.
  func drive(_ design: inout StrengthDesign, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var measured: [DoseObservation] = []
    while let round = design.next(after: measured) {
      measured = round.map {
        DoseObservation(
          strength: $0.strength, counts: outcomes($0.strength, runs: $0.runs, &random))
      }
    }
  }
}

struct StrengthDesignTests {
  /// On the slab task's response 20,000 runs go mostly where B is rare and still comes up.
  @Test func runsGoNearZeroWhereHitsAreStillExpected() {
    let truth = DoseTruth.slab
    let learner = SimulatedLearner(logOdds: truth.logOdds, other: 0.4)
    var design = StrengthDesign(budget: 20_000)
    learner.drive(&design, seed: 3)
    let near = design.observations.filter { (4.5...7).contains(truth.logOdds($0.strength)) }
    #expect(near.reduce(0) { $0 + $1.counts.runs } > 8000)
    #expect(design.observations.reduce(0) { $0 + $1.counts.runs } == 20_000)
  }

  @Test func bThatIsNeverReachedIsRefused() {
    let learner = SimulatedLearner(logOdds: { _ in 60 }, breaksAt: 50)
    var design = StrengthDesign(budget: 2000)
    learner.drive(&design, seed: 1)
    guard case .refused(let reason) = design.estimate(level: 0.95) else {
      Issue.record("not refused")
      return
    }
    #expect(reason.contains("B never came up"))
    // What cannot help is not spent.
    #expect(design.proposed < 1000)
  }

  @Test func nothingLearnedEnds() {
    let learner = SimulatedLearner(logOdds: { _ in 0 }, other: 1)
    var design = StrengthDesign(budget: 500)
    learner.drive(&design, seed: 1)
    #expect(design.estimate(level: 0.95).logOdds == nil)
  }

  @Test func sharpTurnEnds() {
    let learner = SimulatedLearner(logOdds: { $0 < 0.0312 ? 50 : -50 })
    var design = StrengthDesign(budget: 2000)
    learner.drive(&design, seed: 1)
    guard case .refused(let reason) = design.estimate(level: 0.95) else {
      Issue.record("not refused")
      return
    }
    #expect(reason.contains("no overlap"))
  }

  @Test(arguments: [0, 1, 7, 10, 33, 100, 1234])
  func budgetIsKept(budget: Int) {
    let learner = SimulatedLearner(logOdds: { 2 - $0 / 0.01 })
    var design = StrengthDesign(budget: budget)
    learner.drive(&design, seed: UInt64(budget))
    #expect(design.proposed <= budget)
    #expect(design.observations.reduce(0) { $0 + $1.counts.runs } == design.proposed)
    if budget >= 100 { #expect(design.proposed == budget) }
  }

  @Test func decisionsDependOnTheMeasuredRoundsAlone() {
    let learner = SimulatedLearner(logOdds: { 4 - $0 / 0.01 })
    var random = SplitMix64(seed: 9)
    var forward = StrengthDesign(budget: 1000)
    var backward = forward
    var seen: [Double: Int] = [:]
    var round = forward.next(after: [])
    #expect(backward.next(after: []) == round)
    var measured: [DoseObservation] = []
    while let proposals = round {
      for proposal in proposals {
        #expect(proposal.strength != 0 && proposal.runs > 0)
        #expect(proposal.first == seen[proposal.strength, default: 0])
        seen[proposal.strength, default: 0] += proposal.runs
        #expect(Double(String(format: "%.2e", proposal.strength)) == proposal.strength)
      }
      measured = proposals.map {
        DoseObservation(
          strength: $0.strength, counts: learner.outcomes($0.strength, runs: $0.runs, &random))
      }
      round = forward.next(after: measured)
      #expect(backward.next(after: measured.reversed()) == round)
    }
    #expect(seen.keys.contains { $0 < 0 } && seen.keys.contains { $0 > 0 })
    #expect(forward.fitted(level: 0.9).result == backward.fitted(level: 0.9).result)
  }

  /// What was stored is enough: a fresh machine fed the rounds proposes the same, with each grain
  /// and in any order of results within a round.
  @Test(arguments: [nil, Grain.run, .answer]) func storedRoundsReplay(grain: Grain?) {
    let learner = SimulatedLearner(logOdds: { 3 - $0 / 0.02 }, other: 0.2)
    var random = SplitMix64(seed: 12)
    var design = StrengthDesign(budget: 3000, grain: grain)
    var stored: [[DoseObservation]] = []
    var proposed: [[StrengthDesign.Proposal]] = []
    var measured: [DoseObservation] = []
    while let round = design.next(after: measured) {
      measured = round.map { proposal in
        let counts = learner.outcomes(proposal.strength, runs: proposal.runs, &random)
        var shares = ShareMoments(inputs: 4)
        for _ in 0..<counts.a { shares.add(answersA: 3, answersB: 1) }
        for _ in 0..<counts.b { shares.add(answersA: 1, answersB: 3) }
        for _ in 0..<(counts.other + counts.failed) { shares.add(answersA: 2, answersB: 2) }
        return DoseObservation(strength: proposal.strength, counts: counts, shares: shares)
      }
      proposed.append(round)
      stored.append(measured)
    }
    #expect(proposed.count > 3)
    var replay = StrengthDesign(budget: 3000, grain: grain)
    var last: [DoseObservation] = []
    for (round, results) in zip(proposed, stored) {
      #expect(replay.next(after: last) == round)
      last = results.reversed()
    }
    #expect(replay.next(after: last) == nil)
    #expect(replay.fitted(level: 0.95).result == design.fitted(level: 0.95).result)
  }
}
