import Runs

/// How a budget of trainings is divided between controls and estimators.
public struct Allocation: Sendable {
  /// Runs of the capability control per policy; 0 without the control.
  public let capability: Int
  /// Runs per variation of the sensitivity control; 0 without the control.
  public let sensitivity: Int
  /// Runs per estimator, by name; `direct` is always there, because zero pressure is.
  public let estimators: [String: Int]
  /// The smallest budget that would do, where this one does not.
  public let shortage: Int?

  /// Divides a budget: the controls take a fixed small part, estimators with a number of runs of
  /// their own get it, the others share the rest equally.
  public init(
    budget: Int, controls: [ControlName], estimators: [any EstimatorKind], strengths: [Double]?
  ) {
    capability = controls.contains(.capability) ? 16 : 0
    sensitivity = controls.contains(.sensitivity) ? min(max(budget / 40, 32), 1000) : 0
    let spent = 2 * capability + 2 * sensitivity
    var wanted: [String: Int?] = [DirectKind.name: .some(nil)]
    var least: [String: Int] = [DirectKind.name: DirectKind.minimumRuns(strengths: strengths)]
    for estimator in estimators {
      let name = type(of: estimator).name
      wanted[name] = .some(estimator.requestedRuns)
      least[name] = type(of: estimator).minimumRuns(strengths: strengths)
    }
    if !estimators.contains(where: { $0 is DirectKind }) {
      wanted[DirectKind.name] = .some(min(max(budget / 20, least[DirectKind.name]!), 1000))
    }
    let fixed = wanted.values.reduce(0) { $0 + (($1 ?? 0) ?? 0) }
    let open = wanted.filter { $0.value == nil }.keys.sorted()
    let share = open.isEmpty ? 0 : max(0, budget - spent - fixed) / open.count
    var runs: [String: Int] = [:]
    for (name, number) in wanted { runs[name] = number ?? share }
    self.estimators = runs
    let needed = spent + fixed + open.reduce(0) { max($0, least[$1]!) } * open.count
    let starved = wanted.contains { name, number in (number ?? share) < least[name]! }
    let fixedNeed = wanted.reduce(0) { $0 + max(($1.value ?? 0) ?? 0, least[$1.key]!) } + spent
    shortage = starved || spent + fixed > budget ? max(needed, fixedNeed) : nil
  }
}
