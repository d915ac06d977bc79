import Documents
import Estimation
import Learners
import Runs

/// The law of a learner that is known in closed form or by enumeration: no runs.
public struct ExactKind: EstimatorKind {
  public static let name = "exact"
  public static let summary = "the law itself, of learners that have one in closed form"
  public let requestedRuns: Int? = 0

  /// Half the width of an interval that stands for rounding alone, in nats.
  static let rounding = 1e-6

  public init(reading reader: SettingsReader) {}

  public func minimumRuns(strengths: [Double]?) -> Int { 0 }

  public func driver(runs: Int, experiment: Experiment) -> any ArmDriver {
    NoRuns(purpose: Self.name)
  }

  public func results(_ measured: [MeasuredArm], level: Double) -> [EstimatorResult] { [] }

  public func results(
    of prepared: PreparedExperiment, _ measurements: Measurements, level: Double
  ) -> [EstimatorResult] {
    [
      EstimatorResult(
        estimator: Self.name, grain: .run, estimate: estimate(prepared), level: level,
        trainings: 0),
      EstimatorResult(
        estimator: Self.name, grain: .answer,
        estimate: .refused("the exact law is that of whole runs: read the run grain"),
        level: level, trainings: 0),
    ]
  }

  private func estimate(_ prepared: PreparedExperiment) -> Estimate {
    let setup = prepared.setup(.standard)
    guard let learner = setup.learner as? any ExactLearner else {
      return .refused(
        "the law of this learner is not known: take linear-gaussian or bigrams, or"
          + " estimators that train")
    }
    do {
      let odds = try learner.exactOdds(
        on: setup.task, rule: prepared.experiment.rule, pressure: .none)
      let pair = setup.task.pair
      let never = [(odds.logA, pair.a), (odds.logB, pair.b)].filter { $0.0 == -.infinity }
        .map { setup.task.policies[$0.1] }
      if !never.isEmpty {
        return .refused(
          "under the law no run is \(never.joined(separator: "'s or "))'s: the odds have no bound")
      }
      // The set-up's pair stands in the order of the task's policies.
      let logOdds = prepared.experiment.pair.isExchanged ? -odds.logOdds : odds.logOdds
      let half = max(odds.uncertainty, Self.rounding)
      return .value(
        logOdds: logOdds,
        interval: Interval(low: logOdds - half, high: logOdds + half), law: .training)
    } catch let error as ExactLawError {
      return .refused(error.description)
    } catch {
      return .refused("the law could not be computed: \(error)")
    }
  }
}

/// Asks for no runs.
struct NoRuns: ArmDriver {
  let purpose: String
  let runs = 0
  let resamplesInputs = false

  mutating func next(after round: [MeasuredArm]) -> [Arm]? { nil }
}
