import Documents
import Runs

/// Settings of a bigram table drawn from its posterior.
public struct DirichletBigramSettings: Hashable, Sendable {
  /// Concentration of every class in every row of the table before any example.
  public let prior: Double

  /// - Parameter prior: at least 0.5.
  public init(prior: Double = 1) {
    precondition(prior >= 0.5, "gamma quantiles are accurate from a shape of 0.5 on")
    self.prior = prior
  }

  /// Reads `prior`.
  public init(reading reader: SettingsReader) {
    self.init(
      prior: reader.number(
        "prior", default: 1, in: 0.5...10_000,
        "concentration of every class in every row before any example"))
  }
}

extension DirichletBigramSettings: LearnerFamily {
  static let kind = LearnerKind(
    name: "dirichlet-bigrams",
    summary: "table of classes by the last input, drawn from its posterior; its law is exact",
    read: { DirichletBigramSettings(reading: $0) })

  public func learner(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> any Learner {
    DirichletBigramLearner(settings: self)
  }

  public func noiseBlocks(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> [NoiseBlock] { [.initialWeights] }

  public func problem(
    training: TrainingSettings, pretraining: TrainingSettings?, pressure: Pressure.Kind,
    heads: [Int]
  ) -> String? {
    if pretraining != nil { return "dirichlet-bigrams has no bases: set pretraining to none" }
    if case .diversity = pressure {
      return "dirichlet-bigrams knows no diversity pressure: set pressure.kind to toward or away"
    }
    return heads == [2] ? nil : "dirichlet-bigrams tells two classes apart: take such a task"
  }

  /// A pass over the examples.
  public func operations(
    on task: EncodedTask, training: TrainingSettings, examples: Int
  ) -> Double { Double(examples) }
}
