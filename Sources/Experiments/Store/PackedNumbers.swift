/// Lists of single-precision numbers as bytes, each list behind its length.
enum PackedNumbers {
  static func pack(_ lists: [[Float]]) -> [UInt8] {
    var writer = ByteWriter(capacity: lists.reduce(0) { $0 + 4 + 4 * $1.count })
    for list in lists {
      writer.append(UInt32(list.count))
      for value in list { writer.append(value) }
    }
    return writer.bytes
  }

  /// - Returns: nil where the bytes are not what `pack` makes.
  static func unpack(_ bytes: [UInt8]) -> [[Float]]? {
    var reader = ByteReader(bytes)
    var lists: [[Float]] = []
    while !reader.isAtEnd {
      guard let count = reader.integer(UInt32.self) else { return nil }
      var list: [Float] = []
      // A length that the bytes do not bear out ends at the first number that is not there.
      for _ in 0..<count {
        guard let value = reader.float() else { return nil }
        list.append(value)
      }
      lists.append(list)
    }
    return lists
  }
}
