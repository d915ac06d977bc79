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

  /// Draws whole numbers below a bound and counts how often each came up: the numbers that as many
  /// calls of `below` would give.
  ///
  /// - Parameters:
  ///   - draws: how many.
  ///   - times: [bound], added to.
  mutating func count(_ draws: Int, below bound: Int, in times: UnsafeMutablePointer<UInt16>) {
    var left = draws
    while left > 0, index % 4 != 0 {
      times[below(bound)] += 1
      left -= 1
    }
    let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    let range = UInt64(bound)
    var block = index / 4
    for _ in 0..<left / 4 {
      let words = Philox4x32.block(counter: SIMD4(block, replicate, purpose, 2), key: key)
      block &+= 1
      times[Int((UInt64(words.x) * range) >> 32)] += 1
      times[Int((UInt64(words.y) * range) >> 32)] += 1
      times[Int((UInt64(words.z) * range) >> 32)] += 1
      times[Int((UInt64(words.w) * range) >> 32)] += 1
    }
    index = 4 &* block
    for _ in 0..<left % 4 { times[below(bound)] += 1 }
  }
}
