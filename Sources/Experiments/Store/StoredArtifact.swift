import Foundation
import Runs

/// Numbers that runs are made from, kept by the recipe that makes them: trained once, used again,
/// and made anew, to the same bits, where they are lost.
public struct StoredArtifact: Sendable {
  public enum Kind: Int, Sendable {
    /// A pretrained base.
    case base = 1
    /// A run's answers to the pressure pool and to the readout pool.
    case answers = 2
    /// The states of one ladder of a posterior, as they were read.
    case ladder = 3
  }

  public let id: ArtifactID
  public let kind: Kind
  package let data: Data

  package init(id: ArtifactID, kind: Kind, data: Data) {
    self.id = id
    self.kind = kind
    self.data = data
  }

  var checksum: Int64 {
    var builder = FingerprintBuilder("artifact")
    builder.combine(id)
    builder.combine(kind.rawValue)
    builder.combine([UInt8](data))
    return Int64(bitPattern: builder.finish().high)
  }
}

/// A pretrained base as the store keeps it.
public struct StoredBase: Sendable {
  /// Share right of each gate's inputs.
  public let gates: [Float]
  public let parameters: [Float]

  init(_ base: TrainedBase, gates: [CapabilityMixture.Gate]) {
    self.gates = zip(base.gates, gates).map { Float($0.share(right: $1.examples.answers)) }
    parameters = base.parameters
  }

  func artifact(id: ArtifactID) -> StoredArtifact {
    StoredArtifact(id: id, kind: .base, data: PackedNumbers.pack([gates, parameters]))
  }

  init?(_ artifact: StoredArtifact) {
    guard artifact.kind == .base, let parts = PackedNumbers.unpack(artifact.data),
      parts.count == 2
    else { return nil }
    (gates, parameters) = (parts[0], parts[1])
  }
}

/// The answers of a sequence's run that later runs and comparisons need.
public struct StoredAnswers: Sendable {
  /// Log-probabilities on the pressure pool, [rows, candidates].
  public let pressure: [Float]
  /// On the readout pool.
  public let readout: [Float]

  /// - Returns: nil where the run did not keep its answers.
  init?(_ run: TrainedRun) {
    guard let answers = run.pressure else { return nil }
    pressure = answers.logProbabilities
    readout = run.readout.logProbabilities
  }

  func artifact(of run: RunID) -> StoredArtifact {
    StoredArtifact(id: run, kind: .answers, data: PackedNumbers.pack([pressure, readout]))
  }

  init?(_ artifact: StoredArtifact) {
    guard artifact.kind == .answers, let parts = PackedNumbers.unpack(artifact.data),
      parts.count == 2
    else { return nil }
    (pressure, readout) = (parts[0], parts[1])
  }
}

/// Lists of single-precision numbers as bytes, least significant first, each list behind its
/// length.
enum PackedNumbers {
  static func pack(_ lists: [[Float]]) -> Data {
    var data = Data(capacity: lists.reduce(0) { $0 + 4 + 4 * $1.count })
    for list in lists {
      withUnsafeBytes(of: UInt32(list.count).littleEndian) { data.append(contentsOf: $0) }
      for value in list {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
      }
    }
    return data
  }

  /// - Returns: nil where the bytes are not what `pack` makes.
  static func unpack(_ data: Data) -> [[Float]]? {
    data.withUnsafeBytes { raw in
      var lists: [[Float]] = []
      var place = 0
      func word() -> UInt32? {
        guard place + 4 <= raw.count else { return nil }
        defer { place += 4 }
        return UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self))
      }
      while place < raw.count {
        guard let length = word(), place + 4 * Int(length) <= raw.count else { return nil }
        lists.append((0..<length).map { _ in Float(bitPattern: word() ?? 0) })
      }
      return lists
    }
  }
}
