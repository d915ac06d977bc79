import Documents
import Learners
import Runs
import Tasks

/// An experiment after its settings were read, checked and completed.
public struct Experiment: Sendable {
  /// Names the folder and the report; decides no bits.
  public let name: String
  public internal(set) var task: any TaskKind
  /// Where the task's files are.
  public let directory: DataDirectory
  public let learner: any LearnerFamily
  /// Nil where runs start from initial weights.
  public let pretraining: PretrainingSettings?
  public let training: TrainingSettings
  public let rule: ReadoutRule
  /// Whether the readout inputs are a sample of more, or all there are.
  public let readoutInputs: ReadoutInputs
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
  /// Log odds within this many nats of zero are no preference worth the word; above 0.
  public let margin: Double
  public let allocation: Allocation
  public let positions: Positions
  /// Everything above as settings, defaults filled in.
  public let resolved: ResolvedSettings
  /// How the keys of `resolved` are defined.
  public let definitions: [SettingsKey]
  /// By a data file's key, its name in the experiment's folder where that is not the usual one.
  var keptNames: [String: String] = [:]

  /// Where to point when data do not allow what settings ask for.
  public struct Positions: Sendable {
    let learner: SourcePosition
    let controls: SourcePosition
    let pretraining: SourcePosition
    let sequence: SourcePosition
  }

  /// How its diversity sequences are trained; nil without any.
  public var sequences: SequenceSettings? {
    estimators.lazy.compactMap { ($0 as? SequenceKind)?.settings }.first
  }

  /// How its posterior is sampled; nil where no estimator asks for it.
  public var posterior: PosteriorSettings? {
    estimators.lazy.compactMap { ($0 as? GibbsKind)?.settings }.first
  }

  func mixRateDiagnostic(_ sequences: SequenceSettings, _ task: EncodedTask) -> Diagnostic {
    Diagnostic(
      positions.sequence,
      "`sequence.mix-rate` is \(sequences.mixRate), and the task has "
        + "\(task.agreeing?.count ?? 0) inputs on which the policies agree beside its training set",
      remedy: "use mix-rate: 1, or give the task more of them (a table takes `agreeing: file.csv`)")
  }

  /// Why the learner cannot be trained as the settings ask; nil where it can.
  func learnerProblem(heads: [Int]) -> Diagnostic? {
    let diversity = sequences.map { Pressure.Kind.diversity($0.sameness) }
    let problems = [pressure.kind, diversity].compactMap { $0 }.compactMap { kind in
      learner.problem(
        training: training, pretraining: pretraining?.training, pressure: kind, heads: heads)
    }
    guard let problem = problems.first else { return nil }
    // What is wrong, and after a colon what to do.
    let parts = problem.split(separator: ": ", maxSplits: 1).map(String.init)
    return Diagnostic(positions.learner, parts[0], remedy: parts.count > 1 ? parts[1] : "")
  }

  /// The pair's names, a and b.
  public var pairNames: (a: String, b: String) {
    (task.policies[pair.a].name, task.policies[pair.b].name)
  }
}

/// The pressure of an experiment before a strength is chosen.
public struct PressureSettings: Sendable {
  /// Toward or away from a policy.
  public let kind: Pressure.Kind
  /// Nil: placed adaptively.
  public let strengths: [Double]?
  /// How sequences are trained, where the kind in the settings is `diversity`: then there is no
  /// pressure toward or away from a policy.
  public let diversity: SequenceSettings?
}

/// The controls that can be named; zero pressure is none of them and always there.
public enum ControlName: String, CaseIterable, Sendable {
  case capability, memory, sensitivity
  /// Text has it unasked: naming it refuses a task that cannot be written as text.
  case bigrams

  /// What experiments have that name none.
  static let defaults: [ControlName] = [.capability, .memory, .sensitivity]
}
