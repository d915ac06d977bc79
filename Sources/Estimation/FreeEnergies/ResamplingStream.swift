import Mathematics

/// Whole numbers for resampling, each replicate its own stream.
struct ResamplingStream {
  let seed: UInt64
  let purpose: UInt32
  let replicate: UInt32
  private var index: UInt32 = 0
  private var words = SIMD4<UInt32>()

  init(seed: UInt64, purpose: UInt32, replicate: UInt32) {
    self.seed = seed
    self.purpose = purpose
    self.replicate = replicate
  }

  /// Uniform in 0 ..< bound; the unevenness is below bound / 2^32.
  mutating func below(_ bound: Int) -> Int {
    let lane = Int(index % 4)
    if lane == 0 {
      words = Philox4x32.block(
        counter: SIMD4(index / 4, replicate, purpose, 2),
        key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    }
    index &+= 1
    return Int((UInt64(words[lane]) * UInt64(bound)) >> 32)
  }
}
