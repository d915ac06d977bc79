import Runs

/// What one run came to, where runs are looked at one by one.
public struct ScoredReadout: Hashable, Sendable {
  public let margins: PairScores
  public let counts: PairScores
  public let outcome: Outcome
  /// The same by the answers to the confirmation pool.
  public let confirmed: Outcome
  /// Which policy a run of b's is most like: a further one of the catalogue, by its index, or b
  /// itself, by the index after the last; nil for other runs, and without further policies.
  public let kind: Int?

  public init(
    margins: PairScores, counts: PairScores, outcome: Outcome, confirmed: Outcome, kind: Int? = nil
  ) {
    self.margins = margins
    self.counts = counts
    self.outcome = outcome
    self.confirmed = confirmed
    self.kind = kind
  }

  package init(_ readout: Readout, rule: ReadoutRule) {
    self.init(
      margins: PairScores(a: Double(readout.scoreA), b: Double(readout.score)),
      counts: PairScores(counts: readout, rule: rule), outcome: readout.outcome(rule),
      confirmed: readout.confirmed(rule), kind: readout.kind(rule))
  }

  /// The same of a run that was counted where it lies.
  package init(
    _ run: PackedRun, _ counted: TallyCounter.Counted, rule: ReadoutRule, isExchanged: Bool
  ) {
    let (a, b) = (Double(run.scoreA), Double(run.score))
    self.init(
      margins: isExchanged ? PairScores(a: b, b: a) : PairScores(a: a, b: b),
      counts: PairScores(counts: run, counted, rule: rule), outcome: counted.outcome,
      confirmed: counted.confirmed, kind: counted.kind)
  }

  /// Positive exactly when the run is the policy's.
  func score(_ score: RunScore, toward policy: RarePolicy) -> Double {
    switch score {
    case .margin: margins.toward(policy)
    case .count: counts.toward(policy)
    }
  }
}
