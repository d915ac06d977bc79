import Runs

/// The counts of a block of runs whose noise has consecutive indices: what is kept where single
/// runs would be too many.
public struct StoredBlock: Sendable {
  /// Identifies the block by the runs in it and by how they were read.
  public let id: Fingerprint
  package let data: [UInt8]

  package init(id: Fingerprint, data: [UInt8]) {
    self.id = id
    self.data = data
  }

  init(id: Fingerprint, tally: Tally) {
    var writer = ByteWriter()
    for word in tally.words { writer.append(Int64(word)) }
    self.init(id: id, data: writer.bytes)
  }

  package var record: StoredRecord { StoredRecord(.block, id: id, body: data) }

  package init?(_ record: StoredRecord) {
    guard record.kind == .block else { return nil }
    self.init(id: record.id, data: record.body)
  }

  /// - Parameter shape: an empty tally made for the same readout.
  /// - Returns: nil where the data are not those of such a tally.
  func tally(like shape: Tally) -> Tally? {
    var reader = ByteReader(data)
    var words: [Int] = []
    words.reserveCapacity(data.count / 8)
    while !reader.isAtEnd {
      guard let word = reader.integer(Int64.self) else { return nil }
      words.append(Int(word))
    }
    return Tally(words: words, like: shape)
  }
}
