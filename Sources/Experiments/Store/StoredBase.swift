import Runs

/// A pretrained base as the store keeps it: trained once, used again, and made anew, to the same
/// bits, where it is lost.
public struct StoredBase: Sendable {
  /// Share right of each gate's inputs.
  public let gates: [Float]
  public let parameters: [Float]

  init(_ base: TrainedBase, gates: [CapabilityMixture.Gate]) {
    self.gates = zip(base.gates, gates).map { Float($0.share(right: $1.examples.answers)) }
    parameters = base.parameters
  }

  func record(id: ArtifactID) -> StoredRecord {
    StoredRecord(.base, id: id, body: PackedNumbers.pack([gates, parameters]))
  }

  package init?(_ record: StoredRecord) {
    guard record.kind == .base, let parts = PackedNumbers.unpack(record.body), parts.count == 2
    else { return nil }
    (gates, parameters) = (parts[0], parts[1])
  }
}
