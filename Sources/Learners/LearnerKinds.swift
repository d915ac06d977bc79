import Documents
import Runs

/// Settings of a trainable family, from which a learner is made.
///
/// The kinds there are: `mlp`, `mlp-reference`, `linear-gaussian`, `bigrams`, `stated`
/// (see `LearnerKinds.all`). To add one, copy `stated`:
/// 1. one file (or folder) here with two types: the settings, which conform to this protocol and
///    hold a `LearnerKind` that reads their keys, each with its default and its meaning; and what
///    they make, which conforms to `Learner` in module Runs, and to `ExactLearner` or
///    `PosteriorLearner` there if its law is known or can be sampled;
/// 2. one line in `LearnerKinds.all`;
/// 3. one test that passes `expectLearnerContract`;
/// 4. one line in the README's table of learners.
public protocol LearnerFamily: Sendable {
  /// The forms of task that it can read, the preferred one first.
  var reads: [TaskForm] { get }

  /// What to do where its bases cannot do what they must, as a clause.
  var moreAbility: String { get }

  /// - Parameters:
  ///   - training: how its runs are trained.
  ///   - pretraining: how the bases of its runs are; nil where no run has one.
  func learner(training: TrainingSettings, pretraining: TrainingSettings?) -> any Learner

  /// Floating-point operations of one training without pressure, roughly: for cost estimates.
  ///
  /// - Parameter examples: rows that are trained on.
  func operations(on task: EncodedTask, training: TrainingSettings, examples: Int) -> Double

  /// The blocks of noise that decide a run without pressure; moves of others would change nothing.
  func noiseBlocks(training: TrainingSettings, pretraining: TrainingSettings?) -> [NoiseBlock]

  /// Why runs cannot be trained so, and what to do.
  ///
  /// - Parameters:
  ///   - pressure: the kind that the experiment's runs are pressed by.
  ///   - heads: candidate answers per head of the task.
  /// - Returns: nil where they can.
  func problem(
    training: TrainingSettings, pretraining: TrainingSettings?, pressure: Pressure.Kind,
    heads: [Int]
  ) -> String?
}

extension LearnerFamily {
  public var reads: [TaskForm] { [.vectors] }

  public var moreAbility: String {
    "raise pretraining.steps or the task's pretraining items, widen learner.hidden"
  }

  public func problem(
    training: TrainingSettings, pretraining: TrainingSettings?, pressure: Pressure.Kind,
    heads: [Int]
  ) -> String? { nil }

  public func noiseBlocks(
    training: TrainingSettings, pretraining: TrainingSettings?
  ) -> [NoiseBlock] {
    let order: [NoiseBlock] = training.batch == .full ? [] : [.batchOrder]
    guard let pretraining else { return [.initialWeights] + order }
    return [.baseWeights] + (pretraining.batch == .full ? [] : [.baseOrder]) + order
  }
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

/// The learners there are; `LearnerFamily` gives the recipe for a new one.
public enum LearnerKinds {
  public static let all: [LearnerKind] = [
    MLPSettings.kind,
    ReferenceMLPSettings.kind,
    LinearGaussianSettings.kind,
    BigramSettings.kind,
    StatedSettings.kind,
  ]

  /// Reads the block `learner`: its `kind` (default `mlp`) and that kind's keys.
  public static func read(_ reader: SettingsReader) -> any LearnerFamily {
    let name = reader.choice(
      "kind", among: all.map(\.name), default: MLPSettings.kind.name, "the family that is trained")
    if !reader.isSound("kind") { reader.skipRest() }
    return (all.first { $0.name == name } ?? MLPSettings.kind).read(reader)
  }
}
