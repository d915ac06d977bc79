import Documents
import Estimation
import Runs

/// Bayesian log odds: parameters drawn from prior x likelihood^beta.
///
/// It takes nothing from the budget of trainings; its cost is ladders x rungs x (warm-up + rounds)
/// x leapfrog gradients over the training examples.
public struct GibbsKind: EstimatorKind {
  public static let name = "gibbs"
  public static let summary = "Bayesian odds: parameters under prior x likelihood^beta"
  public let settings: PosteriorSettings
  public let requestedRuns: Int? = 0

  public init(reading reader: SettingsReader) { settings = PosteriorSettings(reading: reader) }

  public func minimumRuns(strengths: [Double]?) -> Int { 0 }

  public func driver(runs: Int, experiment: Experiment) -> any ArmDriver {
    NoRuns(purpose: Self.name)
  }

  public func results(_ measured: [MeasuredArm], level: Double) -> [EstimatorResult] { [] }

  public func results(
    of prepared: PreparedExperiment, _ measurements: Measurements, level: Double
  ) -> [EstimatorResult] {
    [Grain.run, .answer].map { grain in
      if prepared.posteriorLearner == nil {
        return EstimatorResult(
          estimator: Self.name, grain: grain,
          estimate: .refused(
            "this learner has no posterior to draw from: take mlp without pretraining, or"
              + " estimators that train"),
          level: level, trainings: 0)
      }
      var result = Gibbs.estimate(
        measurements.ladders.flatMap(\.samples), grain: grain, level: level)
      // States of chains are no trainings.
      result.details.append(
        Detail("states", .number(Double(measurements.ladders.reduce(0) { $0 + $1.samples.count }))))
      result.trainings = 0
      result.details += [
        Detail("beta", .number(settings.beta)),
        Detail("prior_scale", .number(settings.priorScale)),
        Detail("acceptance", .array(measurements.ladders.map { Self.range($0.report.acceptance) })),
        Detail("swaps", .array(measurements.ladders.map { Self.range($0.report.swaps) })),
      ]
      return result
    }
  }

  /// The least and the largest share over rungs, the first rung's aside where it is 0.
  private static func range(_ shares: [Double]) -> DetailValue {
    let moving = shares.filter { $0 > 0 }
    return .array([.number(moving.min() ?? 0), .number(moving.max() ?? 0)])
  }
}
