/// How often each function came up, in bounded memory.
///
/// Where more functions than the capacity have been met, as much is taken off every count as leaves
/// half of the capacity, and what falls to 0 is forgotten: rare functions go, and every count is
/// short by at most `undercount`, which is below 2 samples / capacity.
/// Source: Misra & Gries 1982; pruned in whole as the mergeable summaries of Agarwal et al. 2012.
public struct FunctionCounts: Hashable, Sendable {
  /// Functions kept at the most.
  public let capacity: Int
  /// Functions added so far.
  public private(set) var samples = 0
  /// No count is short by more than this; 0 as long as nothing was forgotten.
  public private(set) var undercount = 0
  /// How often a function with T ones came up, by T; never pruned.
  public private(set) var ones: [Int]
  private var counts: [BooleanFunction: Int] = [:]

  /// - Parameters:
  ///   - bits: of the functions' inputs.
  ///   - capacity: at least 2; about 60 bytes each.
  public init(bits: Int, capacity: Int = 1 << 20) {
    precondition(capacity >= 2, "a table of fewer than two functions compares nothing")
    self.capacity = capacity
    ones = [Int](repeating: 0, count: (1 << bits) + 1)
  }

  /// Counts functions; the result depends on the order only through what is forgotten.
  ///
  /// - Complexity: amortised O(functions).
  public mutating func add(_ functions: some Sequence<BooleanFunction>) {
    for function in functions {
      samples += 1
      ones[function.ones] += 1
      counts[function, default: 0] += 1
      if counts.count > capacity { prune() }
    }
  }

  private mutating func prune() {
    let sorted = counts.values.sorted(by: >)
    let cut = sorted[capacity / 2]
    undercount += cut
    counts = counts.compactMapValues { $0 > cut ? $0 - cut : nil }
  }

  /// Functions kept.
  public var kept: Int { counts.count }

  /// At least how often a function came up; at most `undercount` more.
  public func count(_ function: BooleanFunction) -> Int { counts[function] ?? 0 }

  /// The most frequent functions, most frequent first; equals in the functions' own order.
  ///
  /// - Complexity: O(kept x log kept).
  public func ranked(atMost limit: Int = .max, least: Int = 1) -> [(
    function: BooleanFunction, count: Int
  )] {
    let sorted = counts.filter { $0.value >= least }.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key
    }
    return sorted.prefix(limit).map { ($0.key, $0.value) }
  }
}
