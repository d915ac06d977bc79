/// Standard normal draws, each at its own address (seed, purpose, index).
///
/// Draws 2j and 2j + 1 come from the Philox block with counter (j low, j high, purpose, 0) and the
/// seed as key: words 0 and 1 give the first, words 2 and 3 the second. A draw is the normal
/// quantile of u = (2k + 1) / 2^53, where k is the upper 52 bits of its two words; so u is exact,
/// lies inside (0, 1) and is symmetric about 1/2.
public struct NormalStream: Sendable {
  public let seed: UInt64
  /// Tells independent streams of one seed apart.
  public let purpose: UInt32

  public init(seed: UInt64, purpose: UInt32) {
    self.seed = seed
    self.purpose = purpose
  }

  /// Writes draws `start ..< start + buffer.count`.
  ///
  /// - Parameter start: the index of the first draw, at least 0.
  /// - Complexity: O(draws), about 20 ns each.
  public func fill(_ buffer: UnsafeMutableBufferPointer<Float>, from start: Int) {
    var i = 0
    while i < buffer.count {
      let index = start + i
      let words = block(UInt64(index) >> 1)
      if index & 1 == 0 {
        buffer[i] = Self.draw(words.x, words.y)
        i += 1
      }
      if i < buffer.count {
        buffer[i] = Self.draw(words.z, words.w)
        i += 1
      }
    }
  }

  private func block(_ number: UInt64) -> SIMD4<UInt32> {
    Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: number), UInt32(truncatingIfNeeded: number >> 32), purpose, 0),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
  }

  private static func draw(_ low: UInt32, _ high: UInt32) -> Float {
    let k = (UInt64(high) << 32 | UInt64(low)) >> 12
    return Float(normalQuantile(Double(2 * k + 1) * 0x1p-53))
  }
}
