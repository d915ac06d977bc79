/// A run to be made from training noise: fresh, or moved from the noise of an earlier run.
///
/// The moved noise is z = r z_parent + sqrt(1 - r^2) z_fresh in every block, with r its cosine: the
/// preconditioned Crank-Nicolson move, which leaves standard normal noise as it is distributed.
/// Source: Cotter, Roberts, Stuart & White 2013, "MCMC methods for functions: modifying old
/// algorithms to make them faster", Statist. Sci. 28, 424-446.
public struct NoiseProposal: Hashable, Sendable {
  /// The run's number within its design, from 0 in the order of proposals, never used twice: it
  /// addresses the fresh noise, and later proposals name the run by it.
  public let id: Int
  /// The run whose noise is moved; nil for fresh noise in every block.
  public let parent: Int?
  /// r in [0, 1] for blocks by name; 1, unmoved, for blocks not named; empty for fresh noise.
  public let cosine: [String: Double]

  public init(id: Int, parent: Int? = nil, cosine: [String: Double] = [:]) {
    self.id = id
    self.parent = parent
    self.cosine = cosine
  }
}

/// What a proposed run came to.
public struct ScoredRun: Hashable, Sendable {
  /// The proposal's number.
  public let id: Int
  /// Positive exactly when the run is B's; not NaN. Infinite scores count as ties.
  public let score: Double
  /// The kind of model the run ended as, where that was read.
  public let label: String?

  public init(id: Int, score: Double, label: String? = nil) {
    self.id = id
    self.score = score
    self.label = label
  }

  /// Whether the run is B's.
  public var isHit: Bool { score > 0 }
}

/// The proposals of one round, and the check that the next round brings all that came of them.
struct ProposedRound: Hashable, Sendable {
  /// Numbers of the round's proposals.
  private(set) var ids = 0..<0
  /// Why the rounds cannot be used; nil while they can.
  private(set) var problem: String?

  /// - Returns: the runs in the order of their numbers, whatever order they came in; nil, with
  ///   `problem` set, where one is missing, unknown, doubled or has no number for a score.
  /// - Complexity: O(runs log runs).
  mutating func ordered(_ measured: [ScoredRun]) -> [ScoredRun]? {
    if problem != nil { return nil }
    // Rounds mostly come in order: sorting them again would cost more than all else here.
    let isInOrder = isWhole(measured)
    let runs = isInOrder ? measured : measured.sorted { $0.id < $1.id }
    guard isInOrder || isWhole(runs) else {
      problem =
        "a round is not complete: \(runs.count) results for runs \(ids.lowerBound) to"
        + " \(ids.upperBound - 1): feed every result of a round once, and no other"
      return nil
    }
    if let bad = runs.first(where: \.score.isNaN) {
      problem = "run \(bad.id) has no number for a score: check the readout"
      return nil
    }
    return runs
  }

  /// Whether the runs are those of the round, one by one.
  private func isWhole(_ runs: [ScoredRun]) -> Bool {
    runs.count == ids.count && zip(runs, ids).allSatisfy { $0.id == $1 }
  }

  /// Numbers for the next round's proposals.
  mutating func open(_ count: Int) -> Int {
    ids = ids.upperBound..<(ids.upperBound + count)
    return ids.lowerBound
  }
}
