import Estimation
import Runs

/// Gathers the states of ladders until each is whole.
actor LadderCollector {
  private let task: EncodedTask
  private let rule: ReadoutRule
  private let rounds: Int
  private var open: [Int: [PosteriorSample]] = [:]

  /// - Parameter rounds: states of a whole ladder.
  init(task: EncodedTask, rule: ReadoutRule, rounds: Int) {
    self.task = task
    self.rule = rule
    self.rounds = rounds
  }

  /// Takes the next states of a ladder.
  ///
  /// - Returns: the ladder, if these were its last.
  func add(_ block: PosteriorBlock) -> StoredLadder? {
    open[block.ladder, default: []] += block.draws.map { draw in
      let readout = Readout(draw.run, task: task, rule: rule)
      let inputs = Double(max(1, readout.answers.count))
      return PosteriorSample(
        ladder: block.ladder, step: draw.step, lineage: draw.lineage,
        outcome: SampleClass(readout.outcome(rule)),
        shareA: Double(readout.answers.count { $0 == .a }) / inputs,
        shareB: Double(readout.answers.count { $0 == .b }) / inputs)
    }
    guard let samples = open[block.ladder], samples.count == rounds else { return nil }
    open[block.ladder] = nil
    return StoredLadder(samples: samples, report: block.report)
  }
}

extension SampleClass {
  init(_ outcome: Outcome) {
    switch outcome {
    case .a: self = .a
    case .b: self = .b
    case .other: self = .other
    case .failed: self = .failed
    }
  }
}
