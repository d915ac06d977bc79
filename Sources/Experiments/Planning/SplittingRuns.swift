import Estimation
import Runs

/// Feeds subset simulation with complete rounds of trainings.
///
/// The first round's runs are plain. They decide which policy is the rare one: the one with fewer.
struct SplittingRuns: ArmDriver {
  let purpose = SplittingKind.name
  let runs: Int
  let resamplesInputs = false
  /// Names of B's kinds; empty where kinds are not told apart. No decision depends on them.
  let kinds: [String]
  private let score: RunScore
  private(set) var design: SubsetSimulation
  /// What splitting is for; nil before the first round came back.
  private(set) var rare: RarePolicy?
  private(set) var scored: [ScoredReadout] = []

  /// Runs from which on a policy is common.
  static let common = 10

  /// - Parameter seed: the experiment's; the design's own draws are at addresses no run has.
  init(
    runs: Int, seed: UInt64, settings: SplittingSettings, blocks: [NoiseBlock],
    kinds: [String] = []
  ) {
    self.runs = runs
    self.kinds = kinds
    score = settings.score
    design = SubsetSimulation(
      budget: runs, seed: noiseSeed(experiment: seed, purpose: "splitting design", index: 0),
      options: settings.options(runs: runs, blocks: blocks.map(\.rawValue)))
  }

  mutating func next(after round: [MeasuredArm]) -> [Arm]? {
    let new = round.flatMap(\.scored)
    if rare == nil, !new.isEmpty { rare = RarePolicy(among: new) }
    let measured = new.enumerated().map { index, run in
      ScoredRun(
        id: scored.count + index, score: run.score(score, toward: rare ?? .b),
        label: rare == .a ? nil : run.kind.flatMap { kinds.isEmpty ? nil : kinds[$0] })
    }
    scored += new
    return design.next(after: measured).map { [Arm(origins: $0.map(NoiseOrigin.init))] }
  }
}
