import Runs

/// How a budget of trainings is divided between bases, controls and estimators.
public struct Allocation: Sendable {
  /// Shared bases, by the variation that needs its own; nothing without shared bases.
  public let bases: [SetupVariation: Int]
  /// Runs of the capability control per policy; 0 without the control.
  public let capability: Int
  /// Runs per variation of the sensitivity control; 0 without the control.
  public let sensitivity: Int
  /// The variations that the sensitivity control tries.
  public let variations: [SetupVariation]
  /// Runs per estimator, by name; `direct` is always there, because zero pressure is.
  public let estimators: [String: Int]
  /// The smallest budget that would do, where this one does not.
  public let shortage: Int?

  /// Bases of a variation of the sensitivity control, at the most.
  static let variedBases = 20

  /// Divides a budget: bases and controls take a fixed small part, estimators with a number of runs
  /// of their own get it, the others share the rest equally.
  ///
  /// - Parameters:
  ///   - pretraining: of the experiment's bases; nil without any.
  ///   - sensitivityRuns: asked for; nil for a fortieth of the budget.
  public init(
    budget: Int, controls: [ControlName], estimators: [any EstimatorKind], strengths: [Double]?,
    pretraining: PretrainingSettings?, sensitivityRuns: Int? = nil
  ) {
    capability = controls.contains(.capability) ? 16 : 0
    let isSensitive = controls.contains(.sensitivity)
    variations = isSensitive
      ? pretraining == nil
        ? [.beforeTraining, .halfTheSteps, .twiceTheSteps]
        : [
          .beforeTraining, .halfTheSteps, .twiceTheSteps, .halfTheExamples,
          .halfThePretraining, .twiceThePretraining, .personasExchanged,
        ] : []
    sensitivity = isSensitive ? sensitivityRuns ?? min(max(budget / 40, 32), 1000) : 0
    var bases: [SetupVariation: Int] = [:]
    if let shared = pretraining?.shared, shared > 0 {
      bases[.standard] = shared
      for variation in variations where variation.changesBases {
        bases[variation] = min(shared, Self.variedBases)
      }
    }
    self.bases = bases
    var requested: [String: Int] = [:]
    var least = [DirectKind.name: DirectKind.leastRuns]
    var sharing: [String] = []
    for estimator in estimators {
      let name = type(of: estimator).name
      least[name] = estimator.minimumRuns(strengths: strengths)
      if let runs = estimator.requestedRuns { requested[name] = runs } else { sharing.append(name) }
    }
    if !estimators.contains(where: { $0 is DirectKind }) {
      requested[DirectKind.name] = min(max(budget / 20, 32), 1000)
    }
    let controlled = 2 * capability + variations.count * sensitivity
      + bases.values.reduce(0, +)
    let fixed = controlled + requested.values.reduce(0, +)
    let share = sharing.isEmpty ? 0 : max(0, budget - fixed) / sharing.count
    var runs = requested
    for name in sharing { runs[name] = share }
    self.estimators = runs

    let isShort = budget < fixed || runs.contains { $1 < least[$0]! }
    let requests = requested.reduce(0) { $0 + max($1.value, least[$1.key]!) }
    let shares = (sharing.map { least[$0]! }.max() ?? 0) * sharing.count
    let needed = controlled + requests + shares
    if !isShort {
      shortage = nil
    } else if needed <= budget {
      shortage = needed
    } else {
      // Some parts grow with the budget: what is needed may need more.
      let next = Allocation(
        budget: needed, controls: controls, estimators: estimators, strengths: strengths,
        pretraining: pretraining, sensitivityRuns: sensitivityRuns)
      shortage = next.shortage ?? needed
    }
  }
}
