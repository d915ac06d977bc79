import Documents

/// Counts added up by key, the counts beside the keys: one look into memory for each.
struct KeyedCounts: Sendable {
  struct Entry: Sendable {
    var key: UInt64
    var count: Int
  }

  /// No key is this.
  private static let none = UInt64.max

  private var slots = [Entry](repeating: Entry(key: none, count: 0), count: 64)
  private var filled = 0

  /// - Parameter key: below 2^64 - 1.
  /// - Complexity: O(1), amortised.
  mutating func add(_ key: UInt64, _ count: Int) {
    let slot = slot(of: key)
    if slots[slot].key == key {
      slots[slot].count += count
      return
    }
    slots[slot] = Entry(key: key, count: count)
    filled += 1
    if 5 * filled > 3 * slots.count { grow() }
  }

  /// All keys with their counts, in no order.
  var entries: [Entry] {
    var result: [Entry] = []
    result.reserveCapacity(filled)
    for entry in slots where entry.key != Self.none { result.append(entry) }
    return result
  }

  private func slot(of key: UInt64) -> Int {
    var slot = PairNumbering.hash(key, 0) & (slots.count - 1)
    while slots[slot].key != key, slots[slot].key != Self.none {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = [Entry](repeating: Entry(key: Self.none, count: 0), count: 2 * old.count)
    for entry in old where entry.key != Self.none { slots[slot(of: entry.key)] = entry }
  }
}
