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

  public func inputVariance(
    _ measured: [MeasuredArm], plain: [MeasuredArm], reading: Reading
  ) -> InputVariance? {
    measured.first?.crossed(reading).map(InputVariance.own)
  }

  /// At the answer grain, between bases where they are shared.
  static func answers(_ arm: MeasuredArm, level: Double) -> EstimatorResult {
    arm.bases.isEmpty
      ? Direct.estimate(arm.tally.shares, level: level)
      : Direct.estimate(groups: arm.tallies.map(\.shares), level: level)
  }
}

extension MeasuredArm {
  /// ln(A / B) by one rule of the reading, over bases where they are shared; nil where a policy has
  /// no runs.
  func logOdds(rule: Int) -> Double? {
    if bases.isEmpty {
      return logRatio(Double(tally.outcomes[rule].a), Double(tally.outcomes[rule].b))
    }
    let shares = Shares(groups: tallies.map { $0.outcomes[rule] })
    return logRatio(shares.a, shares.b)
  }


  /// The tallies of shared bases, in the order of the bases.
  var tallies: [Tally] { bases.sorted { $0.key < $1.key }.map(\.value) }
}
