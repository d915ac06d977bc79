import Documents
import Runs

/// A fully connected network with the same activation on every hidden layer.
public struct MLPSettings: Hashable, Sendable {
  /// Units per hidden layer; empty for a linear model.
  public let hidden: [Int]
  public let activation: Activation
  /// Initial weights ~ N(0, weights^2 / fan-in).
  public let weights: Double
  /// Initial biases ~ N(0, biases^2).
  public let biases: Double

  /// - Parameters:
  ///   - hidden: each at least 1.
  ///   - weights: at least 0.
  ///   - biases: at least 0.
  public init(
    hidden: [Int] = [16], activation: Activation = .tanh, weights: Double = 1,
    biases: Double = 0.5
  ) {
    precondition(hidden.allSatisfy { $0 > 0 }, "a hidden layer has at least one unit")
    self.hidden = hidden
    self.activation = activation
    self.weights = weights
    self.biases = biases
  }

  /// Reads `hidden`, `activation`, `weights` and `biases`.
  public init(reading reader: SettingsReader) {
    let hidden = reader.integers(
      "hidden", default: [16], in: 1...65_536, "units of each hidden layer; none: a linear model")
    let activation = reader.choice(
      "activation", among: Activation.allCases.map(\.rawValue), default: Activation.tanh.rawValue,
      "what a hidden unit does with its weighted sum")
    self.init(
      hidden: hidden, activation: Activation(rawValue: activation) ?? .tanh,
      weights: reader.number(
        "weights", default: 1, in: 0...Double.infinity,
        "initial weights are normal, with this deviation over the root of the fan-in"),
      biases: reader.number(
        "biases", default: 0.5, in: 0...Double.infinity,
        "initial biases are normal, with this deviation"))
  }
}

extension MLPSettings: LearnerFamily {
  static let kind = LearnerKind(
    name: "mlp", summary: "fully connected network, many runs trained side by side",
    read: { MLPSettings(reading: $0) })

  public func learner(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> any Learner {
    MLPLearner(settings: self, training: training, pretraining: pretraining)
  }

  /// What an activation costs, its derivative included, in operations of a matrix product.
  private static let activationOperations = 60.0

  /// Two operations per parameter and row forward, four backward; and the activations, which most of
  /// a small network's time goes to.
  public func operations(
    on task: EncodedTask, training: TrainingSettings, examples: Int
  ) -> Double {
    let outputs = task.heads == [2] ? 1 : task.candidates
    let shape = MLPShape(inputs: task.inputWidth, hidden: hidden, outputs: outputs)
    let rows = if case .rows(let count) = training.batch { count } else { examples }
    let units = Double(hidden.reduce(0, +))
    return (6 * Double(shape.parameterCount) + Self.activationOperations * units)
      * Double(rows) * Double(training.steps)
  }
}
