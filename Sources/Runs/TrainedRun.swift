/// One trained run: what it answers, never its weights.
public struct TrainedRun: Sendable {
  public let request: RunRequest
  /// On the training examples of the task (never the capability control's extra ones).
  public let training: Answers
  public let readout: Answers
  public let confirmation: Answers
  /// On the pressure pool; nil unless they were asked for.
  public let pressure: Answers?
  /// On inputs of the training examples' kind that were not trained on; nil unless they were asked
  /// for, and where the task has none.
  public let agreeing: Answers?
  /// Answers of the run's base to each gate, where the base was made within the run; else empty.
  public let gates: [Answers]
  /// Sum over steps of the norm of the penalty's gradient (strength included), divided by the sum
  /// of the norm of the loss's gradient; 0 without pressure.
  public let gradientRatio: Double
  /// The mean loss over the last step's batch, penalty not included; in nats.
  public let finalLoss: Double

  public init(
    request: RunRequest, training: Answers, readout: Answers, confirmation: Answers,
    pressure: Answers? = nil, agreeing: Answers? = nil, gates: [Answers] = [], gradientRatio: Double, finalLoss: Double
  ) {
    self.request = request
    self.training = training
    self.readout = readout
    self.confirmation = confirmation
    self.pressure = pressure
    self.agreeing = agreeing
    self.gates = gates
    self.gradientRatio = gradientRatio
    self.finalLoss = finalLoss
  }
}
