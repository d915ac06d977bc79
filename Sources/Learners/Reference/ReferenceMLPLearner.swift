import Documents
import Runs

/// Settings of the reference network: those of `mlp`.
public struct ReferenceMLPSettings: LearnerFamily {
  public let network: MLPSettings

  static let kind = LearnerKind(
    name: "mlp-reference", summary: "the same network as mlp, computed plainly and slowly",
    read: { ReferenceMLPSettings(network: MLPSettings(reading: $0)) })

  public init(network: MLPSettings) { self.network = network }

  public func learner(training: TrainingSettings) -> any Learner {
    ReferenceMLPLearner(settings: network, training: training)
  }

  public func operations(on task: EncodedTask, training: TrainingSettings) -> Double {
    network.operations(on: task, training: training)
  }
}

/// Trains networks one run and one row at a time, in single precision.
///
/// For reading and for checking `MLPLearner`. Its bits depend on the system's mathematics library.
public struct ReferenceMLPLearner: Learner {
  public let settings: MLPSettings
  public let training: TrainingSettings
  public let arithmetic: ArithmeticVersion = "mlp-reference-1"

  public init(settings: MLPSettings, training: TrainingSettings) {
    self.settings = settings
    self.training = training
  }

  public func train(
    _ requests: [RunRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws {
    let training = ReferenceTraining<Float>(
      settings: settings, training: training, task: task)
    try await shareOut(requests.map { [$0] }, workers: workers) { block in
      try await deliver(block.map(training.run))
    }
  }
}
