import Documents
import Runs

/// A policy as it is listed to the user.
public struct PolicyDescription: Hashable, Sendable {
  public let name: String
  /// What the policy answers, as one line.
  public let summary: String

  public init(name: String, summary: String) {
    self.name = name
    self.summary = summary
  }
}

/// A kind of task with its settings: makes the training examples, and for a pair of its policies
/// the diagnostic inputs.
///
/// The kinds there are: `table`, `two-digits`, `slab`, `diagonal-grid`, `seventh-grader`,
/// `boolean-functions`, `one-direction` (see `TaskKinds.all`). To add one:
/// 1. one file here with a type that conforms to this protocol. Its `init` asks the reader for
///    every key, with a default and a meaning for each, and judges nothing that comes from a key
///    that is not `isSound`; `encode` draws random numbers from `TaskRandom` under its
///    own purpose words; data from uniform draws and the four operations only, since the data's
///    bits are part of every run's identity;
/// 2. one line in `TaskKinds.all`;
/// 3. one test that encodes it, passes `PoolAudit`, and pins the fingerprint;
/// 4. one line in the README's table of tasks.
public protocol TaskKind: Sendable {
  /// The word behind `kind:`.
  static var name: String { get }
  /// What the task is, as one line.
  static var summary: String { get }

  /// Reads the kind's own keys of the task's block; problems go to the reader's diagnostics.
  ///
  /// - Parameters:
  ///   - settings: the task's block, `kind` already taken.
  ///   - directory: where relative paths in the settings begin. Nothing is read yet.
  init(reading settings: SettingsReader, in directory: DataDirectory)

  /// The policies, in the order of the answer keys; at least two.
  var policies: [PolicyDescription] { get }

  /// The files the task is made from, so that copies can be kept beside the results.
  var files: [TaskFile] { get }

  /// Looks at the task's files, whatever pair is asked for.
  func checkFiles() -> DataCheck

  /// What is worth knowing of the task's files, and no error.
  ///
  /// - Returns: found by the last `encode(pair:)` or `checkFiles()`.
  var notes: [Diagnostic] { get }

  /// Makes the task's data for one pair of policies.
  ///
  /// - Parameter pair: indices into `policies`, not equal.
  /// - Returns: training examples on which all policies agree, and pools on which the pair differs;
  ///   the same to the bit for the same settings and files.
  /// - Throws: `DocumentError` for settings or files that make no task, `MissingFileError` for
  ///   files that cannot be read.
  func encode(pair: PolicyPair) throws -> EncodedTask

  /// The forms in which the task can be read.
  var forms: [TaskForm] { get }

  /// Makes the task's data in text, for one pair of policies: as `encode(pair:)`, with prompts and
  /// whole answers.
  ///
  /// - Precondition: the task offers text.
  func encodeText(pair: PolicyPair) throws -> EncodedTask

  /// The same kind with the labels of its personas exchanged, for the arm that balances them: each
  /// persona's input stands for the other policy wherever a persona is asked for.
  ///
  /// - Returns: nil where there are no personas.
  func balanced() -> (any TaskKind)?

  /// Whether the pools hold every input there is, so that no others could have been drawn.
  var holdsEveryInput: Bool { get }

  /// The same with the readout inputs in groups, which are then the unit of what other inputs could
  /// have said.
  ///
  /// - Parameter key: what makes a group, such as a column of a table.
  /// - Returns: nil where the kind knows no such groups.
  func grouped(by key: String) -> (any TaskKind)?

  /// What `grouped(by:)` takes, in words; nil where it takes nothing.
  static var groupings: String? { get }
}

extension TaskKind {
  public var files: [TaskFile] { [] }

  public var forms: [TaskForm] { [.vectors] }

  public func encodeText(pair: PolicyPair) throws -> EncodedTask {
    preconditionFailure("a task that offers text makes it")
  }

  public var notes: [Diagnostic] { [] }

  public func checkFiles() -> DataCheck { .sound }

  public func balanced() -> (any TaskKind)? { nil }

  public var holdsEveryInput: Bool { false }

  public func grouped(by key: String) -> (any TaskKind)? { nil }

  public static var groupings: String? { nil }

  /// The index of a policy by its name.
  public func policy(named name: String) -> Int? { policies.firstIndex { $0.name == name } }

  /// Makes the task's data and audits it: what every run should start from.
  ///
  /// - Parameters:
  ///   - pair: indices into `policies`, not equal.
  ///   - form: one of those that the task offers.
  /// - Throws: what `encode(pair:)` throws; `PoolAuditError` for data that would mislead.
  public func audited(pair: PolicyPair, as form: TaskForm = .vectors) throws -> EncodedTask {
    let task = try form == .text ? encodeText(pair: pair) : encode(pair: pair)
    try PoolAudit.check(task)
    return task
  }
}
