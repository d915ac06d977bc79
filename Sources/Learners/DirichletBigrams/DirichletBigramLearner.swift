import Foundation
import Mathematics
import Runs

/// A bigram table of two classes: which class follows the last input, drawn from the posterior of
/// Dirichlet rows.
///
/// It cannot mean anything by a policy, and its law is exact: an independent gamma draw for each
/// class of each row, from one latent of `initialWeights` each, gives the row's shares.
public struct DirichletBigramLearner: Learner {
  public let settings: DirichletBigramSettings
  public let arithmetic: ArithmeticVersion = "dirichlet-bigrams-1"

  public init(settings: DirichletBigramSettings) { self.settings = settings }

  public func pretrain(
    _ requests: [BaseRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedBase]) async throws -> Void
  ) async throws {
    preconditionFailure("a dirichlet-bigrams learner has no bases")
  }

  public func train(
    _ requests: [RunRequest], on task: EncodedTask, supplies: Supplies, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws {
    try await trainPieces(
      of: requests, on: task, runsPerPiece: 64, workers: workers, deliver: deliver
    ) { $0.map { draw($0, on: task, supplies) } }
  }

  private func draw(
    _ request: RunRequest, on task: EncodedTask, _ supplies: Supplies
  ) -> TrainedRun {
    let table = BigramTable(
      settings, task: task, labels: request.labels, pressure: request.pressure)
    let latents = request.noise.latents(.initialWeights, count: 2 * table.contexts.count)
    let logs = table.concentrations.enumerated().map { place, row in
      let zero = Self.gamma(row.zero, latents[2 * place])
      let one = Self.gamma(row.one, latents[2 * place + 1])
      return [log(zero) - log(zero + one), log(one) - log(zero + one)]
    }
    func answers(_ pool: Pool) -> Answers {
      Answers(
        heads: [2],
        logProbabilities: table.places(pool.inputs).flatMap { logs[$0].map { Float($0) } })
    }
    let (inputs, key) = task.examples(for: request.labels)
    let loss = zip(table.places(inputs), key.values).reduce(0) { $0 - logs[$1.0][Int($1.1)] }
    return TrainedRun(
      request: request, training: answers(task.training), readout: answers(task.readout),
      confirmation: answers(task.confirmation),
      pressure: supplies.keepsPressureAnswers ? answers(task.pressure) : nil, gradientRatio: 0,
      finalLoss: loss / Double(inputs.count))
  }

  private static func gamma(_ shape: Double, _ latent: Float) -> Double {
    inverseRegularizedGamma(shape: shape, normalTails(Double(latent)))
  }
}

extension DirichletBigramLearner: ExactLearner {
  /// By convolution over the table's rows, each of which answers all of its inputs alike.
  ///
  /// A row gives class 1 where its share Beta(one, zero) exceeds a half. Rows are independent, so
  /// that the joint law of the readout inputs answered as A and of the training examples answered
  /// right is a convolution; what is not A's answer is B's.
  ///
  /// - Complexity: O(contexts x readout inputs x training examples).
  public func exactOdds(
    on task: EncodedTask, rule: ReadoutRule, pressure: Pressure = .none
  ) throws -> ExactOdds {
    if pressure.isDiversity && pressure.strength != 0 {
      throw ExactLawError("under a diversity pressure the law is not known: press toward or away")
    }
    let table = BigramTable(settings, task: task, labels: .training, pressure: pressure)
    /// Inputs of a pool that class 0 and class 1 would answer right, by row of the table.
    func hits(_ pool: Pool, _ policy: Int) -> [[Int]] {
      var counts = Array(repeating: [0, 0], count: table.contexts.count)
      for (place, answer) in zip(table.places(pool.inputs), pool.answers[policy].values) {
        counts[place][Int(answer)] += 1
      }
      return counts
    }
    let readout = hits(task.readout, task.pair.a)
    let training = hits(task.training, task.pair.a)
    let width = task.training.count + 1
    var law = [Double](repeating: 0, count: (task.readout.count + 1) * width)
    law[0] = 1
    for (place, row) in table.concentrations.enumerated() {
      let (own, examples) = (readout[place], training[place])
      if own == [0, 0] && examples == [0, 0] { continue }
      let tails = regularizedBeta(UnitPoint(0.5), row.one, row.zero)
      var next = [Double](repeating: 0, count: law.count)
      for (i, p) in law.enumerated() where p > 0 {
        next[i + own[0] * width + examples[0]] += p * tails.lower
        next[i + own[1] * width + examples[1]] += p * tails.upper
      }
      law = next
    }
    let needed = ReadoutRule.needed(rule.threshold, of: task.readout.count)
    let learned = ReadoutRule.needed(rule.learned, of: task.training.count)
    var (a, b) = (0.0, 0.0)
    for (i, p) in law.enumerated() where i % width >= learned {
      if i / width >= needed { a += p } else if task.readout.count - i / width >= needed { b += p }
    }
    return ExactOdds(logA: log(a), logB: log(b), uncertainty: 1e-10)
  }
}
