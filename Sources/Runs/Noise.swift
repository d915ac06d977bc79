import Mathematics

/// A named part of a run's randomness.
public enum NoiseBlock: String, CaseIterable, Hashable, Sendable {
  case initialWeights = "initial-weights"
  case batchOrder = "batch-order"
  case pressureOrder = "pressure-order"
  /// Of the pretraining of a run's base.
  case baseWeights = "base-weights"
  case baseOrder = "base-order"
  /// Which of the shared bases the run starts from: one latent.
  case base

  /// The block's word in the address of a random draw and in stored rows; never changed, never used
  /// twice.
  package var word: UInt32 {
    switch self {
    case .initialWeights: 1
    case .batchOrder: 2
    case .pressureOrder: 3
    case .baseWeights: 4
    case .baseOrder: 5
    case .base: 6
    }
  }
}

/// The full randomness of a run as standard normal latents in named blocks.
///
/// Latents are addressed, not drawn in sequence: the same noise gives the same latents whatever was
/// asked for before.
public enum Noise: Sendable {
  /// Independent latents.
  case seed(UInt64)
  /// Latents moved from those of another noise.
  case moved(MovedNoise)

  /// z = r z_parent + sqrt(1 - r^2) z_seed in every block.
  ///
  /// - Parameter cosine: r in [0, 1] per block; 1, unmoved, for blocks not named.
  /// - Returns: the parent itself where nothing moves.
  public static func moved(
    from parent: Noise, cosine: [NoiseBlock: Double], seed: UInt64
  ) -> Noise {
    let moving = cosine.filter { $0.value != 1 }
    return moving.isEmpty
      ? parent : .moved(MovedNoise(parent: parent, cosine: moving, seed: seed))
  }

  /// Writes latents `start ..< start + buffer.count` of a block.
  ///
  /// The recursion is computed in double precision and rounded to single at every step, so that a
  /// live particle that keeps its latents and one recomputed from its lineage agree to the bit.
  ///
  /// - Complexity: O(latents x moves in the lineage back to one that keeps its latents).
  public func fill(_ buffer: UnsafeMutableBufferPointer<Float>, block: NoiseBlock, from start: Int)
  {
    switch self {
    case .seed(let seed):
      NormalStream(seed: seed, purpose: block.word).fill(buffer, from: start)
    case .moved(let moved): moved.fill(buffer, block: block, from: start)
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
    case .seed(let seed): seed
    case .moved(let moved): moved.seed
    }
  }

  /// What the last step moved, and how far; empty for independent latents.
  public var cosine: [NoiseBlock: Double] {
    if case .moved(let moved) = self { moved.cosine } else { [:] }
  }

  /// How many moves lie between the noise and independent latents.
  public var depth: Int { if case .moved(let moved) = self { moved.depth } else { 0 } }

  /// - Complexity: O(1): a lineage is hashed once, step by step, as it grows.
  func combine(into builder: inout FingerprintBuilder) {
    switch self {
    case .seed(let seed):
      builder.combine("seed")
      builder.combine(seed)
    case .moved(let moved):
      builder.combine("moved")
      builder.combine(moved.fingerprint)
    }
  }
}

/// The address of a run's noise in an experiment: (seed, purpose, index).
///
/// - Returns: a seed for `Noise.seed`, different for every address.
public func noiseSeed(experiment seed: UInt64, purpose: String, index: Int) -> UInt64 {
  NoiseAddress(experiment: seed, purpose: purpose).seed(index)
}

/// The addresses of one purpose's noise, made one after the other.
public struct NoiseAddress: Sendable {
  private let builder: FingerprintBuilder

  public init(experiment seed: UInt64, purpose: String) {
    var builder = FingerprintBuilder("noise")
    builder.combine(seed)
    builder.combine(purpose)
    self.builder = builder
  }

  /// - Complexity: O(1).
  public func seed(_ index: Int) -> UInt64 {
    var builder = builder
    builder.combine(index)
    return builder.finish().high
  }
}
