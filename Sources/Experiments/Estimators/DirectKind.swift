import Documents
import Estimation
import Runs

/// Counts of plain runs.
public struct DirectKind: EstimatorKind {
  public static let name = "direct"
  public static let summary = "counts and shares at zero pressure; blind below one run in n"
  public let requestedRuns: Int?

  public init(reading reader: SettingsReader) { requestedRuns = reader.requestedRuns() }

  static let leastRuns = 32

  public func minimumRuns(strengths: [Double]?) -> Int { Self.leastRuns }

  public func driver(runs: Int, experiment: Experiment) -> any ArmDriver { Self.driver(runs: runs) }

  /// Zero pressure is in every plan, whether or not the estimator is asked for.
  static func driver(runs: Int) -> FixedArms {
    FixedArms(purpose: name, arms: [Arm(runs: runs)], resamplesInputs: true)
  }

  public func results(_ measured: [MeasuredArm], level: Double) -> [EstimatorResult] {
    guard let arm = measured.first else { return [] }
    let runs = arm.bases.isEmpty
      ? Direct.estimate(arm.tally.counts, level: level)
      : Direct.estimate(groups: arm.tallies.map(\.counts), level: level)
    return [runs, Self.answers(arm, level: level)]
  }

  /// At the answer grain, between bases where they are shared.
  static func answers(_ arm: MeasuredArm, level: Double) -> EstimatorResult {
    arm.bases.isEmpty
      ? Direct.estimate(arm.tally.shares, level: level)
      : Direct.estimate(groups: arm.tallies.map(\.shares), level: level)
  }
}

extension MeasuredArm {
  /// The tallies of shared bases, in the order of the bases.
  fileprivate var tallies: [Tally] { bases.sorted { $0.key < $1.key }.map(\.value) }
}
