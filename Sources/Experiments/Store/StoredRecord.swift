import Runs

/// What a store holds one of: bytes of a kind under a name, with a checksum over all three.
///
/// Every kind has this one shape, in a shard as in whatever else may carry it: how it is read,
/// checked and moved is written once. What the bytes mean is said beside the type that makes them.
package struct StoredRecord: Sendable, Hashable {
  package enum Kind: Int64, Sendable, CaseIterable {
    case run = 1
    /// The counts of a block of runs.
    case block = 2
    /// A pretrained base.
    case base = 3
    /// A run's answers to the pressure pool and to the readout pool.
    case answers = 4
    /// The states of one ladder of a posterior, as they were read.
    case ladder = 5
    /// A command that wrote to the store.
    case execution = 6
    /// A run of a task that can be written as text: as `run`, and what is kept of text behind it.
    case textRun = 7
  }

  package let kind: Kind
  package let id: Fingerprint
  package let body: [UInt8]

  package init(_ kind: Kind, id: Fingerprint, body: [UInt8]) {
    self.kind = kind
    self.id = id
    self.body = body
  }

  /// What damage is told by.
  package var checksum: Int64 { body.withUnsafeBytes { Self.checksum(kind, id, $0) } }

  static func checksum(
    _ kind: Kind, _ id: Fingerprint, _ body: UnsafeRawBufferPointer
  ) -> Int64 {
    var checksum = Checksum()
    checksum.combine(UInt64(bitPattern: kind.rawValue))
    checksum.combine(id.high)
    checksum.combine(id.low)
    checksum.combine(body)
    return Int64(bitPattern: checksum.value)
  }
}
