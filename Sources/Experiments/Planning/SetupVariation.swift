import Learners
import Runs

/// How a set-up differs from the experiment's own.
public enum SetupVariation: String, Hashable, Sendable, CaseIterable {
  case standard
  /// The pressure pool is mixed as diversity sequences want it.
  case sequences
  /// Models as they are initialised, or as their base is: what training starts from.
  case beforeTraining = "before training"
  case halfTheSteps = "half the steps"
  case twiceTheSteps = "twice the steps"
  case halfTheExamples = "half the training examples"
  case halfThePretraining = "half the pretraining"
  case twiceThePretraining = "twice the pretraining"
  /// The balance arm: each persona's input stands for the other policy.
  case personasExchanged = "personas exchanged"

  /// Whether the set-up needs bases of its own.
  var changesBases: Bool {
    switch self {
    case .halfThePretraining, .twiceThePretraining, .personasExchanged: true
    default: false
    }
  }

  func varied(_ training: TrainingSettings) -> TrainingSettings {
    switch self {
    case .beforeTraining: training.with(steps: 0)
    case .halfTheSteps: training.with(steps: training.steps / 2)
    case .twiceTheSteps: training.with(steps: 2 * training.steps)
    default: training
    }
  }

  func varied(pretraining: TrainingSettings) -> TrainingSettings {
    switch self {
    case .halfThePretraining: pretraining.with(steps: pretraining.steps / 2)
    case .twiceThePretraining: pretraining.with(steps: 2 * pretraining.steps)
    default: pretraining
    }
  }

  /// - Parameter sequences: nil where the experiment has none.
  /// - Returns: nil where the task cannot be varied so.
  func varied(_ task: EncodedTask, sequences: SequenceSettings?) -> EncodedTask? {
    switch self {
    case .sequences: sequences.flatMap { task.mixed($0.mixRate) }
    case .halfTheExamples:
      task.training.count < 2
        ? nil : task.with(training: task.training.prefix(task.training.count / 2))
    default: task
    }
  }
}

extension TrainingSettings {
  func with(steps: Int) -> TrainingSettings {
    TrainingSettings(optimizer: optimizer, rate: rate, steps: steps, batch: batch)
  }
}
