import Documents
import Runs

/// Settings of a learner whose law is stated instead of trained: what it answers is drawn.
public struct StatedSettings: Hashable, Sendable {
  /// ln P(A)/P(B) of a run that is one of them, without pressure.
  public let logOdds: Double
  /// Share of the runs that are neither A's nor B's, in [0, 1].
  public let other: Double
  /// Share of the runs that fail the training examples, in [0, 1].
  public let failed: Double
  /// Nats by which a unit of strength shifts the log odds, at least 0.
  public let slope: Double
  /// Deviation of the log odds between bases, in nats, at least 0.
  public let betweenBases: Double

  public init(
    logOdds: Double = 0, other: Double = 0, failed: Double = 0, slope: Double = 1,
    betweenBases: Double = 0
  ) {
    self.logOdds = logOdds
    self.other = other
    self.failed = failed
    self.slope = slope
    self.betweenBases = betweenBases
  }

  /// Reads `log-odds`, `other`, `failed`, `slope` and `between-bases`.
  public init(reading reader: SettingsReader) {
    self.init(
      logOdds: reader.number(
        "log-odds", default: 0, in: -30...30, "ln P(A)/P(B) of a run, without pressure"),
      other: reader.number("other", default: 0, in: 0...1, "share of runs that are neither's"),
      failed: reader.number(
        "failed", default: 0, in: 0...1, "share of runs that fail the training examples"),
      slope: reader.number(
        "slope", default: 1, in: 0...1e6, "nats by which a unit of strength shifts the log odds"),
      betweenBases: reader.number(
        "between-bases", default: 0, in: 0...30, "deviation of the log odds between bases"))
  }
}

extension StatedSettings: LearnerFamily {
  static let kind = LearnerKind(
    name: "stated", summary: "answers drawn from a law that the settings state; trains nothing",
    read: { StatedSettings(reading: $0) })

  public func learner(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> any Learner {
    StatedLearner(settings: self)
  }

  public func noiseBlocks(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> [NoiseBlock] {
    pretraining == nil ? [.initialWeights] : [.baseWeights, .initialWeights]
  }

  /// One for every candidate answer.
  public func operations(
    on task: EncodedTask, training: TrainingSettings, examples: Int
  ) -> Double {
    Double((examples + task.readout.count + task.confirmation.count) * task.candidates)
  }
}
