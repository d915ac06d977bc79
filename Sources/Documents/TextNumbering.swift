/// Numbers pieces of one text by their bytes, in the order in which they first come up.
///
/// Rows are mostly sorted or few-valued, so that the last piece again needs no hash.
package struct TextNumbering {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var table = [Int32](repeating: -1, count: 64)
  /// Where each different piece stands first.
  package private(set) var spans: [(start: Int, end: Int)] = []
  private var hashes: [Int] = []
  private var last = -1

  /// - Parameter bytes: the text, which must outlive this value.
  package init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The number of a piece, from 0.
  ///
  /// - Complexity: O(length), amortised.
  package mutating func number(_ start: Int, _ end: Int) -> Int {
    if last >= 0 && isEqual(last, start, end) { return last }
    let hash = Self.hash(bytes, start, end)
    var slot = hash & (table.count - 1)
    while table[slot] >= 0 {
      let number = Int(table[slot])
      if hashes[number] == hash && isEqual(number, start, end) {
        last = number
        return number
      }
      slot = (slot + 1) & (table.count - 1)
    }
    last = spans.count
    table[slot] = Int32(last)
    spans.append((start, end))
    hashes.append(hash)
    if 2 * spans.count > table.count { grow() }
    return last
  }

  private func isEqual(_ number: Int, _ start: Int, _ end: Int) -> Bool {
    let (first, length) = (spans[number].start, end - start)
    guard spans[number].end - first == length else { return false }
    for i in 0..<length where bytes[first + i] != bytes[start + i] { return false }
    return true
  }

  /// Every bit of the piece moves every bit of it.
  package static func hash(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> Int {
    var result = UInt64(end - start)
    var index = start
    while index < end {
      var word: UInt64 = 0
      var shift: UInt64 = 0
      let stop = min(end, index + 8)
      while index < stop {
        word |= UInt64(bytes[index]) << shift
        shift += 8
        index += 1
      }
      result = UInt64(bitPattern: Int64(PairNumbering.hash(result, word)))
    }
    return Int(truncatingIfNeeded: result)
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: 4 * table.count)
    for (number, hash) in hashes.enumerated() {
      var slot = hash & (table.count - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(number)
    }
  }
}
