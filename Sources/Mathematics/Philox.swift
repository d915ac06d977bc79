/// The counter-based generator Philox4x32-10: 128 bits of counter and 64 bits of key to 128 bits.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3", SC 2011 (the Random123 library).
public enum Philox4x32 {
  /// Ten rounds of the bijection that the key selects.
  ///
  /// - Parameters:
  ///   - counter: four words, the address of the block.
  ///   - key: two words.
  /// - Returns: four words that pass for uniform and independent over counters and keys.
  /// - Complexity: O(1); 20 multiplications.
  @inlinable
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c0, c1, c2, c3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let first = 0xD251_1F53 * UInt64(c0)
      let second = 0xCD9E_8D57 * UInt64(c2)
      (c0, c1, c2, c3) = (
        UInt32(truncatingIfNeeded: second >> 32) ^ c1 ^ k0, UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ c3 ^ k1, UInt32(truncatingIfNeeded: first)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(c0, c1, c2, c3)
  }
}
