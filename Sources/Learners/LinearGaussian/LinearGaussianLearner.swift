import Runs

/// Trains linear models without a bias, f(x) = w . x, by full-batch gradient descent on squared
/// loss; class 1 where f > 0.
///
/// The final weights are an affine map of the initial ones, so their law is Gaussian and exact
/// (`LinearGaussianLaw`). Training goes step by step in double precision.
public struct LinearGaussianLearner: Learner {
  public let settings: LinearGaussianSettings
  /// Rate and steps; the optimizer is plain gradient descent on full batches.
  public let training: TrainingSettings
  public let arithmetic: ArithmeticVersion = "linear-gaussian-1"

  /// - Precondition: `LinearGaussianSettings.problem` finds none.
  public init(settings: LinearGaussianSettings, training: TrainingSettings) {
    precondition(
      training.optimizer == .sgd && training.batch == .full,
      "the law is known for plain gradient descent on full batches")
    self.settings = settings
    self.training = training
  }

  public func pretrain(
    _ requests: [BaseRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedBase]) async throws -> Void
  ) async throws {
    preconditionFailure("a linear-gaussian learner has no bases")
  }

  public func train(
    _ requests: [RunRequest], on task: EncodedTask, supplies: Supplies, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws {
    try await trainPieces(
      of: requests, on: task, runsPerPiece: 64, workers: workers, deliver: deliver
    ) { train($0, on: task, supplies) }
  }

  /// What runs with the same losses have in common.
  private struct Plan: Hashable {
    let labels: Labels
    let policy: Int?
    let kind: Pressure.Kind
  }

  private func train(
    _ requests: [RunRequest], on task: EncodedTask, _ supplies: Supplies
  ) -> [TrainedRun] {
    var losses: [Plan: (examples: SquaredLoss, penalty: SquaredLoss?)] = [:]
    return requests.map { request in
      let plan = Plan(
        labels: request.labels, policy: request.pressure.policy(of: task.pair),
        kind: request.pressure.kind)
      let own = losses[plan] ?? task.squaredLosses(
        labels: request.labels, pressure: request.pressure)
      losses[plan] = own
      return train(request, own.examples, own.penalty, on: task, supplies)
    }
  }

  private func train(
    _ request: RunRequest, _ examples: SquaredLoss, _ penalty: SquaredLoss?,
    on task: EncodedTask, _ supplies: Supplies
  ) -> TrainedRun {
    let width = task.inputWidth
    let scale = settings.weights / Double(width).squareRoot()
    var weights = request.noise.latents(.initialWeights, count: width).map { scale * Double($0) }
    let strength = request.pressure.strength.magnitude
    var gradient = [Double](repeating: 0, count: width)
    var push = gradient
    var norms = (loss: 0.0, penalty: 0.0)
    var finalLoss = examples.value(weights)
    for step in 0..<training.steps {
      if step == training.steps - 1 { finalLoss = examples.value(weights) }
      examples.gradient(weights, into: &gradient)
      if let penalty {
        penalty.gradient(weights, into: &push)
        norms.loss += Self.norm(gradient)
        norms.penalty += strength * Self.norm(push)
        for i in 0..<width { gradient[i] += strength * push[i] }
      }
      for i in 0..<width { weights[i] -= training.rate * gradient[i] }
    }
    func answers(_ pool: Pool) -> Answers {
      Answers(
        heads: [2],
        logProbabilities: (0..<pool.count).flatMap { row in
          let f = zip(weights, pool.inputs.row(row)).reduce(0) { $0 + $1.0 * Double($1.1) }
          return OutputHeads.logit.logProbabilities([f]).map { Float($0).canonical }
        })
    }
    return TrainedRun(
      request: request, training: answers(task.training), readout: answers(task.readout),
      confirmation: answers(task.confirmation),
      pressure: supplies.keepsPressureAnswers ? answers(task.pressure) : nil,
      gradientRatio: gradientRatio(penalty: norms.penalty, loss: norms.loss),
      finalLoss: finalLoss.canonical)
  }

  private static func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }
}
