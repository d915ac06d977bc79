import Mathematics

/// Random numbers of a system: normal, uniform and exponential draws in turn, from one seed.
package struct SystemStream {
  private let seed: UInt64
  private let purpose: UInt32
  private var index: UInt64 = 0

  /// - Parameter purpose: tells the streams of one seed apart.
  package init(seed: UInt64, purpose: UInt32) {
    self.seed = seed
    self.purpose = purpose
  }

  /// Uniform in (0, 1), 52 bits.
  package mutating func uniform() -> Double {
    let words = Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32), purpose, 1),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    index += 1
    let k = (UInt64(words.y) << 32 | UInt64(words.x)) >> 12
    return Double(2 * k + 1) * 0x1p-53
  }

  /// Standard normal.
  package mutating func normal() -> Double { normalQuantile(uniform()) }
}
