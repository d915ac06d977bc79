import Estimation
import Foundation
import Kernels
import Learners
import Runs
import Testing

/// Networks under their posterior.
@Suite struct PosteriorLearnerTests {
  static let settings = MLPSettings(hidden: [4], weights: 1.5, biases: 0.7)

  private func draws(
    _ learner: MLPLearner, _ settings: PosteriorSettings, on task: EncodedTask,
    ladders: [Int], workers: Int = 1
  ) async throws -> [[PosteriorDraw]] {
    let blocks = Collected<PosteriorBlock>()
    try await learner.sample(
      ladders.map {
        PosteriorRequest(
          setup: Fixtures.setup, arithmetic: learner.posteriorArithmetic, settings: settings,
          seed: 5, ladder: $0)
      }, on: task, workers: workers
    ) { blocks.add([$0]) }
    return ladders.map { ladder in
      blocks.all.filter { $0.ladder == ladder }.flatMap(\.draws).sorted { $0.step < $1.step }
    }
  }

  /// Grouping, workers and instruction set never change a bit, and no step is missing.
  @Test func contract() async throws {
    let task = Fixtures.task(heads: [2, 4])
    let settings = PosteriorSettings(rungs: 5, warmUp: 32, rounds: 21, leapfrog: 3)
    func bits(_ draws: [[PosteriorDraw]]) -> [[UInt64]] {
      draws.map { $0.flatMap { $0.run.bits + [UInt64($0.lineage)] } }
    }
    func learner(_ set: InstructionSet) -> MLPLearner {
      MLPLearner(
        settings: Self.settings, training: TrainingSettings(), instructionSet: set)
    }
    let whole = try await draws(learner(.widest), settings, on: task, ladders: [0, 1, 2])
    #expect(whole.allSatisfy { $0.map(\.step) == Array(0..<21) })
    #expect(Set(whole.flatMap { $0.map(\.run.request.id) }).count == 63)
    let two = try await draws(learner(.widest), settings, on: task, ladders: [0, 1, 2], workers: 2)
    #expect(bits(two) == bits(whole))
    for set in InstructionSet.available {
      let alone = try await draws(learner(set), settings, on: task, ladders: [2])
      #expect(bits(alone) == [bits(whole)[2]], "\(set)")
    }
    // More rounds go on where fewer end: a longer sampling repeats nothing.
    var longer = settings
    longer.rounds = 33
    let more = try await draws(learner(.widest), longer, on: task, ladders: [1])
    #expect(bits(more)[0].starts(with: bits(whole)[1]))
    // The loss is the likelihood of the answers to the training examples.
    for draw in whole[0].prefix(3) {
      let key = task.training.answers[0].values.map(Int.init)
      var loss = 0.0
      for row in 0..<13 {
        loss -= Double(draw.run.training.logProbabilities[row * 6 + key[2 * row]])
        loss -= Double(draw.run.training.logProbabilities[row * 6 + 2 + key[2 * row + 1]])
      }
      #expect(abs(draw.run.finalLoss - loss / 13) < 1e-5)
    }
  }

  /// At power 0 the target is the prior: mean and variance of the first logit as over fresh draws,
  /// within 5 errors (false alarm 6e-7 each).
  @Test func powerZeroIsThePrior() async throws {
    let task = Fixtures.task(heads: [2])
    let learner = MLPLearner(settings: Self.settings, training: TrainingSettings(steps: 0))
    let chains = try await draws(
      learner, PosteriorSettings(beta: 0, rungs: 2, warmUp: 32, rounds: 2_000, leapfrog: 4),
      on: task, ladders: [0, 1, 2, 3])
    let fresh = try await Fixtures.train(learner, Fixtures.requests(8_000), on: task)
    func logit(_ run: TrainedRun) -> Double {
      let logs = run.readout.logProbabilities
      return Double(logs[1] - logs[0])
    }
    let sampled = chains.map { $0.map { logit($0.run) } }
    for power in [1.0, 2] {
      let values = sampled.map { $0.map { pow(abs($0), power) * ($0 < 0 && power == 1 ? -1 : 1) } }
      let plain = fresh.map { pow(abs(logit($0)), power) * (logit($0) < 0 && power == 1 ? -1 : 1) }
      func moments(_ all: [Double]) -> (Double, Double) {
        let mean = all.reduce(0, +) / Double(all.count)
        return (mean, all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count))
      }
      let (left, right) = (moments(values.flatMap { $0 }), moments(plain))
      let effective = EffectiveSampleSize.mean(values) ?? 1
      let error = (left.1 / effective + right.1 / 8_000).squareRoot()
      #expect(abs(left.0 - right.0) < 5 * error, "moment \(power)")
    }
  }

  /// Four training rows and one diagnostic input: draws from the prior, weighted by their
  /// likelihood, give the same odds without any chain. Both errors added, the difference stays
  /// within 4 of them: false alarm 6e-5.
  @Test func asImportanceSampling() async throws {
    let whole = Fixtures.task(heads: [2], rows: 4)
    let input = whole.readout.prefix(1).inputs
    let task = EncodedTask(
      heads: [2], policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1), training: whole.training,
      pressure: whole.pressure,
      readout: Pool(
        inputs: input, answers: [AnswerKey([0]), AnswerKey([1])], rowNames: ["row"]),
      confirmation: whole.confirmation)
    let learner = MLPLearner(settings: Self.settings, training: TrainingSettings(steps: 0))
    let rule = ReadoutRule(threshold: 1, learned: 0.75)
    let beta = 1.0
    let prior = try await Fixtures.train(learner, Fixtures.requests(60_000), on: task)
    var (a, b, squares) = (0.0, 0.0, 0.0)
    var weighted: [(Double, Outcome)] = []
    for run in prior {
      let weight = exp(-beta * 4 * run.finalLoss)
      let outcome = Readout(run, task: task, rule: rule).outcome(rule)
      weighted.append((weight, outcome))
      if outcome == .a { a += weight }
      if outcome == .b { b += weight }
    }
    for (weight, outcome) in weighted {
      let influence = outcome == .a ? 1 / a : outcome == .b ? -1 / b : 0
      squares += weight * influence * weight * influence
    }
    let chains = try await draws(
      learner, PosteriorSettings(beta: beta, rungs: 8, warmUp: 400, rounds: 4_000, leapfrog: 6),
      on: task, ladders: [0, 1, 2, 3])
    let samples = chains.enumerated().flatMap { ladder, draws in
      draws.map { draw in
        let readout = Readout(draw.run, task: task, rule: rule)
        let count = Double(readout.answers.count)
        return PosteriorSample(
          ladder: ladder, step: draw.step, lineage: draw.lineage,
          outcome: SampleClass(rawValue: readout.outcome(rule).rawValue) ?? .failed,
          shareA: Double(readout.answers.count { $0 == .a }) / count,
          shareB: Double(readout.answers.count { $0 == .b }) / count)
      }
    }
    let result = Gibbs.estimate(samples, grain: .run, level: 0.95)
    let point = try #require(result.estimate.logOdds, "\(result.estimate)")
    let interval = try #require(result.estimate.interval)
    // Half of Student's interval with 3 degrees of freedom is 3.18 errors.
    let error = ((interval.high ?? 0) - (interval.low ?? 0)) / 2 / 3.18
    let both = (error * error + squares).squareRoot()
    #expect(abs(point - log(a / b)) < 4 * both, "\(point) +- \(error), \(log(a / b)), \(squares)")
    #expect(both < 0.2, "\(interval) \(squares) \(result.details)")
  }
}
