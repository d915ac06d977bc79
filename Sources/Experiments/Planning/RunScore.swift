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
    let needed = ReadoutRule.needed(rule.threshold, of: readout.answers.count)
    let learned =
      readout.trainingRight - ReadoutRule.needed(rule.learned, of: readout.trainingCount)
    // A run whose own base fails its gate is no policy's, as if it had learned nothing.
    let limit = Double(readout.gate) < rule.gate - 1e-6 ? -readout.trainingCount - 1 : learned
    func score(_ answer: DiagnosticAnswer) -> Double {
      0.5 + Double(min(readout.answers.count { $0 == answer } - needed, limit))
    }
    self.init(a: score(.a), b: score(.b))
  }
}
