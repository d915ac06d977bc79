import Runs

/// The runs that recent rounds were moved from: they keep their latents.
///
/// A state of a population is a recent parent or the child of one, so that the latents of a new run
/// are a step or two away, however deep its lineage is. Without, batch orders of small networks
/// would cost several times their training after a few dozen moves.
struct RecentParents {
  /// Kept latents take about as many bytes at the most.
  static let room = 200_000_000
  /// The last used at the end.
  private var parents: [MovedNoise] = []

  /// Has the parents of a round keep their latents, and those that were not used for long forget
  /// theirs.
  mutating func use(_ round: [Noise]) {
    var current: Set<ObjectIdentifier> = []
    var used: [MovedNoise] = []
    for case .moved(let parent) in round where current.insert(ObjectIdentifier(parent)).inserted {
      parent.keep()
      used.append(parent)
    }
    parents = parents.filter { !current.contains(ObjectIdentifier($0)) } + used
    var bytes = 0
    var first = parents.count
    while first > 0, bytes <= Self.room {
      first -= 1
      bytes += parents[first].keptBytes
    }
    for parent in parents[..<first] { parent.release() }
    parents.removeFirst(first)
  }
}
