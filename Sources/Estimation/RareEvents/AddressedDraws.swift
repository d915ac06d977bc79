import Mathematics

/// Uniform draws, each at its own address (seed, purpose, index): what decides in a design.
///
/// The fourth word of the counter is 1, where `NormalStream` has 0: the two never meet.
package struct AddressedDraws: Hashable, Sendable {
  package let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  /// Tells the draws of one design apart; never changed, never used twice.
  package enum Purpose: UInt32 {
    case scope = 1
    case survivor = 2
    case accept = 3
    case swap = 4
    case jitter = 5
  }

  /// - Returns: (2k + 1) / 2^53 with 52 random bits k: inside (0, 1), never at its ends.
  /// - Complexity: O(1).
  package func uniform(_ purpose: Purpose, _ index: Int) -> Double {
    let i = UInt64(bitPattern: Int64(index))
    let words = Philox4x32.block(
      counter: SIMD4(
        UInt32(truncatingIfNeeded: i), UInt32(truncatingIfNeeded: i >> 32), purpose.rawValue, 1),
      key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    let k = (UInt64(words.y) << 32 | UInt64(words.x)) >> 12
    return Double(2 * k + 1) * 0x1p-53
  }

  /// One of `count` with equal chances.
  func index(_ purpose: Purpose, _ address: Int, below count: Int) -> Int {
    min(count - 1, Int(uniform(purpose, address) * Double(count)))
  }
}
