/// Numbers pairs of words in the order in which they first come up.
///
/// For a million rows: the standard library's dictionary takes a tenth of a second for them and
/// more, most of it for a hash that no adversary can foresee, which is of no use here.
public struct PairNumbering: Sendable {
  private var table: [Int32]
  private var high: [UInt64] = []
  private var low: [UInt64] = []

  public init() { table = [Int32](repeating: -1, count: 64) }

  /// Different pairs so far.
  public var count: Int { high.count }

  /// The number of a pair, from 0; `count` before the call if it is new.
  ///
  /// - Complexity: O(1), amortised.
  public mutating func number(_ first: UInt64, _ second: UInt64) -> Int {
    var slot = Self.hash(first, second) & (table.count - 1)
    while table[slot] >= 0 {
      let number = Int(table[slot])
      if high[number] == first && low[number] == second { return number }
      slot = (slot + 1) & (table.count - 1)
    }
    table[slot] = Int32(high.count)
    high.append(first)
    low.append(second)
    if 2 * high.count > table.count { grow() }
    return high.count - 1
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: 4 * table.count)
    for number in high.indices {
      var slot = Self.hash(high[number], low[number]) & (table.count - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(number)
    }
  }

  /// Both halves of a long product, folded: every bit of the pair moves every bit of the slot.
  package static func hash(_ first: UInt64, _ second: UInt64) -> Int {
    let one = (first ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: 0xbf58_476d_1ce4_e5b9)
    let both = (one.high ^ one.low ^ second).multipliedFullWidth(by: 0x94d0_49bb_1331_11eb)
    return Int(truncatingIfNeeded: both.high ^ both.low)
  }
}
