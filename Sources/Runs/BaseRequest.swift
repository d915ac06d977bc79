/// Identifies a stored artifact by the recipe that makes it.
public typealias ArtifactID = Fingerprint

/// A pretrained model to be made: a pure function of the pretraining's set-up and of the noise
/// blocks `base-weights` and `base-order`.
///
/// A run that names a base has the same bits whether the base was kept or is made again.
public struct BaseRequest: Sendable {
  /// Learner, capability mixture, pretraining and arithmetic version, hashed.
  public let setup: SetupID
  public let noise: Noise
  /// Identifies the base by everything that decides its bits.
  public let id: ArtifactID

  public init(setup: SetupID, noise: Noise) {
    self.setup = setup
    self.noise = noise
    var builder = FingerprintBuilder("base")
    builder.combine(setup)
    noise.combine(into: &builder)
    id = builder.finish()
  }
}

/// A pretrained model.
public struct TrainedBase: Sendable {
  public let request: BaseRequest
  /// In the learner's own order.
  public let parameters: [Float]
  /// Its answers to each gate of the capability mixture.
  public let gates: [Answers]
  /// The mean loss over the last step's batch, in nats.
  public let finalLoss: Double

  public init(
    request: BaseRequest, parameters: [Float], gates: [Answers], finalLoss: Double
  ) {
    self.request = request
    self.parameters = parameters
    self.gates = gates
    self.finalLoss = finalLoss
  }
}
