import Documents
import Learners
import Runs
import Tasks

/// An experiment with its data encoded and checked, its learners made, and its identities computed:
/// everything that is needed to name every run.
public struct PreparedExperiment: Sendable {
  public let experiment: Experiment
  /// As most runs see it, its pair in the order of the policies; a set-up may vary it.
  public let task: EncodedTask
  /// The task as text, whichever form the learner reads; nil where it offers none.
  let textTask: EncodedTask?
  /// How runs are held against tables of bigrams; nil where the task cannot be written as text.
  let textReading: TextReading?
  /// Identifies the task's data.
  let taskFingerprint: Fingerprint
  public let reading: Reading
  public let allocation: Allocation
  private let setups: [SetupVariation: Setup]
  /// Of the sweep that the experiment is a cell of.
  let context: CellContext

  struct Setup: Sendable {
    let id: SetupID
    let learner: any Learner
    let task: EncodedTask
    /// The set-up of the bases that its runs start from; nil without pretraining.
    let bases: SetupID?
  }

  /// Resamples of the readout inputs behind the second bar.
  static let resamples = 100

  /// Encodes and audits the task.
  ///
  /// - Throws: `PoolAuditError` with the offending rows where the pools break a rule;
  ///   `DocumentError` for data that make no task, or not the one that is asked for;
  ///   `MissingFileError` for files that are not there.
  public init(_ experiment: Experiment) throws {
    try self.init(experiment, sharing: SharedPreparation(), context: CellContext())
  }

  /// - Parameters:
  ///   - shared: what the cells before it have made.
  ///   - context: of the sweep around it.
  init(_ experiment: Experiment, sharing shared: SharedPreparation, context: CellContext) throws {
    self.experiment = experiment
    self.context = context
    let form = try experiment.readForm()
    let name = "\(experiment.taskName) \(form)"
    let found = try shared.task(name) {
      try experiment.task.audited(pair: experiment.pair, as: form).inPolicyOrder
    }
    guard let found else { preconditionFailure("a task encodes to a task or throws") }
    task = found
    textTask =
      form == .text
      ? found : try shared.task("\(name), asked for beside: \(experiment.controls.contains(.bigrams))") { try experiment.encodedText() }
    if let problem = experiment.learnerProblem(heads: task.heads) { throw DocumentError([problem]) }
    textReading = textTask.flatMap { BigramControl.reading($0, of: experiment, runsIn: form) }
    reading = Reading(
      rule: experiment.rule, inputs: task.readout.count, named: task.named.count,
      resamples: shared.resamples(
        inputs: task.readout.count, count: Self.resamples, seed: experiment.seed),
      groups: task.readout.groups, references: textReading?.references.count)
    allocation = experiment.allocation
    taskFingerprint = shared.fingerprint(name) { found.fingerprint }
    var setups: [SetupVariation: Setup] = [:]
    for variation in [.standard, .sequences] + allocation.variations {
      setups[variation] = try Self.setup(
        variation, experiment, task: task, form, sharing: shared)
    }
    self.setups = setups
  }

  private static func setup(
    _ variation: SetupVariation, _ experiment: Experiment, task: EncodedTask, _ form: TaskForm,
    sharing shared: SharedPreparation
  ) throws -> Setup? {
    let name = "\(experiment.taskName) \(form)"
    let source = variation == .personasExchanged
      ? try shared.task(name + " balanced") {
        try experiment.task.balanced()?.audited(pair: experiment.pair, as: form).inPolicyOrder
      } : task
    guard let varied = source.flatMap({ variation.varied($0, sequences: experiment.sequences) })
    else {
      if variation == .sequences, let sequences = experiment.sequences {
        throw DocumentError([experiment.mixRateDiagnostic(sequences, task)])
      }
      return nil
    }
    let training = variation.varied(experiment.training)
    let pretraining = experiment.pretraining.map { variation.varied(pretraining: $0.training) }
    if pretraining != nil, varied.capability == nil {
      throw DocumentError([
        Diagnostic(
          experiment.positions.pretraining, "this task has nothing to pretrain on",
          remedy: "write `pretraining: none`, or choose a task with a capability mixture, such as "
            + "seventh-grader")
      ])
    }
    let learner = experiment.learner.learner(training: training, pretraining: pretraining)
    var builder = FingerprintBuilder("setup")
    builder.combine(learner.arithmetic)
    for block in ["learner", "training"] {
      builder.combine(experiment.resolved[block]?.canonicalText ?? "none")
    }
    builder.combine(training.steps)
    // A sequence's mix rate is the one setting beside the task's own that varies a task.
    let mixRate = experiment.sequences.map { "\($0.mixRate)" } ?? ""
    builder.combine(
      shared.fingerprint("\(name) \(variation.rawValue) \(mixRate)") {
        varied.fingerprint
      })
    return Setup(
      id: builder.finish(), learner: learner, task: varied,
      bases: pretraining.map { pretraining in
        var builder = FingerprintBuilder("pretraining")
        builder.combine(learner.arithmetic)
        builder.combine(experiment.resolved["learner"]?.canonicalText ?? "none")
        builder.combine(pretraining.identity)
        builder.combine(varied.capability?.fingerprint ?? Fingerprint(high: 0, low: 0))
        return builder.finish()
      })
  }

