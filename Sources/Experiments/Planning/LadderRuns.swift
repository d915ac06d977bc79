import Estimation
import Runs

/// Feeds replica exchange over tilts with complete rounds of trainings.
struct LadderRuns: ArmDriver {
  let purpose = LadderKind.name
  let runs: Int
  let resamplesInputs = false
  private(set) var design: ReplicaLadder
  private(set) var measured = 0

  /// Above 0 the score rises to this, in nats, and no further.
  static let ceiling = 1.0

  /// - Parameter seed: the experiment's; the design's own draws are at addresses no run has.
  init(runs: Int, seed: UInt64, settings: LadderSettings, blocks: [NoiseBlock]) {
    self.runs = runs
    design = ReplicaLadder(
      budget: runs, seed: noiseSeed(experiment: seed, purpose: "ladder design", index: 0),
      options: settings.options(runs: runs, blocks: blocks.map(\.rawValue))
    ) { rows, level in
      Ladder.estimate(rows.compactMap(TiltedSample.init(training:)), level: level).estimate
    }
  }

  mutating func next(after round: [MeasuredArm]) -> [Arm]? {
    let new = round.flatMap(\.scored)
    let scores = new.enumerated().map { index, run in
      ScoredRun(id: measured + index, score: Self.bounded(run.score), label: run.outcome.name)
    }
    measured += new.count
    return design.next(after: scores).map { [Arm(origins: $0.map(NoiseOrigin.init))] }
  }

  /// The score by which laws are tilted: below 0 as it is, above 0 bounded, of the same sign and
  /// order. A tilt without a bound would draw runs far into B, which say little of its border.
  static func bounded(_ score: Double) -> Double {
    if score <= 0 { return score }
    return score == .infinity ? ceiling : ceiling * score / (ceiling + score)
  }
}

extension Outcome {
  fileprivate var name: String {
    switch self {
    case .a: "a"
    case .b: "b"
    case .other: "other"
    case .failed: "failed"
    }
  }

  fileprivate init?(name: String) {
    guard let outcome = Outcome.allCases.first(where: { $0.name == name }) else { return nil }
    self = outcome
  }
}

extension TiltedSample {
  /// A state of a ladder of trainings.
  ///
  /// A ladder counts as one chain: its rungs exchange their states, so that only whole ladders are
  /// independent. Diverged runs, whose score is minus infinity, are left out: they are neither A's
  /// nor B's, so that the odds are the same without them.
  init?(training row: LadderRow) {
    guard row.score > -.infinity, let outcome = row.label.flatMap(Outcome.init(name:)) else {
      return nil
    }
    let sample: SampleClass =
      switch outcome {
      case .a: .a
      case .b: .b
      case .other: .other
      case .failed: .failed
      }
    self.init(
      strength: row.strength, score: row.score, outcome: sample, chain: row.ladder, step: row.step)
  }
}
