import Documents
import Runs

/// Settings of a trainable family, from which a learner is made.
public protocol LearnerFamily: Sendable {
  /// - Parameters:
  ///   - training: how its runs are trained.
  ///   - pretraining: how the bases of its runs are; nil where no run has one.
  func learner(training: TrainingSettings, pretraining: TrainingSettings?) -> any Learner

  /// Floating-point operations of one training without pressure, roughly: for cost estimates.
  ///
  /// - Parameter examples: rows that are trained on.
  func operations(on task: EncodedTask, training: TrainingSettings, examples: Int) -> Double
}

/// One kind of learner as an experiment's file names it.
public struct LearnerKind: Sendable {
  /// What stands behind `learner.kind`.
  public let name: String
  /// One line for lists of kinds.
  public let summary: String
  /// Reads the kind's own keys from the block `learner`; `kind` itself has been read.
  public let read: @Sendable (SettingsReader) -> any LearnerFamily
}

/// The learners there are; a new one is one file, one line here, one test with `LearnerContract`.
public enum LearnerKinds {
  public static let all: [LearnerKind] = [
    MLPSettings.kind,
    ReferenceMLPSettings.kind,
  ]

  /// Reads the block `learner`: its `kind` (default `mlp`) and that kind's keys.
  public static func read(_ reader: SettingsReader) -> any LearnerFamily {
    let name = reader.choice("kind", among: all.map(\.name), default: MLPSettings.kind.name)
    return (all.first { $0.name == name } ?? MLPSettings.kind).read(reader)
  }
}
