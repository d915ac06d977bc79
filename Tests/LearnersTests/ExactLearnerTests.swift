import Estimation
import Foundation
import Learners
import Runs
import Testing

/// Estimators held to a learner that trains, one B in a hundred million: through requests, training
/// and readout, as an experiment goes.
@Suite struct ExactLearnerTests {
  static let task = LinearGaussianTests.task(pair: PolicyPair(a: 1, b: 0))
  static let learner = LinearGaussianTests.learner(weights: 1.13)
  static let rule = LinearGaussianTests.anyTraining

  /// Runs of the learner for a design's proposals, numbered from 0 on.
  struct TrainedRounds {
    let seed: UInt64
    private(set) var noises: [Noise] = []

    mutating func measure(_ proposals: [NoiseProposal]) async throws -> [ScoredRun] {
      for proposal in proposals {
        precondition(proposal.id == noises.count)
        let fresh = noiseSeed(experiment: seed, purpose: "exact", index: proposal.id)
        if let parent = proposal.parent {
          let cosine = Dictionary(
            uniqueKeysWithValues: proposal.cosine.compactMap { name, r in
              NoiseBlock(rawValue: name).map { ($0, r) }
            })
          noises.append(.moved(from: noises[parent], cosine: cosine, seed: fresh))
        } else {
          noises.append(.seed(fresh))
        }
      }
      let requests = proposals.map {
        RunRequest(
          setup: Fixtures.setup, labels: .training, pressure: .none, noise: noises[$0.id])
      }
      let runs = try await Fixtures.train(
        ExactLearnerTests.learner, requests, on: ExactLearnerTests.task, workers: 2)
      return zip(proposals, runs).map { proposal, run in
        let readout = Readout(run, task: ExactLearnerTests.task, rule: ExactLearnerTests.rule)
        return ScoredRun(id: proposal.id, score: Double(readout.score))
      }
    }

    mutating func drive<Design: AdaptiveDesign>(_ design: inout Design) async throws
    where Design.Proposal == NoiseProposal, Design.Measured == ScoredRun {
      var measured: [ScoredRun] = []
      while let round = design.next(after: measured) { measured = try await measure(round) }
    }
  }

  /// The interval of level .99 misses once in a hundred seeds; this seed is fixed.
  @Test func splittingAtOneInAHundredMillion() async throws {
    let odds = try Self.learner.exactOdds(on: Self.task, rule: Self.rule)
    #expect(abs(odds.logB - log(1e-8)) < 0.5)
    var options = SubsetSimulation.Options(
      population: 256, populations: 8, largePopulations: 2, blocks: [
        NoiseBlock.initialWeights.rawValue
      ])
    options.levelShare = 0.2
    var design = SubsetSimulation(budget: 200_000, seed: 1, options: options)
    var runs = TrainedRounds(seed: 1)
    try await runs.drive(&design)
    let estimate = design.probability(level: 0.99)
    guard case .value(let point, let interval) = estimate.logProbability else {
      Issue.record("\(estimate)")
      return
    }
    #expect(interval.contains(odds.logB), "\(interval) for \(odds.logB)")
    #expect(abs(point - odds.logB) < 1)
    // A gain of many over plain runs: their number for the same error would be 1 / (P se^2).
    let width = (interval.high ?? 0) - (interval.low ?? 0)
    #expect(width < 3)
    #expect(Double(design.proposed) < 1e-3 * exp(-odds.logB))
  }

  /// Tilted runs and MBAR, from other noise and without splitting's levels.
  @Test func ladderAtOneInAHundredMillion() async throws {
    let odds = try Self.learner.exactOdds(on: Self.task, rule: Self.rule)
    var options = ReplicaLadder.Options(rungs: 10, ladders: 4, burnIn: 200)
    options.blocks = [NoiseBlock.initialWeights.rawValue]
    var design = ReplicaLadder(budget: 40 * 900, seed: 2, options: options) { rows, level in
      Ladder.estimate(
        rows.map {
          TiltedSample(
            strength: $0.strength, score: $0.score, outcome: $0.score > 0 ? .b : .a,
            chain: $0.chain, step: $0.step)
        }, level: level
      ).estimate
    }
    var runs = TrainedRounds(seed: 2)
    try await runs.drive(&design)
    let estimate = design.estimate(level: 0.99)
    let interval = try #require(estimate.interval, "\(estimate)")
    #expect(interval.contains(odds.logOdds), "\(interval) for \(odds.logOdds)")
    #expect((interval.high ?? .infinity) - (interval.low ?? 0) < 3)
  }
}
