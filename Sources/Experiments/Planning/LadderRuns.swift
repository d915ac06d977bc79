import Estimation
import Runs

/// Feeds replica exchange over tilts with complete rounds of trainings.
///
/// The tilt rewards the score of the rarer policy among the first round's runs, which are plain.
struct LadderRuns: ArmDriver {
  let purpose = LadderKind.name
  let runs: Int
  let resamplesInputs = false
  private let score: RunScore
  private(set) var design: ReplicaLadder
  /// What the tilt rewards; nil before the first round came back.
  private(set) var rare: RarePolicy?
  private(set) var scored: [ScoredReadout] = []

  /// - Parameter seed: the experiment's; the design's own draws are at addresses no run has.
  init(runs: Int, seed: UInt64, settings: LadderSettings, blocks: [NoiseBlock]) {
    self.runs = runs
    score = settings.score
    design = ReplicaLadder(
      budget: runs, seed: noiseSeed(experiment: seed, purpose: "ladder design", index: 0),
      options: settings.options(runs: runs, blocks: blocks.map(\.rawValue))
    ) { _, _ in .refused("rows are read with their policies") }
  }

  mutating func next(after round: [MeasuredArm]) -> [Arm]? {
    let new = round.flatMap(\.scored)
    if rare == nil, !new.isEmpty { rare = RarePolicy(among: new) }
    let measured = new.enumerated().map { index, run in
      ScoredRun(
        id: scored.count + index, score: Self.bounded(run.score(score, toward: rare ?? .b)))
    }
    scored += new
    return design.next(after: measured).map { [Arm(origins: $0.map(NoiseOrigin.init))] }
  }

  /// Runs as far below as this are all alike, diverged ones among them: a tilt needs numbers.
  private static let lowest = -1000.0
  /// Above 0 the score rises to this and no further.
  private static let ceiling = 1.0

  /// The score by which laws are tilted: below 0 as it is, above 0 bounded, of the same sign and
  /// order. A tilt without a bound would draw runs far into the policy, which say little of its
  /// border.
  private static func bounded(_ score: Double) -> Double {
    if !(score > lowest) { return lowest }
    if score <= 0 { return score }
    return score == .infinity ? ceiling : ceiling * score / (ceiling + score)
  }

  /// The states after the burn-in, each with the policy that its run is.
  ///
  /// A ladder counts as one chain: its rungs exchange their states, so that only whole ladders are
  /// independent. A tilt toward A is one of negative strength.
  var samples: [TiltedSample] {
    let sign = rare == .a ? -1.0 : 1.0
    return design.rows.map { row in
      TiltedSample(
        strength: sign * row.strength, score: sign * row.score,
        outcome: scored[row.run].outcome.sampleClass, chain: row.ladder, step: row.step)
    }
  }
}

extension Outcome {
  /// The same as a sample's.
  fileprivate var sampleClass: SampleClass {
    switch self {
    case .a: .a
    case .b: .b
    case .other: .other
    case .failed: .failed
    }
  }
}
