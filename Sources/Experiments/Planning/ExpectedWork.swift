import Learners
import Runs

/// What an execution spends its time on; each kind goes at a rate of its own.
public enum WorkKind: Hashable, Sendable, CaseIterable {
  case bases, runs, states
}

/// Operations of one run, by what it is trained on.
struct RunCosts: Sendable {
  let plain: Double
  let pressed: Double
  let capability: Double
  let pressedCapability: Double

  subscript(request: RunRequest) -> Double {
    let isPressed = request.pressure.strength != 0
    return request.labels == .training
      ? isPressed ? pressed : plain : isPressed ? pressedCapability : capability
  }
}

extension PreparedExperiment {
  /// Floating-point operations of a finished experiment by kind, roughly: what remaining time is
  /// reckoned from before rates are known.
  public var expectedWork: [WorkKind: Double] {
    var work: [WorkKind: Double] = [:]
    for variation in baseVariations {
      work[.bases, default: 0] += Double(baseRequests(variation).count) * operations(base: variation)
    }
    for driver in drivers() {
      work[.runs, default: 0] += Double(driver.runs) * meanOperations(purpose: driver.purpose)
    }
    if posteriorStates > 0 { work[.states] = Double(posteriorStates) * operationsPerState }
    return work
  }

  /// Shared bases of all variations together.
  package var baseVariationCount: Int {
    baseVariations.reduce(0) { $0 + baseRequests($1).count }
  }

  /// Operations of the pretraining of one base.
  func operations(base variation: SetupVariation) -> Double {
    guard let pretraining = experiment.pretraining else { return 0 }
    let rows = task.capability?.phases.reduce(0) { $0 + $1.inputs.count } ?? 0
    return experiment.learner.operations(
      on: task, training: variation.varied(pretraining: pretraining.training), examples: rows)
  }

  /// Operations of runs of a variation, by what they are trained on.
  func costs(of variation: SetupVariation) -> RunCosts {
    func cost(_ isCapability: Bool, _ isPressed: Bool) -> Double {
      operations(variation: variation, isCapability: isCapability, isPressed: isPressed)
    }
    return RunCosts(
      plain: cost(false, false), pressed: cost(false, true), capability: cost(true, false),
      pressedCapability: cost(true, true))
  }

  /// Operations of a round of a ladder of the posterior, warm-up shared out among those kept.
  var operationsPerState: Double {
    guard let settings = experiment.posterior else { return 0 }
    let rounds = 1 + Double(settings.warmUp) / Double(settings.rounds)
    let gradients = rounds * Double(settings.rungs * settings.leapfrog)
    return gradients * experiment.learner.operations(
      on: task, training: TrainingSettings(steps: 1), examples: task.training.count)
  }

  /// Of one run: its steps, those of the pressure, and the reading of its answers. A run with a base
  /// of its own pays for that, too.
  private func operations(
    variation: SetupVariation, isCapability: Bool, isPressed: Bool
  ) -> Double {
    let learner = experiment.learner
    let training = variation.varied(experiment.training)
    let examples = variation == .halfTheExamples ? task.training.count / 2 : task.training.count
    var total = learner.operations(
      on: task, training: training,
      examples: examples + (isCapability ? task.pressure.count : 0))
    if isPressed {
      total += learner.operations(on: task, training: training, examples: task.pressure.count)
    }
    // Reading is a pass forward, a third of a step.
    let read = task.training.count + task.readout.count + task.confirmation.count
    total += learner.operations(on: task, training: TrainingSettings(steps: 1), examples: read) / 3
    if experiment.pretraining?.bases == .perRun { total += operations(base: variation) }
    return total
  }

  /// Of the runs that a driver will ask for, whose pressures need not be known yet.
  private func meanOperations(purpose: String) -> Double {
    switch purpose {
    case CapabilityControl.purpose:
      operations(variation: .standard, isCapability: true, isPressed: false)
    case SensitivityControl.purpose:
      allocation.variations.map {
        operations(variation: $0, isCapability: false, isPressed: false)
      }.reduce(0, +) / Double(max(1, allocation.variations.count))
    case DoseResponseKind.name, SequenceKind.name:
      operations(variation: .standard, isCapability: false, isPressed: true)
    default: operations(variation: .standard, isCapability: false, isPressed: false)
    }
  }

  /// Operations that are still to be done.
  ///
  /// - Parameters:
  ///   - units: what is known of the plan, each with how many of its runs are not stored.
  ///   - open: runs that later rounds may ask for.
  func remainingWork(
    units: [(unit: ArmUnit, missing: Int)], open: Int, in contents: StoreContents
  ) -> Double {
    var work = missingBases(in: contents).reduce(0) {
      $0 + Double($1.requests.count) * operations(base: $1.variation)
    }
    for (unit, missing) in units where missing > 0 {
      guard let first = unit.requests.first else { continue }
      work += Double(missing) * costs(of: unit.arm.variation)[first]
    }
    // Later rounds are those of pressures, sequences and moved noise.
    let isPressed = experiment.estimators.contains { $0 is DoseResponseKind || $0 is SequenceKind }
    let costs = costs(of: .standard)
    return work + Double(open) * (isPressed ? costs.pressed : costs.plain)
      + Double(ladders.count { contents.ladders[$0.id] == nil })
      * Double(experiment.posterior?.rounds ?? 0) * operationsPerState
  }
}
