import Documents

/// Runs counted while they are read: how many of each policy at each strength in each group.
struct RunTally: Sendable {
  /// A strength and a label, by their numbers.
  struct Kind: Sendable {
    let strength: Int32
    let label: Int32
  }

  /// Runs of one kind in one group.
  struct Count: Sendable {
    let kind: Int32
    let group: Int32
    let count: Int
  }

  /// Different strengths, never minus zero, in the order in which they first come up.
  private(set) var strengths: [Double] = []
  /// Strengths and labels that came up together.
  private(set) var kinds: [Kind] = []
  private var strengthNumbers = PairNumbering()
  private var kindNumbers = PairNumbering()
  private let hasGroups: Bool
  /// Numbers of groups lie below this.
  private(set) var groupCount = 0
  /// By kind, over all groups.
  private var counts: [Int] = []
  /// By group and kind, where there are groups.
  private var grouped = KeyedCounts()

  init(hasGroups: Bool) { self.hasGroups = hasGroups }

  /// - Parameters:
  ///   - strength: never minus zero.
  ///   - group, label: by their numbers.
  /// - Returns: the number of the strength.
  /// - Complexity: O(1), amortised.
  @discardableResult
  mutating func add(_ strength: Double, group: Int32, label: Int32, count: Int) -> Int32 {
    let kind = kindNumbers.number(strength.bitPattern, UInt64(UInt32(bitPattern: label)))
    if kind == kinds.count {
      let number = strengthNumbers.number(strength.bitPattern, 0)
      if number == strengths.count { strengths.append(strength) }
      kinds.append(Kind(strength: Int32(number), label: label))
      counts.append(0)
    }
    counts[kind] += count
    if hasGroups {
      groupCount = max(groupCount, Int(group) + 1)
      grouped.add(UInt64(UInt32(bitPattern: group)) << 32 | UInt64(kind), count)
    }
    return kinds[kind].strength
  }

  /// Runs by label, all and those at strength zero.
  ///
  /// - Parameter labels: how many there are.
  func totals(labels: Int) -> (all: [Int], zero: [Int]) {
    var all = [Int](repeating: 0, count: labels)
    var zero = all
    for (kind, count) in zip(kinds, counts) {
      all[Int(kind.label)] += count
      if strengths[Int(kind.strength)] == 0 { zero[Int(kind.label)] += count }
    }
    return (all, zero)
  }

  /// All counts, by rising strength and then by group.
  ///
  /// - Complexity: O(counts), and O(strengths ln strengths).
  var sortedCounts: [Count] {
    let order = strengths.indices.sorted { strengths[$0] < strengths[$1] }
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, strength) in order.enumerated() { ranks[strength] = rank }
    func rank(_ count: Count) -> Int { ranks[Int(kinds[Int(count.kind)].strength)] }
    if !hasGroups {
      let counts = counts.enumerated().map { Count(kind: Int32($0), group: 0, count: $1) }
      return Self.sorted(counts, buckets: order.count, by: rank)
    }
    let counts = grouped.entries.map {
      Count(
        kind: Int32(truncatingIfNeeded: $0.key), group: Int32(truncatingIfNeeded: $0.key >> 32),
        count: $0.count)
    }
    let groups = Int(counts.reduce(0) { max($0, $1.group) }) + 1
    return Self.sorted(
      Self.sorted(counts, buckets: groups) { Int($0.group) }, buckets: order.count, by: rank)
  }

  /// Sorts by a small number; equal ones keep their order.
  private static func sorted(
    _ counts: [Count], buckets: Int, by number: (Count) -> Int
  ) -> [Count] {
    var next = [Int](repeating: 0, count: buckets + 1)
    for count in counts { next[number(count) + 1] += 1 }
    for bucket in 0..<buckets { next[bucket + 1] += next[bucket] }
    return [Count](unsafeUninitializedCapacity: counts.count) { result, filled in
      for count in counts {
        let bucket = number(count)
        result.initializeElement(at: next[bucket], to: count)
        next[bucket] += 1
      }
      filled = counts.count
    }
  }
}
