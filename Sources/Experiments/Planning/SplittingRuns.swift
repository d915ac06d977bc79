import Estimation
import Runs

/// Feeds subset simulation with complete rounds of trainings.
///
/// The first round's runs are plain. They decide which policy is the rare one: B, unless they show
/// it at least ten times and A fewer than ten times.
struct SplittingRuns: ArmDriver {
  let purpose = SplittingKind.name
  let runs: Int
  let resamplesInputs = false
  /// Names of B's kinds; empty where kinds are not told apart. No decision depends on them.
  let kinds: [String]
  private(set) var design: SubsetSimulation
  /// What splitting is for; nil before the first round came back.
  private(set) var rare: Rare?
  private(set) var scored: [ScoredReadout] = []

  enum Rare: Hashable, Sendable {
    case a, b
  }

  /// Runs from which on a policy is common.
  static let common = 10

  /// - Parameter seed: the experiment's; the design's own draws are at addresses no run has.
  init(
    runs: Int, seed: UInt64, settings: SplittingSettings, blocks: [NoiseBlock],
    kinds: [String] = []
  ) {
    self.runs = runs
    self.kinds = kinds
    design = SubsetSimulation(
      budget: runs, seed: noiseSeed(experiment: seed, purpose: "splitting design", index: 0),
      options: settings.options(runs: runs, blocks: blocks.map(\.rawValue)))
  }

  mutating func next(after round: [MeasuredArm]) -> [Arm]? {
    let new = round.flatMap(\.scored)
    if rare == nil, !new.isEmpty { rare = Self.rare(among: new) }
    let measured = new.enumerated().map { index, run in
      ScoredRun(
        id: scored.count + index, score: rare == .a ? run.scoreA : run.score,
        label: rare == .a ? nil : run.kind.flatMap { kinds.isEmpty ? nil : kinds[$0] })
    }
    scored += new
    return design.next(after: measured).map { [Arm(origins: $0.map(NoiseOrigin.init))] }
  }

  private static func rare(among runs: [ScoredReadout]) -> Rare {
    let a = runs.count { $0.outcome == .a }
    let b = runs.count { $0.outcome == .b }
    return a < common && b >= common ? .a : .b
  }
}
