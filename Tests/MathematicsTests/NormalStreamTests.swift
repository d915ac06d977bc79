import CKernels
import Foundation
import Mathematics
import Testing

@Suite struct NormalStreamTests {
  /// Every kernel against the plain loop. 400,000 draws meet the central and the middle branch of
  /// the quantile; the far one comes once in 10^10 draws and is not met here.
  @Test func kernelsGiveTheSameBits() {
    for (seed, purpose, start) in [
      (UInt64(3), UInt32(1), 0), (0xFFFF_FFFF_0000_0001, 7, 1), (9, 2, 1 << 33), (4, 3, 12_345),
    ] {
      for count in [0, 1, 2, 3, 5, 127, 128, 129, 100_000] {
        let stream = NormalStream(seed: seed, purpose: purpose)
        var plain = [Float](repeating: 0, count: count)
        var fast = plain
        plain.withUnsafeMutableBufferPointer { stream.fillOneByOne($0, from: start) }
        fast.withUnsafeMutableBufferPointer { stream.fill($0, from: start) }
        #expect(plain.map(\.bitPattern) == fast.map(\.bitPattern))
      }
    }
    let tables = [tiltmeter_kernels_baseline(), tiltmeter_kernels_v3(), tiltmeter_kernels_v4()]
    let draws = tables.compactMap { table in
      table.map { table in
        var draws = [Float](repeating: 0, count: 20_000)
        table.pointee.normals(&draws, 11, 5, 77, 10_000)
        return draws.map(\.bitPattern)
      }
    }
    #expect(draws.allSatisfy { $0 == draws[0] })
  }

  /// Quantiles by mpmath 1.3 at 30 digits: sqrt(2) erfinv(2 p - 1).
  @Test(arguments: [
    (0.5, 0.0), (0.975, 1.9599639845400538556), (0.1, -1.28155156554460043533),
    (1e-5, -4.26489079392282461023), (1e-12, -7.03448382530113193261),
  ])
  func quantile(probability: Double, expected: Double) {
    #expect(abs(normalQuantile(probability) - expected) <= 4e-15 * max(1, abs(expected)))
  }

  /// Five statistics of a million draws with a fixed seed, each within 4.5 standard errors: over
  /// seeds, a right generator would fail one of the five checks with probability 3.4e-5.
  @Test func momentsAndTails() {
    let count = 1_000_000
    let draws = Self.draws(seed: 20_240_607, purpose: 3, 0..<count).map(Double.init)
    let n = Double(count)
    func moment(_ power: Int) -> Double {
      draws.reduce(0) { sum, x in sum + (0..<power).reduce(1) { product, _ in product * x } } / n
    }
    // Standard errors of raw moments of the standard normal: sqrt((mu_2k - mu_k^2) / n).
    #expect(abs(moment(1)) < 4.5 * (1 / n).squareRoot())
    #expect(abs(moment(2) - 1) < 4.5 * (2 / n).squareRoot())
    #expect(abs(moment(3)) < 4.5 * (15 / n).squareRoot())
    #expect(abs(moment(4) - 3) < 4.5 * (96 / n).squareRoot())
    // Both tails beyond 3: p = 0.0026997960632601866.
    let p = 0.0026997960632601866
    let tail = Double(draws.count { abs($0) > 3 }) / n
    #expect(abs(tail - p) < 4.5 * (p * (1 - p) / n).squareRoot())
  }

  /// A sign that is missing on one draw of each pair would leave the variance at 1.
  @Test func bothDrawsOfABlockAreSymmetric() {
    let draws = Self.draws(seed: 5, purpose: 1, 0..<200_000)
    for parity in 0..<2 {
      let half = stride(from: parity, to: draws.count, by: 2).map { Double(draws[$0]) }
      let n = Double(half.count)
      #expect(abs(half.reduce(0, +) / n) < 4.5 / n.squareRoot())
    }
    let product = stride(from: 0, to: draws.count, by: 2)
      .reduce(0.0) { $0 + Double(draws[$1]) * Double(draws[$1 + 1]) }
    #expect(abs(product / 1e5) < 4.5 / 1e5.squareRoot())
  }

  @Test func randomAccessEqualsSequentialAccess() {
    let all = Self.draws(seed: 9, purpose: 2, 0..<101)
    for (start, end) in [(0, 1), (1, 2), (1, 4), (2, 101), (99, 100), (7, 90), (50, 50)] {
      #expect(Self.draws(seed: 9, purpose: 2, start..<end) == Array(all[start..<end]))
    }
  }

  @Test func seedsAndPurposesGiveOtherDraws() {
    let base = Self.draws(seed: 9, purpose: 2, 0..<8)
    #expect(Self.draws(seed: 10, purpose: 2, 0..<8) != base)
    #expect(Self.draws(seed: 9 | 1 << 40, purpose: 2, 0..<8) != base)
    #expect(Self.draws(seed: 9, purpose: 3, 0..<8) != base)
  }

  /// Bits pinned: they decide every run ever stored.
  @Test func bitsStay() {
    let draws = Self.draws(seed: 1, purpose: 1, 0..<4)
    #expect(draws.map(\.bitPattern) == Self.pinned)
  }

  /// By Philox and `statistics.NormalDist().inv_cdf` (AS 241) in Python 3.11, rounded to single.
  static let pinned: [UInt32] = [3_206_863_429, 3_191_415_339, 1_069_911_643, 3_200_383_013]

  static func draws(seed: UInt64, purpose: UInt32, _ range: Range<Int>) -> [Float] {
    [Float](unsafeUninitializedCapacity: range.count) { buffer, filled in
      NormalStream(seed: seed, purpose: purpose)
        .fill(UnsafeMutableBufferPointer(rebasing: buffer[0..<range.count]), from: range.lowerBound)
      filled = range.count
    }
  }
}
