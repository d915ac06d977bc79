/// Random draws of a task's data, each at its own address (seed, purpose, index).
///
/// Draws are addressed, not taken in sequence: a larger set begins with the rows of a smaller one,
/// and no draw moves another. The bits come from integer operations only, so they are the same on
/// every machine: the finaliser of SplitMix64 over a counter that starts at a hash of seed and
/// purpose (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
public struct TaskRandom: Sendable {
  private let key: UInt64

  /// - Parameters:
  ///   - seed: the task's seed.
  ///   - purpose: what the draws are for; different purposes give unrelated draws.
  public init(seed: Int, purpose: String) {
    // FNV-1a, then mixed with the seed, so that neighbouring seeds share nothing.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in purpose.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    key = Self.mix(hash ^ Self.mix(UInt64(bitPattern: Int64(seed)) &+ 0x9e37_79b9_7f4a_7c15))
  }

  /// 64 random bits.
  public func bits(_ index: Int) -> UInt64 {
    Self.mix(key &+ (UInt64(bitPattern: Int64(index)) &+ 1) &* 0x9e37_79b9_7f4a_7c15)
  }

  /// A uniform number in the open interval (0, 1): the midpoint of one of 2^52 equal parts.
  public func uniform(_ index: Int) -> Double {
    (Double(bits(index) >> 12) + 0.5) * 0x1p-52
  }

  /// 1 or -1 with equal probability.
  public func sign(_ index: Int) -> Double { bits(index) >> 63 == 0 ? 1 : -1 }

  /// The numbers 0 ..< `count` in random order.
  ///
  /// - Complexity: O(`count` log `count`).
  public func permutation(_ count: Int) -> [Int] {
    (0..<count).map { (bits($0), $0) }.sorted { $0 < $1 }.map(\.1)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
