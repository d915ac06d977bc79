import Mathematics
import Synchronization

/// One step of a lineage; runs that were moved from the same one share what lies before.
///
/// Its latents take as many steps as the lineage is deep. Where many runs are moved from it, it can
/// keep those that were asked for: the bits are the same.
public final class MovedNoise: Sendable {
  public let parent: Noise
  /// r by block that moves, in [0, 1); not empty.
  public let cosine: [NoiseBlock: Double]
  public let seed: UInt64
  let depth: Int
  /// Identifies the whole lineage.
  let fingerprint: Fingerprint
  /// The first latents of blocks, while they are to be kept; nil while not.
  private let kept = Mutex<[NoiseBlock: [Float]]?>(nil)

  init(parent: Noise, cosine: [NoiseBlock: Double], seed: UInt64) {
    self.parent = parent
    self.cosine = cosine
    self.seed = seed
    depth = parent.depth + 1
    var builder = FingerprintBuilder("moved noise")
    parent.combine(into: &builder)
    for block in NoiseBlock.allCases {
      if let r = cosine[block] {
        builder.combine(block.rawValue)
        builder.combine(r)
      }
    }
    builder.combine(seed)
    fingerprint = builder.finish()
  }

  /// Keeps latents that are asked for from now on.
  public func keep() { kept.withLock { $0 = $0 ?? [:] } }

  /// Forgets what was kept.
  public func release() { kept.withLock { $0 = nil } }

  /// The memory that kept latents take.
  public var keptBytes: Int {
    kept.withLock { 4 * ($0 ?? [:]).values.reduce(0) { $0 + $1.count } }
  }

  func fill(_ buffer: UnsafeMutableBufferPointer<Float>, block: NoiseBlock, from start: Int) {
    let end = start + buffer.count
    let isFilled = kept.withLock { kept -> Bool in
      let have = kept?[block]?.count ?? 0
      // Latents after a gap are not kept.
      if kept == nil || start > have { return false }
      if end > have {
        let more = [Float](unsafeUninitializedCapacity: end - have) { more, filled in
          compute(
            UnsafeMutableBufferPointer(rebasing: more[0..<end - have]), block: block, from: have)
          filled = end - have
        }
        kept?[block, default: []] += more
      }
      kept?[block]?.withUnsafeBufferPointer { latents in
        for i in 0..<buffer.count { buffer[i] = latents[start + i] }
      }
      return true
    }
    if !isFilled { compute(buffer, block: block, from: start) }
  }

  private func compute(
    _ buffer: UnsafeMutableBufferPointer<Float>, block: NoiseBlock, from start: Int
  ) {
    parent.fill(buffer, block: block, from: start)
    guard let r = cosine[block] else { return }
    let s = (1 - r * r).squareRoot()
    withUnsafeTemporaryAllocation(of: Float.self, capacity: buffer.count) { fresh in
      NormalStream(seed: seed, purpose: block.word).fill(fresh, from: start)
      for i in 0..<buffer.count {
        buffer[i] = Float(r * Double(buffer[i]) + s * Double(fresh[i]))
      }
    }
  }
}
