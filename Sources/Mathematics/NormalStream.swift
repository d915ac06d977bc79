import CKernels

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
  /// - Complexity: O(draws), about 5 ns each where there are many.
  public func fill(_ buffer: UnsafeMutableBufferPointer<Float>, from start: Int) {
    // Whole blocks by the widest kernel, which gives the same bits; a half at either end alone.
    let head = min(start & 1, buffer.count)
    let blocks = (buffer.count - head) / 2
    let tail = head + 2 * blocks
    fillOneByOne(UnsafeMutableBufferPointer(rebasing: buffer[..<head]), from: start)
    if blocks > 0, let draws = buffer.baseAddress {
      Self.kernels.pointee.normals(
        draws + head, seed, purpose, UInt64(start + head) >> 1, blocks)
    }
    fillOneByOne(UnsafeMutableBufferPointer(rebasing: buffer[tail...]), from: start + tail)
  }

  // Unsafe in name only: the table is constant.
  nonisolated(unsafe) private static let kernels = {
    let kernels = tiltmeter_kernels_v4() ?? tiltmeter_kernels_v3() ?? tiltmeter_kernels_baseline()!
    precondition(
      tiltmeter_is_current(kernels) != 0, "this build mixes old and new kernels: remove .build")
    return kernels
  }()

  /// The same, draw by draw: what the kernels must agree with to the bit.
  package func fillOneByOne(_ buffer: UnsafeMutableBufferPointer<Float>, from start: Int) {
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
