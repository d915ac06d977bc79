/// Chains in groups within which they may stand for one another.
///
/// Those that stayed at one strength form a group with the others there, those that moved between
/// strengths one of their own.
struct ChainStrata {
  /// Numbers of the chains of each group; empty where a sample names no chain.
  private(set) var chains: [[Int]] = []
  var fewest: Int { chains.map(\.count).min() ?? 0 }
  var degrees: Int { chains.reduce(0) { $0 + $1.count - 1 } }

  /// - Parameters:
  ///   - samples: each of a chain.
  ///   - free: where given, chains that stayed at one strength in A alone, or in B alone, are
  ///     groups of their own: drawn again among all, they would change how many there are of each.
  ///     Not so at this strength, whose shares are what is asked.
  /// - Complexity: O(samples).
  init(_ samples: [TiltedSample], confinedExceptAt free: Double? = nil) {
    if samples.contains(where: { $0.chain == nil }) { return }
    struct Key: Hashable, Comparable {
      var strength: Double
      var classes: Int
      static func < (left: Key, right: Key) -> Bool {
        (left.strength, left.classes) < (right.strength, right.classes)
      }
    }
    var keys: [Int: Key] = [:]
    for sample in samples {
      let set = 1 << Int(sample.outcome.rawValue)
      let known = keys[sample.chain!] ?? Key(strength: sample.strength, classes: 0)
      keys[sample.chain!] = Key(
        strength: known.strength == sample.strength ? known.strength : .infinity,
        classes: known.classes | set)
    }
    let confined = [SampleClass.a, .b].map { 1 << Int($0.rawValue) }
    for (chain, key) in keys
    where free == nil || free == key.strength || key.strength == .infinity
      || !confined.contains(key.classes)
    {
      keys[chain]!.classes = 0
    }
    let groups = Dictionary(grouping: keys.keys) { keys[$0]! }
    chains = groups.keys.sorted().map { groups[$0]!.sorted() }
  }
}
