/// A state of the target of one ladder.
public struct PosteriorDraw: Sendable {
  /// What the state answers; `finalLoss` is the mean loss over the training examples.
  public let run: TrainedRun
  /// From 0 on, warm-up not counted.
  public let step: Int
  /// The independent draw from the prior that the state descends from.
  public let lineage: Int

  public init(run: TrainedRun, step: Int, lineage: Int) {
    self.run = run
    self.step = step
    self.lineage = lineage
  }
}

/// States that follow each other in one ladder.
public struct PosteriorBlock: Sendable {
  public let ladder: Int
  public let draws: [PosteriorDraw]
  /// How the ladder went so far.
  public let report: LadderReport

  public init(ladder: Int, draws: [PosteriorDraw], report: LadderReport) {
    self.ladder = ladder
    self.draws = draws
    self.report = report
  }
}

/// How the chains of a ladder moved since the warm-up.
public struct LadderReport: Hashable, Sendable {
  /// Powers of the likelihood, rising from 0.
  public let powers: [Double]
  /// By rung; the first draws afresh and has none (0).
  public let steps: [Double]
  /// Mean acceptance by rung.
  public let acceptance: [Double]
  /// Share of swaps taken between each rung and the next.
  public let swaps: [Double]

  public init(powers: [Double], steps: [Double], acceptance: [Double], swaps: [Double]) {
    self.powers = powers
    self.steps = steps
    self.acceptance = acceptance
    self.swaps = swaps
  }
}
