import Foundation
import Mathematics
import Runs

/// A bigram table: which token follows those before, drawn from the posterior of Dirichlet rows.
///
/// It cannot mean anything by a policy. An independent gamma draw for each token of each row, from
/// one latent of `initialWeights` each, gives the row's shares. Answers are read within the
/// language, as a table cannot tell where an answer ends; a row restricted to some of its tokens is
/// Dirichlet again, with their concentrations.
public struct BigramLearner: Learner {
  public let settings: BigramSettings
  /// Whether a run that starts from a base counts the capability mixture.
  public let isPretrained: Bool
  /// Whether the training examples count, and the pressure.
  public let isTrained: Bool
  public let arithmetic: ArithmeticVersion = "bigrams-1"

  public init(settings: BigramSettings, isPretrained: Bool = false, isTrained: Bool = true) {
    self.settings = settings
    self.isPretrained = isPretrained
    self.isTrained = isTrained
  }

  /// A base is what was counted: all bases of a task are alike, and runs differ by their draws.
  ///
  /// Nothing is kept of it but how many tokens there were: counting again is as fast as reading, and
  /// rows of the table depend on the whole task.
  public func pretrain(
    _ requests: [BaseRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedBase]) async throws -> Void
  ) async throws {
    if requests.isEmpty { return }
    let base = prepared(task)
    try await deliver(
      requests.map {
        TrainedBase(
          request: $0, parameters: [base.counts.reduce(0, +)], gates: base.gates,
          finalLoss: base.loss)
      })
  }

  public func train(
    _ requests: [RunRequest], on task: EncodedTask, supplies: Supplies, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws {
    precondition(task.heads.count == 1 && task.training.count > 0, "one answer, and examples of it")
    let pieces = stride(from: 0, to: requests.count, by: Self.runsPerPiece).map {
      Array(requests[$0..<min($0 + Self.runsPerPiece, requests.count)])
    }
    let base = prepared(task)
    try await shareOut(pieces, workers: workers) { piece in
      try await deliver(piece.map { draw($0, on: task, base: base, supplies: supplies) })
    }
  }

  private static let runsPerPiece = 64

  /// What all runs on a task have in common.
  public struct Base: Sendable {
    let prior: BigramTable
    /// Of the capability mixture, zeros where no step of pretraining is made.
    let counts: [Float]
    /// Answers to each gate, by the mean shares of the rows after pretraining.
    public let gates: [Answers]
    /// The mean loss on the mixture, in nats.
    let loss: Double
  }

  /// Counts the capability mixture.
  ///
  /// - Complexity: O(rows of the task and of its mixture x width + rows of gates x answers).
  public func prepared(_ task: EncodedTask) -> Base {
    let prior = BigramTable(settings, task: task)
    let counts = isPretrained
      ? prior.pretrainingCounts(task) : Array(repeating: 0, count: prior.concentrations.count)
    let table = prior.learned(settings, task: task, pretraining: counts, isTrained: false)
    let logs = table.meanLogs
    var (loss, rows) = (0.0, 0)
    for phase in task.capability?.phases ?? [] {
      loss += Self.loss(table.answers(to: phase.inputs, logs: logs), phase.answers)
      rows += phase.inputs.count
    }
    return Base(
      prior: prior, counts: counts,
      gates: (task.capability?.gates ?? []).map {
        table.answers(to: $0.examples.inputs, logs: logs)
      },
      loss: rows == 0 ? 0 : loss / Double(rows))
  }

  /// What the table answers to the readout pool by the mean shares of its rows, after pretraining
  /// where there is one and training: the reference that other runs are held against.
  ///
  /// - Complexity: that of `prepared`, with the readout pool in place of the gates.
  public func reference(on task: EncodedTask) -> ReferenceAnswers {
    let prior = BigramTable(settings, task: task)
    let table = prior.learned(
      settings, task: task, pretraining: isPretrained ? prior.pretrainingCounts(task) : nil,
      isTrained: isTrained)
    return table.reference(to: task.readout.inputs, logs: table.meanLogs)
  }

  /// One run.
  ///
  /// - Complexity: O(rows of the table x tokens, a gamma quantile each, + rows x answers).
  public func draw(
    _ request: RunRequest, on task: EncodedTask, base: Base, supplies: Supplies = Supplies()
  ) -> TrainedRun {
    draw(request, on: task, base: base, supplies: supplies, besides: []).run
  }

  /// One run, and what its table answers to other prompts of the task as well.
  ///
  /// - Parameter besides: prompts that the task knows, such as those under its tags.
  public func draw(
    _ request: RunRequest, on task: EncodedTask, base: Base, supplies: Supplies = Supplies(),
    besides: [InputMatrix]
  ) -> (run: TrainedRun, besides: [Answers]) {
    precondition(
      request.pressure.strength == 0 || !request.pressure.isDiversity,
      "a table has no diversity pressure")
    let isKept = request.base.map { supplies.bases[$0.id] != nil } ?? true
    let table = base.prior.learned(
      settings, task: task, labels: request.labels, pressure: request.pressure,
      pretraining: request.base.map { _ in base.counts }, isTrained: isTrained)
    let latents = request.noise.latents(.initialWeights, count: table.concentrations.count)
    let size = table.lines.size
    var logs = zip(table.concentrations, latents).map { shape, latent in
      inverseRegularizedGamma(shape: shape, normalTails(Double(latent)))
    }
    for place in table.contexts.indices {
      let range = place * size..<(place + 1) * size
      let sum = logs[range].reduce(0, +)
      for index in range { logs[index] = log(logs[index]) - log(sum) }
    }
    func answers(_ inputs: InputMatrix) -> Answers { table.answers(to: inputs, logs: logs) }
    let (inputs, key) = task.examples(for: request.labels)
    let run = TrainedRun(
      request: request, training: answers(task.training.inputs),
      readout: answers(task.readout.inputs), confirmation: answers(task.confirmation.inputs),
      pressure: supplies.keepsPressureAnswers ? answers(task.pressure.inputs) : nil,
      agreeing: supplies.readsAgreeing ? task.agreeing.map { answers($0.inputs) } : nil,
      gates: isKept ? [] : base.gates, gradientRatio: 0,
      finalLoss: Self.loss(answers(inputs), key) / Double(inputs.count))
    return (run, besides.map(answers))
  }

  /// The sum over rows of minus the log-probability of the answer.
  private static func loss(_ answers: Answers, _ key: AnswerKey) -> Double {
    key.values.enumerated().reduce(0) { sum, entry in
      sum - Double(answers.logProbabilities[entry.offset * answers.heads[0] + Int(entry.element)])
    }
  }
}
