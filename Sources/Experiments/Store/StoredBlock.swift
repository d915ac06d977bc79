import Foundation
import Runs

/// The counts of a block of runs whose noise has consecutive indices: what is kept where single
/// runs would be too many.
public struct StoredBlock: Sendable {
  /// Identifies the block by the runs in it and by how they were read.
  public let id: Fingerprint
  package let data: Data

  package init(id: Fingerprint, data: Data) {
    self.id = id
    self.data = data
  }

  init(id: Fingerprint, tally: Tally) {
    self.init(
      id: id,
      data: tally.words.withUnsafeBytes { Data($0) })
  }

  /// - Parameter shape: an empty tally made for the same readout.
  /// - Returns: nil where the data are not those of such a tally.
  func tally(like shape: Tally) -> Tally? {
    guard data.count % 8 == 0 else { return nil }
    let words = data.withUnsafeBytes { raw in
      (0..<raw.count / 8).map { raw.loadUnaligned(fromByteOffset: 8 * $0, as: Int.self) }
    }
    return Tally(words: words, like: shape)
  }

  var checksum: Int64 {
    var builder = FingerprintBuilder("block")
    builder.combine(id)
    builder.combine([UInt8](data))
    return Int64(bitPattern: builder.finish().high)
  }
}
