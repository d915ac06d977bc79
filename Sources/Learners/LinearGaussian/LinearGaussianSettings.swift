import Documents
import Runs

/// Settings of a linear model trained on squared loss.
public struct LinearGaussianSettings: Hashable, Sendable {
  /// Initial weights ~ N(0, weights^2 / fan-in).
  public let weights: Double

  /// - Parameter weights: above 0.
  public init(weights: Double = 1) {
    precondition(weights > 0, "without spread in the initial weights there is no law")
    self.weights = weights
  }

  /// Reads `weights`.
  public init(reading reader: SettingsReader) {
    self.init(
      weights: reader.number(
        "weights", default: 1, in: .leastNonzeroMagnitude...Double.infinity,
        "initial weights are normal, with this deviation over the root of the fan-in"))
  }
}

extension LinearGaussianSettings: LearnerFamily {
  static let kind = LearnerKind(
    name: "linear-gaussian",
    summary: "linear model by full-batch gradient descent on squared loss; its law is exact",
    read: { LinearGaussianSettings(reading: $0) })

  public func learner(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> any Learner {
    LinearGaussianLearner(settings: self, training: training)
  }

  public func problem(
    training: TrainingSettings, pretraining: TrainingSettings?, pressure: Pressure.Kind,
    heads: [Int]
  ) -> String? {
    if training.optimizer != .sgd || training.batch != .full {
      return "linear-gaussian is trained by plain full-batch gradient descent, where its law is"
        + " known: set training.optimizer to sgd and training.batch to full"
    }
    if pretraining != nil { return "linear-gaussian has no bases: set pretraining to none" }
    if case .diversity = pressure {
      return "linear-gaussian knows no diversity pressure: set pressure.kind to toward or away"
    }
    return heads == [2] ? nil : "linear-gaussian tells two classes apart: take such a task"
  }

  /// A matrix of inputs x inputs times a vector in each step.
  public func operations(
    on task: EncodedTask, training: TrainingSettings, examples: Int
  ) -> Double {
    2 * Double(task.inputWidth * task.inputWidth) * Double(training.steps)
  }
}
