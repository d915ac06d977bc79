import Documents

/// The rule that turns gradients into steps.
public enum Optimizer: Hashable, Sendable {
  /// w -= rate g.
  case sgd
  /// v = momentum v + g; w -= rate v.
  case momentum(Double)
  /// Adam with its corrections for bias; with `decay`, w is first multiplied by 1 - rate decay.
  ///
  /// Sources: D. P. Kingma, J. Ba, "Adam", ICLR 2015; I. Loshchilov, F. Hutter, "Decoupled weight
  /// decay regularization", ICLR 2019.
  case adam(beta1: Double, beta2: Double, epsilon: Double, decay: Double)

  /// Adam with the published constants.
  public static let adam = adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0)
}

/// Which examples a step sees.
public enum BatchSize: Hashable, Sendable {
  /// All of them.
  case full
  /// This many, in each run's own order, epoch after epoch without a gap.
  case rows(Int)
}

/// How a run is trained.
public struct TrainingSettings: Hashable, Sendable {
  public let optimizer: Optimizer
  /// Step size, above 0.
  public let rate: Double
  /// Steps, at least 0; with none a run is its initial weights.
  public let steps: Int
  public let batch: BatchSize

  public init(
    optimizer: Optimizer = .adam, rate: Double = 0.02, steps: Int = 300, batch: BatchSize = .full
  ) {
    if case .rows(let count) = batch { precondition(count > 0, "a batch has at least one row") }
    precondition(steps >= 0, "steps are counted from 0")
    self.optimizer = optimizer
    self.rate = rate
    self.steps = steps
    self.batch = batch
  }

  /// Reads `optimizer`, its constants, `rate`, `steps` and `batch`.
  ///
  /// Constants of other optimizers than the chosen one are unknown keys: they would change nothing
  /// and yet make a different set-up.
  public init(reading reader: SettingsReader) {
    let name = reader.choice(
      "optimizer", among: ["sgd", "momentum", "adam", "adamw"], default: "adam",
      "the rule that turns gradients into steps")
    let rate = reader.number(
      "rate", default: 0.02, in: .leastNonzeroMagnitude...Double.infinity, "step size")
    let steps = reader.integer(
      "steps", default: 300, in: 0...1_000_000_000,
      "optimizer steps; with none a model stays as it began")
    let batch = Self.readBatch(reader)
    let optimizer: Optimizer
    switch name {
    case "sgd": optimizer = .sgd
    case "momentum":
      optimizer = .momentum(
        reader.number(
          "momentum", default: 0.9, in: 0...1, "share of the last step's velocity that is kept")
      )
    default:
      optimizer = .adam(
        beta1: reader.number(
          "beta1", default: 0.9, in: 0...0.999_999, "decay of the gradient's mean"),
        beta2: reader.number(
          "beta2", default: 0.999, in: 0...0.999_999, "decay of the squared gradient's mean"),
        epsilon: reader.number(
          "epsilon", default: 1e-8, in: .leastNonzeroMagnitude...Double.infinity,
          "added to the root of the squared gradient's mean"),
        decay: name == "adamw"
          ? reader.number(
            "weight-decay", default: 0.01, in: 0...Double.infinity,
            "decoupled decay of the weights")
          : 0)
    }
    self.init(optimizer: optimizer, rate: rate, steps: steps, batch: batch)
  }

  private static func readBatch(_ reader: SettingsReader) -> BatchSize {
    let rows = reader.integer(
      "batch", or: "full", default: nil, in: 1...Int(Int32.max), "examples that a step sees")
    return rows.map { .rows($0) } ?? .full
  }
}
