/// A column of texts that are names: each different one once, and for every row which it is.
public struct Labels: Sendable {
  /// [rows], numbers of names in the order in which they first come up.
  public let indices: [Int32]
  private let bytes: [UInt8]
  /// Where each name stands first, quotes included.
  private let spans: [(start: UInt32, end: UInt32)]

  fileprivate init(
    indices: [Int32], bytes: [UInt8], spans: [(start: UInt32, end: UInt32)]
  ) {
    (self.indices, self.bytes, self.spans) = (indices, bytes, spans)
  }

  /// Different names.
  public var count: Int { spans.count }

  /// A name by its number; a blank cell is an empty one.
  ///
  /// - Complexity: O(length of the name).
  public func name(_ number: Int) -> String {
    DelimitedText.decode(bytes, Int(spans[number].start), Int(spans[number].end))
  }

  /// All names, in the order of their numbers.
  public var names: [String] { spans.indices.map(name) }

  /// The number of the empty name; nil where no cell is blank.
  public var blank: Int? {
    spans.indices.first { spans[$0].end - spans[$0].start <= 2 && name($0).isEmpty }
  }
}

extension DelimitedText {
  /// The texts of a column, numbered.
  ///
  /// The same as numbering `texts`, without a text for every row.
  ///
  /// - Parameter column: from 0.
  /// - Complexity: O(bytes in the column).
  public func labels(_ column: Int) -> Labels {
    var (indices, spans) = bytes.withUnsafeBufferPointer { bytes in
      var spellings = RawNumbering(bytes)
      let indices = (0..<rowCount).map { row in
        let index = row * columns.count + column
        let cell = Self.trimmed(bytes, Int(starts[index])..<Int(ends[index]))
        return Int32(spellings.number(cell.lowerBound, cell.upperBound))
      }
      return (indices, spellings.spans)
    }
    if spans.contains(where: { $0.start < $0.end && bytes[Int($0.start)] == UInt8(ascii: "\"") }) {
      // `a` and `"a"` are one name.
      var numbers: [String: Int32] = [:]
      var kept: [(start: UInt32, end: UInt32)] = []
      let nameOfSpelling = spans.map { span in
        let name = Self.decode(bytes, Int(span.start), Int(span.end))
        if let number = numbers[name] { return number }
        numbers[name] = Int32(kept.count)
        kept.append(span)
        return Int32(kept.count - 1)
      }
      indices = indices.map { nameOfSpelling[Int($0)] }
      spans = kept
    }
    return Labels(indices: indices, bytes: bytes, spans: spans)
  }
}

/// Numbers pieces of one text by their bytes, in the order in which they first come up.
private struct RawNumbering {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var table = [Int32](repeating: -1, count: 64)
  private(set) var spans: [(start: UInt32, end: UInt32)] = []
  private var hashes: [Int] = []
  private var last = -1

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func number(_ start: Int, _ end: Int) -> Int {
    // Rows are mostly sorted or few-valued: the last one again needs no hash.
    if last >= 0 && isEqual(last, start, end) { return last }
    let hash = hash(start, end)
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
    spans.append((UInt32(start), UInt32(end)))
    hashes.append(hash)
    if 2 * spans.count > table.count { grow() }
    return last
  }

  private func isEqual(_ number: Int, _ start: Int, _ end: Int) -> Bool {
    let (first, length) = (Int(spans[number].start), end - start)
    guard Int(spans[number].end) - first == length else { return false }
    for i in 0..<length where bytes[first + i] != bytes[start + i] { return false }
    return true
  }

  private func hash(_ start: Int, _ end: Int) -> Int {
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
