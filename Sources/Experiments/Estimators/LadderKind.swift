import Documents
import Estimation
import Runs

/// Markov chains over training noise under tilts by the score, exchanged, and read by MBAR.
public struct LadderKind: EstimatorKind {
  public static let name = "ladder"
  public static let summary = "replica exchange over tilts of the training law, read by MBAR"
  public let requestedRuns: Int?
  public let settings: LadderSettings

  public init(reading reader: SettingsReader) {
    requestedRuns = reader.requestedRuns()
    settings = LadderSettings(reading: reader)
    if let runs = requestedRuns, runs < settings.leastRuns {
      reader.diagnostics.report(
        reader.position(of: "runs"), "`ladder.runs` is \(runs)",
        remedy: "ladders as these need at least \(settings.leastRuns): raise it, or give fewer "
          + "rungs, ladders or rounds of burn-in")
    }
  }

  public func minimumRuns(strengths: [Double]?) -> Int { settings.leastRuns }

  public func driver(runs: Int, experiment: Experiment) -> any ArmDriver {
    plan(runs: runs, experiment: experiment)
  }

  private func plan(runs: Int, experiment: Experiment) -> LadderRuns {
    LadderRuns(
      runs: runs, seed: experiment.seed, settings: settings,
      blocks: experiment.learner.noiseBlocks(
        training: experiment.training, pretraining: experiment.pretraining?.training))
  }

  public func results(_ measured: [MeasuredArm], level: Double) -> [EstimatorResult] { [] }

  public func results(
    of prepared: PreparedExperiment, _ measurements: Measurements, level: Double
  ) -> [EstimatorResult] {
    var plan = plan(
      runs: prepared.allocation.estimators[Self.name] ?? 0, experiment: prepared.experiment)
    var rounds = measurements[Self.name][...]
    var round: [MeasuredArm] = []
    while plan.next(after: round) != nil, let arm = rounds.popFirst() { round = [arm] }
    let answers = EstimatorResult(
      estimator: Self.name, grain: .answer,
      estimate: .refused("tilts are by the score of whole runs: read the run grain"), level: level,
      trainings: plan.measured)
    return [runs(plan, level: level), answers]
  }

  private func runs(_ plan: LadderRuns, level: Double) -> EstimatorResult {
    // What stops a design, such as scores that are all equal, is no matter of samples.
    let samples = plan.design.rows.compactMap(TiltedSample.init(training:))
    var result = samples.isEmpty
      ? EstimatorResult(
        estimator: Self.name, grain: .run, estimate: plan.design.estimate(level: level),
        level: level, trainings: plan.measured)
      : Ladder.estimate(samples, level: level)
    result.trainings = plan.measured
    result.details += [
      Detail("burn_in", .number(Double(plan.design.options.burnIn))),
      Detail("states", .number(Double(samples.count))),
      Detail("swaps", .array(plan.design.swapAcceptance.map { .number($0) })),
      Detail("returns", .number(Double(plan.design.returns))),
    ]
    return result
  }
}
