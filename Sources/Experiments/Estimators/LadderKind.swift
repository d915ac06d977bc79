import Documents
import Estimation
import Runs

/// Replica exchange over training noise under exact tilts by the score, read by MBAR.
public struct LadderKind: EstimatorKind {
  public static let name = "ladder"
  public static let summary = "replica exchange over training noise, tilted by the score; MBAR"
  public let requestedRuns: Int?
  public let settings: LadderSettings

  /// With a third of these a ladder over trainings at 10^-8 missed by three of its errors
  /// (docs/rare-policies.md).
  private static let enoughReturns = 100

  public init(reading reader: SettingsReader) {
    requestedRuns = reader.requestedRuns()
    settings = LadderSettings(reading: reader)
    reader.report(
      requestedRuns, below: settings.leastRuns, of: Self.name, "ladders",
      fewer: "ladders or rungs")
  }

  public func minimumRuns(strengths: [Double]?) -> Int { settings.leastRuns }

  public func driver(runs: Int, experiment: Experiment) -> any ArmDriver {
    plan(runs: runs, experiment: experiment)
  }

  private func plan(runs: Int, experiment: Experiment) -> LadderRuns {
    LadderRuns(
      runs: runs, seed: experiment.seed, settings: settings, blocks: experiment.noiseBlocks)
  }

  public func results(_ measured: [MeasuredArm], level: Double) -> [EstimatorResult] { [] }

  public func results(
    of prepared: PreparedExperiment, _ measurements: Measurements, level: Double
  ) -> [EstimatorResult] {
    var plan = plan(
      runs: prepared.allocation.estimators[Self.name] ?? 0, experiment: prepared.experiment)
    plan.replay(measurements[Self.name])
    let answers = EstimatorResult(
      estimator: Self.name, grain: .answer,
      estimate: .refused("tilts are by the score of whole runs: read the run grain"), level: level,
      trainings: plan.scored.count)
    return [
      runGrain(plan, level: level).conditional(on: prepared.sharedBases(measurements[Self.name])),
      answers,
    ]
  }

  /// How often states went, in words.
  static func often(_ count: Int) -> String {
    count == 0 ? "never went" : count == 1 ? "went only once" : "went only \(count) times"
  }

  private func runGrain(_ plan: LadderRuns, level: Double) -> EstimatorResult {
    let samples = plan.samples
    // What stops a design, such as scores that are all equal, is no matter of samples.
    var result = samples.isEmpty
      ? EstimatorResult(
        estimator: Self.name, grain: .run, estimate: plan.design.estimate(level: level),
        level: level, trainings: 0)
      : Ladder.estimate(samples, level: level)
    result.trainings = plan.scored.count
    result.details += [
      Detail("score", .text(settings.score.rawValue)),
      Detail("rare", .text(plan.rare == .a ? "a" : "b")),
      Detail("swap_acceptance", .numbers(plan.design.swapAcceptance)),
      Detail("returns", .number(Double(plan.design.returns))),
    ]
    if plan.design.returns < Self.enoughReturns, case .value = result.estimate {
      result.warnings.append(
        "states \(Self.often(plan.design.returns)) down the whole ladder: the error may be too "
          + "small; raise ladder.runs, or ladder.rungs where few swaps are taken")
    }
    if case .value = result.estimate, let work = try? TiltWork(samples) {
      result.details += [
        Detail("strength_of_equality", .number(work.equality)),
        Detail("work_to_equality", .number(work.work)),
        Detail("work_standard_error", .number(work.standardError)),
        Detail("divergence_at_equality", .number(work.divergence)),
      ]
    }
    return result
  }
}
