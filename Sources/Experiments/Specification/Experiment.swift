import Documents
import Learners
import Runs
import Tasks

/// An experiment after its settings were read, checked and completed.
public struct Experiment: Sendable {
  /// Names the folder and the report; decides no bits.
  public let name: String
  public let task: any TaskKind
  /// Where the task's files are.
  public let directory: DataDirectory
  public let learner: any LearnerFamily
  public let training: TrainingSettings
  public let rule: ReadoutRule
  public let pair: PolicyPair
  public let pressure: PressureSettings
  /// In the order of the settings; the first is the primary one.
  public let estimators: [any EstimatorKind]
  /// Trainings, over everything.
  public let budget: Int
  public let controls: [ControlName]
  public let seed: UInt64
  /// Of every interval; in (0, 1).
  public let level: Double
  /// Everything above as settings, defaults filled in.
  public let resolved: ResolvedSettings

  /// The pair's names, a and b.
  public var pairNames: (a: String, b: String) {
    (task.policies[pair.a].name, task.policies[pair.b].name)
  }
}

/// The pressure of an experiment before a strength is chosen.
public struct PressureSettings: Sendable {
  public let kind: Pressure.Kind
  /// Nil: placed adaptively.
  public let strengths: [Double]?
}

/// The controls that can be switched off; zero pressure is none of them and always there.
public enum ControlName: String, CaseIterable, Sendable {
  case capability, memory, sensitivity
}
