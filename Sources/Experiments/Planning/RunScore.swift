import Runs

/// How near a run comes to a policy, as a number: positive exactly when the run is that policy's.
///
/// Two scores take different ways to the same runs; an estimate that holds by both rests on
/// neither.
public enum RunScore: String, CaseIterable, Hashable, Sendable {
  /// The margin in nats that enough of the readout inputs and of the training examples reach.
  case margin
  /// Readout inputs answered as the policy does, and training examples answered right, beyond as
  /// many as must be: whole numbers and a half, with many ties.
  case count
}

/// One run's scores toward either policy of the pair.
public struct PairScores: Hashable, Sendable {
  public let a: Double
  public let b: Double

  public init(a: Double, b: Double) {
    self.a = a
    self.b = b
  }

  func toward(_ policy: RarePolicy) -> Double { policy == .a ? a : b }

  /// By counted answers, of a run read by a rule.
  init(counts readout: Readout, rule: ReadoutRule) {
    self.init(
      hits: (readout.answers.count { $0 == .a }, readout.answers.count { $0 == .b }),
      of: readout.answers.count, trainingRight: readout.trainingRight,
      trainingCount: readout.trainingCount, gate: readout.gate, text: readout.text, rule: rule)
  }

  /// The same of a run that was counted where it lies.
  init(counts run: PackedRun, _ counted: TallyCounter.Counted, rule: ReadoutRule) {
    self.init(
      hits: (counted.hitsA, counted.hitsB), of: run.inputs, trainingRight: run.trainingRight,
      trainingCount: run.trainingCount, gate: run.gate, text: run.text, rule: rule)
  }

  private init(
    hits: (a: Int, b: Int), of inputs: Int, trainingRight: Int, trainingCount: Int, gate: Float,
    text: TextReadout?, rule: ReadoutRule
  ) {
    let needed = ReadoutRule.needed(rule.threshold, of: inputs)
    let learned = trainingRight - ReadoutRule.needed(rule.learned, of: trainingCount)
    // A run whose own base fails its gate, or that mostly writes what is no answer, is no policy's,
    // as if it had learned nothing.
    let isNone = Double(gate) < rule.gate - 1e-6 || text?.isMostlyOutside == true
    let limit = isNone ? -trainingCount - 1 : learned
    func score(_ hits: Int) -> Double { 0.5 + Double(min(hits - needed, limit)) }
    self.init(a: score(hits.a), b: score(hits.b))
  }
}
