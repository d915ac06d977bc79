import Runs

/// The runs that recent rounds were moved from: they keep their latents.
///
/// A state of a population is a recent parent or the child of one, so that the latents of a new run
/// are a step or two away, however deep its lineage is. Without, batch orders of small networks
/// would cost several times their training after a few dozen moves.
package struct RecentParents {
  /// Kept latents take about as many bytes at the most.
  static let room = 200_000_000
  /// A parent that so many rounds did without forgets its latents: states of a population are made
  /// over two levels of four moves each.
  package static let rounds = 12
  /// The parents of the last rounds, each in the last round that used it and in some before.
  private var recent: [[MovedNoise]] = []
  private var firstRound = 0
  /// The last round that used a parent.
  private var lastUse: [ObjectIdentifier: Int] = [:]

  package init() {}

  /// Has the parents of a round keep their latents, and those that were not used for long forget
  /// theirs.
  ///
  /// - Complexity: O(parents of the last rounds).
  package mutating func use(_ round: [Noise]) {
    let now = firstRound + recent.count
    var used: [MovedNoise] = []
    for case .moved(let parent) in round {
      if lastUse.updateValue(now, forKey: ObjectIdentifier(parent)) == now { continue }
      parent.keep()
      used.append(parent)
    }
    recent.append(used)
    var bytes = recent.joined().reduce(0) { $0 + $1.keptBytes }
    while recent.count > 1, recent.count > Self.rounds || bytes > Self.room {
      for parent in recent.removeFirst() where lastUse[ObjectIdentifier(parent)] == firstRound {
        bytes -= parent.keptBytes
        parent.release()
        lastUse[ObjectIdentifier(parent)] = nil
      }
      firstRound += 1
    }
  }
}
