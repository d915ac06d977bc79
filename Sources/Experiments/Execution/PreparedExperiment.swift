import Documents
import Learners
import Runs
import Tasks

/// An experiment with its data encoded and checked, its learners made, and its identities computed:
/// everything that is needed to name every run.
public struct PreparedExperiment: Sendable {
  public let experiment: Experiment
  public let task: EncodedTask
  /// Identifies the task's data.
  let taskFingerprint: Fingerprint
  public let reading: Reading
  public let allocation: Allocation
  private let setups: [SetupVariation: Setup]

  struct Setup: Sendable {
    let id: SetupID
    let learner: any Learner
  }

  /// Resamples of the readout inputs behind the second bar.
  static let resamples = 100

  /// Encodes and audits the task.
  ///
  /// - Throws: `PoolAuditError` with the offending rows where the pools break a rule;
  ///   `DocumentError` for data that make no task; `MissingFileError` for files that are not there.
  public init(_ experiment: Experiment) throws {
    self.experiment = experiment
    task = try experiment.task.audited(pair: experiment.pair)
    reading = Reading(
      rule: experiment.rule, inputs: task.readout.count, resamples: Self.resamples,
      seed: experiment.seed)
    allocation = Allocation(
      budget: experiment.budget, controls: experiment.controls,
      estimators: experiment.estimators, strengths: experiment.pressure.strengths)
    taskFingerprint = task.fingerprint
    var setups: [SetupVariation: Setup] = [:]
    for variation in SetupVariation.allCases {
      let training = experiment.training.varied(variation)
      let learner = experiment.learner.learner(training: training, pretraining: nil)
      var builder = FingerprintBuilder("setup")
      builder.combine(learner.arithmetic)
      for block in ["learner", "pretraining", "training"] {
        builder.combine(experiment.resolved[block]?.canonicalText ?? "none")
      }
      builder.combine(training.steps)
      builder.combine(taskFingerprint)
      setups[variation] = Setup(id: builder.finish(), learner: learner)
    }
    self.setups = setups
  }

  func setup(_ variation: SetupVariation) -> Setup { setups[variation]! }

  /// The identity of the experiment's own set-up.
  public var setupID: SetupID { setup(.standard).id }

  /// Names the arithmetic that decides the bits of the runs.
  public var arithmetic: ArithmeticVersion { setup(.standard).learner.arithmetic }

  /// Floating-point operations of one plain run, roughly.
  var operationsPerRun: Double {
    experiment.learner.operations(
      on: task, training: experiment.training, examples: task.training.count)
  }

  /// The runs of an arm.
  ///
  /// - Parameters:
  ///   - purpose: the driver's.
  ///   - offset: how many runs the driver asked for before this arm.
  public func requests(for arm: Arm, purpose: String, offset: Int) -> [RunRequest] {
    let setup = setup(arm.variation).id
    return (0..<arm.runs).map { index in
      RunRequest(
        setup: setup, labels: arm.labels, pressure: arm.pressure,
        noise: .seed(
          noiseSeed(experiment: experiment.seed, purpose: purpose, index: offset + index)))
    }
  }

  /// Everything that asks for runs, in the order in which it is done.
  public func drivers() -> [any ArmDriver] {
    var drivers: [any ArmDriver] = []
    if allocation.capability > 0 {
      drivers.append(
        CapabilityControl.driver(pair: task.pair, runs: allocation.capability))
    }
    if !experiment.estimators.contains(where: { $0 is DirectKind }) {
      drivers.append(DirectKind.driver(runs: allocation.estimators[DirectKind.name] ?? 0))
    }
    for estimator in experiment.estimators {
      let runs = allocation.estimators[type(of: estimator).name] ?? 0
      drivers.append(estimator.driver(runs: runs, experiment: experiment))
    }
    if allocation.sensitivity > 0 {
      drivers.append(SensitivityControl.driver(runs: allocation.sensitivity))
    }
    return drivers
  }
}

extension TrainingSettings {
  func varied(_ variation: SetupVariation) -> TrainingSettings {
    switch variation {
    case .standard: self
    case .halfTheSteps: with(steps: steps / 2)
    case .twiceTheSteps: with(steps: 2 * steps)
    }
  }

  private func with(steps: Int) -> TrainingSettings {
    TrainingSettings(optimizer: optimizer, rate: rate, steps: steps, batch: batch)
  }
}
