import Mathematics

/// A named part of a run's randomness.
public enum NoiseBlock: String, CaseIterable, Hashable, Sendable {
  case initialWeights = "initial-weights"
  case batchOrder = "batch-order"
  case pressureOrder = "pressure-order"
  /// Of the pretraining of a run's base.
  case baseWeights = "base-weights"
  case baseOrder = "base-order"

  /// The block's word in the address of a random draw; never changed, never used twice.
  var word: UInt32 {
    switch self {
    case .initialWeights: 1
    case .batchOrder: 2
    case .pressureOrder: 3
    case .baseWeights: 4
    case .baseOrder: 5
    }
  }
}

/// The full randomness of a run as standard normal latents in named blocks.
///
/// Latents are addressed, not drawn in sequence: the same noise gives the same latents whatever was
/// asked for before.
public indirect enum Noise: Sendable {
  /// Independent latents.
  case seed(UInt64)
  /// z = r z_parent + sqrt(1 - r^2) z_seed, with r given per block and 1 for blocks not named.
  case moved(from: Noise, cosine: [NoiseBlock: Double], seed: UInt64)

  /// Writes latents `start ..< start + buffer.count` of a block.
  ///
  /// The recursion is computed in double precision and rounded to single at every step, so that a
  /// live particle that keeps its latents and one recomputed from its lineage agree to the bit.
  ///
  /// - Complexity: O(latents x depth of the lineage).
  public func fill(_ buffer: UnsafeMutableBufferPointer<Float>, block: NoiseBlock, from start: Int)
  {
    switch self {
    case .seed(let seed):
      NormalStream(seed: seed, purpose: block.word).fill(buffer, from: start)
    case .moved(let parent, let cosine, let seed):
      parent.fill(buffer, block: block, from: start)
      let r = cosine[block] ?? 1
      if r == 1 { return }
      let s = (1 - r * r).squareRoot()
      withUnsafeTemporaryAllocation(of: Float.self, capacity: buffer.count) { fresh in
        NormalStream(seed: seed, purpose: block.word).fill(fresh, from: start)
        for i in 0..<buffer.count {
          buffer[i] = Float(r * Double(buffer[i]) + s * Double(fresh[i]))
        }
      }
    }
  }

  /// Latents `0 ..< count` of a block.
  public func latents(_ block: NoiseBlock, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      fill(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]), block: block, from: 0)
      filled = count
    }
  }

  /// The seed of the last step of the lineage.
  public var seed: UInt64 {
    switch self {
    case .seed(let seed), .moved(_, _, let seed): seed
    }
  }

  func combine(into builder: inout FingerprintBuilder) {
    switch self {
    case .seed(let seed):
      builder.combine("seed")
      builder.combine(seed)
    case .moved(let parent, let cosine, let seed):
      if cosine.values.allSatisfy({ $0 == 1 }) {
        // Nothing moved: the latents, and so the run, are the parent's.
        parent.combine(into: &builder)
        return
      }
      builder.combine("moved")
      parent.combine(into: &builder)
      for block in NoiseBlock.allCases {
        if let r = cosine[block], r != 1 {
          builder.combine(block.rawValue)
          builder.combine(r)
        }
      }
      builder.combine(seed)
    }
  }
}

/// The address of a run's noise in an experiment: (seed, purpose, index).
///
/// - Returns: a seed for `Noise.seed`, different for every address.
public func noiseSeed(experiment seed: UInt64, purpose: String, index: Int) -> UInt64 {
  var builder = FingerprintBuilder("noise")
  builder.combine(seed)
  builder.combine(purpose)
  builder.combine(index)
  return builder.finish().high
}
