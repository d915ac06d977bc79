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
      var spellings = TextNumbering(bytes)
      let indices = (0..<rowCount).map { row in
        let index = row * columns.count + column
        let cell = Self.trimmed(bytes, Int(starts[index])..<Int(ends[index]))
        return Int32(spellings.number(cell.lowerBound, cell.upperBound))
      }
      return (indices, spellings.spans.map { (start: UInt32($0.start), end: UInt32($0.end)) })
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
