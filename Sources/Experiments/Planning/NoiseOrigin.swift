import Estimation
import Runs

/// Where the noise of one run of an arm comes from.
public enum NoiseOrigin: Hashable, Sendable {
  /// Latents of the run's own address.
  case fresh
  /// Those of an earlier run of the same driver, moved.
  ///
  /// - from: the run's number, from 0 in the order in which the driver asked for its runs.
  /// - cosine: r in [0, 1] per block; 1, unmoved, for blocks not named.
  case moved(from: Int, cosine: [NoiseBlock: Double])

  /// What a design over named blocks proposes.
  init(_ proposal: NoiseProposal) {
    guard let parent = proposal.parent else {
      self = .fresh
      return
    }
    let cosine = proposal.cosine.compactMap { name, r in
      NoiseBlock(rawValue: name).map { ($0, r) }
    }
    self = .moved(from: parent, cosine: Dictionary(cosine) { $1 })
  }
}

/// What one run came to, where runs are looked at one by one.
public struct ScoredReadout: Hashable, Sendable {
  /// Positive exactly when the run is b's.
  public let score: Double
  /// Positive exactly when the run is a's.
  public let scoreA: Double
  public let outcome: Outcome
  /// The same by the answers to the confirmation pool.
  public let confirmed: Outcome
  /// Which policy a run of b's is most like: a further one of the catalogue, by its index, or b
  /// itself, by the index after the last; nil for other runs, and without further policies.
  public let kind: Int?

  public init(
    score: Double, scoreA: Double, outcome: Outcome, confirmed: Outcome, kind: Int? = nil
  ) {
    self.score = score
    self.scoreA = scoreA
    self.outcome = outcome
    self.confirmed = confirmed
    self.kind = kind
  }

  init(_ readout: Readout, rule: ReadoutRule) {
    self.init(
      score: Double(readout.score), scoreA: Double(readout.scoreA), outcome: readout.outcome(rule),
      confirmed: readout.confirmed(rule), kind: readout.kind(rule))
  }
}
