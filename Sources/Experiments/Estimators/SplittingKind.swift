import Documents
import Estimation
import Runs

/// Subset simulation over training noise: the unpressured law of a rare policy, with no link.
public struct SplittingKind: EstimatorKind {
  public static let name = "splitting"
  public static let summary = "subset simulation over training noise: rare policies, no pressure"
  public let requestedRuns: Int?
  public let settings: SplittingSettings

  public init(reading reader: SettingsReader) {
    requestedRuns = reader.requestedRuns()
    settings = SplittingSettings(reading: reader)
    reader.report(
      requestedRuns, below: settings.leastRuns, of: Self.name, "populations",
      fewer: "or smaller populations")
  }

  public func minimumRuns(strengths: [Double]?) -> Int { settings.leastRuns }

  public func driver(runs: Int, experiment: Experiment) -> any ArmDriver {
    plan(runs: runs, experiment: experiment, kinds: [])
  }

  /// - Parameter kinds: names of B's kinds; what is asked for does not depend on them.
  private func plan(runs: Int, experiment: Experiment, kinds: [String]) -> SplittingRuns {
    SplittingRuns(
      runs: runs, seed: experiment.seed, settings: settings,
      blocks: experiment.noiseBlocks, kinds: kinds)
  }

  public func results(_ measured: [MeasuredArm], level: Double) -> [EstimatorResult] { [] }

  public func results(
    of prepared: PreparedExperiment, _ measurements: Measurements, level: Double
  ) -> [EstimatorResult] {
    let names = prepared.kindsOfB
    var plan = plan(
      runs: prepared.allocation.estimators[Self.name] ?? 0, experiment: prepared.experiment,
      kinds: names)
    plan.replay(measurements[Self.name])
    guard let fresh = measurements[Self.name].first?.tally else {
      return [Grain.run, .answer].map {
        EstimatorResult(
          estimator: Self.name, grain: $0,
          estimate: .refused("no runs were measured: raise the budget"), level: level,
          trainings: 0)
      }
    }
    let evidence = names.isEmpty
      ? nil : ModeEvidence(underPressure: prepared.kindsUnderPressure(measurements, names))
    return [
      SplittingResult(plan: plan, fresh: fresh, evidence: evidence, level: level).runGrain
        .conditional(on: prepared.sharedBases(measurements[Self.name])),
      Self.answers(measurements[Self.name][0], level: level),
    ]
  }

  /// At the answer grain it is a count over its plain runs.
  public func inputVariance(
    _ measured: [MeasuredArm], plain: [MeasuredArm], reading: Reading
  ) -> InputVariance? {
    measured.first?.crossed(reading).map(InputVariance.own)
  }

  /// Levels are those of whole runs: at the answer grain the plain runs of the first round speak.
  private static func answers(_ fresh: MeasuredArm, level: Double) -> EstimatorResult {
    var result = DirectKind.answers(fresh, level: level)
    result.estimator = name
    result.warnings.append(
      "answers are counted over the plain runs it starts from: there splitting gains nothing")
    return result
  }
}

extension PreparedExperiment {
  /// What runs of B's may be told apart by: the further policies of the catalogue, then B itself;
  /// empty where the task has none.
  var kindsOfB: [String] {
    task.named.isEmpty ? [] : task.named.map(\.name) + [experiment.pairNames.b]
  }

  /// Runs under pressure that ended as B's, by kind.
  fileprivate func kindsUnderPressure(
    _ measurements: Measurements, _ names: [String]
  ) -> [String: Int] {
    var counts = Dictionary(uniqueKeysWithValues: names.map { ($0, 0) })
    for entry in measurements.arms.values.joined() where entry.arm.pressure.strength != 0 {
      for (name, count) in zip(names, entry.tally.kindsOfB) { counts[name]! += count }
    }
    return counts
  }
}
