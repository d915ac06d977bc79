import Runs

/// What is kept of text, as bytes behind a run's own.
extension TextReadout {
  var packed: [UInt8] {
    var writer = ByteWriter(capacity: 24 + 8 * references.count)
    writer.append(UInt8(reading.map { $0 == .all ? 2 : 1 } ?? 0))
    // What is not there is told by a value that no share has.
    for value in [probabilityA, probabilityB, outside ?? -1, unseen ?? -1, negativeEntropy] {
      writer.append(value)
    }
    for reference in references {
      writer.append(reference.alike)
      writer.append(reference.expectedLog)
    }
    return writer.bytes
  }

  /// - Returns: nil where the bytes are not what `packed` makes.
  init?(packed bytes: some Collection<UInt8>) {
    var reader = ByteReader(Array(bytes))
    guard let code = reader.integer(UInt8.self), code < 3, let a = reader.float(),
      let b = reader.float(), let outside = reader.float(), let unseen = reader.float(),
      let entropy = reader.float()
    else { return nil }
    var references: [ReferenceLikeness] = []
    while !reader.isAtEnd {
      guard let alike = reader.float(), let log = reader.float() else { return nil }
      references.append(ReferenceLikeness(alike: alike, expectedLog: log))
    }
    self.init(
      probabilityA: a, probabilityB: b, outside: outside == -1 ? nil : outside,
      reading: code == 0 ? nil : code == 2 ? .all : .within, unseen: unseen == -1 ? nil : unseen,
      negativeEntropy: entropy, references: references)
  }
}
