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
    guard let tally = measured.first?.tally else { return [] }
    if let bases = measured.first?.bases, !bases.isEmpty {
      let groups = bases.sorted { $0.key < $1.key }.map(\.value)
      return [
        Direct.estimate(groups: groups.map(\.counts), level: level),
        Direct.estimate(groups: groups.map(\.shares), level: level),
      ]
    }
    return [
      Direct.estimate(tally.counts, level: level), Direct.estimate(tally.shares, level: level),
    ]
  }
}
