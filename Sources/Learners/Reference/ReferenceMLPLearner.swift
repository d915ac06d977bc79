import Documents
import Runs

/// Settings of the reference network: those of `mlp`.
public struct ReferenceMLPSettings: LearnerFamily {
  public let network: MLPSettings

  static let kind = LearnerKind(
    name: "mlp-reference", summary: "the same network as mlp, computed plainly and slowly",
    read: { ReferenceMLPSettings(network: MLPSettings(reading: $0)) })

  public init(network: MLPSettings) { self.network = network }

  public func learner(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> any Learner {
    ReferenceMLPLearner(settings: network, training: training, pretraining: pretraining)
  }

  public func operations(
    on task: EncodedTask, training: TrainingSettings, examples: Int
  ) -> Double {
    network.operations(on: task, training: training, examples: examples)
  }
}

/// Trains networks one run and one row at a time, in single precision.
///
/// For reading and for checking `MLPLearner`. Its bits depend on the system's mathematics library.
public struct ReferenceMLPLearner: Learner {
  public let settings: MLPSettings
  public let training: TrainingSettings
  public let pretraining: TrainingSettings?
  public let arithmetic: ArithmeticVersion = "mlp-reference-1"

  public init(
    settings: MLPSettings, training: TrainingSettings, pretraining: TrainingSettings? = nil
  ) {
    self.settings = settings
    self.training = training
    self.pretraining = pretraining
  }

  public func pretrain(
    _ requests: [BaseRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedBase]) async throws -> Void
  ) async throws {
    let reference = reference(on: task)
    try await shareOut(requests, workers: workers) { request in
      try await deliver([reference.pretrain(request).base])
    }
  }

  public func train(
    _ requests: [RunRequest], on task: EncodedTask, supplies: Supplies, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws {
    let reference = reference(on: task)
    try await shareOut(requests, workers: workers) { request in
      try await deliver([reference.run(request, supplies: supplies)])
    }
  }

  private func reference(on task: EncodedTask) -> ReferenceTraining<Float> {
    ReferenceTraining(
      settings: settings, training: training, pretraining: pretraining, task: task)
  }
}