  /// - Precondition: the variation is part of the experiment.
  func setup(_ variation: SetupVariation) -> Setup { setups[variation]! }

  /// What is worth knowing of the data, and no error.
  public var notes: [Diagnostic] { experiment.task.notes }

  /// The identity of the experiment's own set-up.
  public var setupID: SetupID { setup(.standard).id }

  /// What trains the experiment's own runs.
  package var learner: any Learner { setup(.standard).learner }

  /// Names the arithmetic that decides the bits of the runs.
  public var arithmetic: ArithmeticVersion { learner.arithmetic }

  /// Everything that asks for runs, in the order in which it is done.
  public func drivers() -> [any ArmDriver] {
    var drivers: [any ArmDriver] = []
    if allocation.capability > 0 {
      drivers.append(
        CapabilityControl.driver(pair: experiment.pair, runs: allocation.capability))
    }
    if !experiment.estimators.contains(where: { $0 is DirectKind }) {
      drivers.append(DirectKind.driver(runs: allocation.estimators[DirectKind.name] ?? 0))
    }
    for estimator in experiment.estimators {
      let runs = allocation.estimators[type(of: estimator).name] ?? 0
      drivers.append(estimator.driver(runs: runs, experiment: experiment))
    }
    if allocation.sensitivity > 0 {
      let variations = allocation.variations.filter { setups[$0] != nil }
      drivers.append(
        SensitivityControl.driver(runs: allocation.sensitivity, variations: variations))
    }
    return drivers
  }

  /// Trainings that a finished experiment has, at the most: bases and runs.
  public var trainings: Int {
    drivers().reduce(baseVariations.reduce(0) { $0 + baseRequests($1).count }) { $0 + $1.runs }
  }
}

// MARK: Bases

extension PreparedExperiment {
  /// The variations that have shared bases of their own, the experiment's first.
  var baseVariations: [SetupVariation] {
    SetupVariation.allCases.filter { allocation.bases[$0] != nil && setups[$0] != nil }
  }

  /// The shared bases that runs of a variation may start from; none without shared bases.
  package func baseRequests(_ variation: SetupVariation) -> [BaseRequest] {
    let owner = variation.changesBases ? variation : .standard
    guard let count = allocation.bases[owner], let setup = setups[owner]?.bases else { return [] }
    // Variations have the same seeds, so that a comparison is between the same initial weights.
    return (0..<count).map {
      BaseRequest(
        setup: setup,
        noise: .seed(noiseSeed(experiment: experiment.seed, purpose: "base", index: $0)))
    }
  }

  /// The shared bases that pass their gates, with their indices.
  ///
  /// - Returns: nil where a base is not stored yet.
  func passingBases(
    _ variation: SetupVariation, in contents: StoreContents
  ) -> [(index: Int, request: BaseRequest)]? {
    var passing: [(Int, BaseRequest)] = []
    for (index, request) in baseRequests(variation).enumerated() {
      guard let base = contents.bases[request.id] else { return nil }
      if passes(base) { passing.append((index, request)) }
    }
    return passing
  }

  func passes(_ base: StoredBase) -> Bool {
    let gate = experiment.pretraining?.gate ?? 0
    return base.gates.allSatisfy { Double($0) >= gate - 1e-6 }
  }
}

extension Experiment {
  /// Names the task's data among experiments that are read at the same time.
  var taskName: String {
    let group = resolved["readout"]?["group"]?.canonicalText ?? ""
    return "\(directory.path) \(pair.a) \(pair.b) \(group) "
      + (resolved["task"]?.canonicalText ?? "")
  }
}

extension TrainingSettings {
  /// Everything that decides what training does, as one line.
  var identity: String { "\(optimizer) \(rate) \(steps) \(batch)" }
}
