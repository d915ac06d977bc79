import Documents
import Runs

/// Settings of a bigram table drawn from its posterior.
public struct BigramSettings: Hashable, Sendable {
  /// What the next token is given.
  public enum Context: Hashable, Sendable {
    /// This many tokens before it, at least one.
    case previous(Int)
    /// The first token of the line and the one before: a tag in front is within reach.
    case firstAndPrevious

    static let firstAndPreviousWord = "first-and-previous"
  }

  public let context: Context
  /// Concentration of every token in every row of the table before any example.
  public let prior: Double
  /// How often each example of the pretraining counts.
  public let pretrainingWeight: Double
  /// How often each training example counts.
  public let trainingWeight: Double

  /// - Parameters:
  ///   - prior: at least 0.5.
  ///   - pretrainingWeight: at least 0.
  ///   - trainingWeight: at least 0.
  public init(
    context: Context = .previous(1), prior: Double = 1, pretrainingWeight: Double = 1,
    trainingWeight: Double = 1
  ) {
    precondition(prior >= 0.5, "gamma quantiles are accurate from a shape of 0.5 on")
    precondition(pretrainingWeight >= 0 && trainingWeight >= 0, "weights of counts")
    self.context = context
    self.prior = prior
    self.pretrainingWeight = pretrainingWeight
    self.trainingWeight = trainingWeight
  }

  /// Reads `context`, `prior`, `pretraining-weight` and `training-weight`.
  public init(reading reader: SettingsReader) {
    self.init(
      context: Self.readContext(reader),
      prior: reader.number(
        "prior", default: 1, in: 0.5...10_000,
        "concentration of every token in every row before any example"),
      pretrainingWeight: reader.number(
        "pretraining-weight", default: 1, in: 0...1_000_000,
        "how often each example of the pretraining counts"),
      trainingWeight: reader.number(
        "training-weight", default: 1, in: 0...1_000_000,
        "how often each training example counts"))
  }

  private static func readContext(_ reader: SettingsReader) -> Context {
    reader.integer(
      "context", or: Context.firstAndPreviousWord, default: 1, in: 1...8,
      "what the next token is looked up by: so many tokens before it, or the first and the one before"
    ).map { .previous($0) } ?? .firstAndPrevious
  }
}

extension BigramSettings: LearnerFamily {
  static let kind = LearnerKind(
    name: "bigrams",
    summary: "table of next tokens by the tokens before, drawn from its posterior",
    read: { BigramSettings(reading: $0) })

  public var reads: [TaskForm] { [.text, .vectors] }

  public var moreAbility: String {
    "a table looks no further than its context: take another learner, or a longer learner.context"
  }

  public func learner(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> any Learner {
    BigramLearner(
      settings: self, isPretrained: pretraining.map { $0.steps > 0 } ?? false,
      isTrained: training.steps > 0)
  }

  public func noiseBlocks(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> [NoiseBlock] { [.initialWeights] }

  public func problem(
    training: TrainingSettings, pretraining: TrainingSettings?, pressure: Pressure.Kind,
    heads: [Int]
  ) -> String? {
    if case .diversity = pressure {
      return "bigrams knows no diversity pressure: set pressure.kind to toward or away"
    }
    if heads.count > 1 {
      return "bigrams reads text, or one class of an input: this task has \(heads.count) answers at "
        + "once: take one of its text form, or another learner"
    }
    return heads == [2] || pressure == .toward
      ? nil
      : "away from one of \(heads[0]) answers is no exact tilt of a table: set pressure.kind to "
        + "toward"
  }

  /// A pass over the examples.
  public func operations(
    on task: EncodedTask, training: TrainingSettings, examples: Int
  ) -> Double { Double(examples) }
}
