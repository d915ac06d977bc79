import Estimation
import Foundation
import Testing

/// Complexity, entropy, tables of counts and the simplicity bound of Boolean functions.
@Suite struct BooleanFunctionTests {
  static func string(_ pieces: (String, Int)...) -> [Bool] {
    pieces.flatMap { piece, times in
      (0..<times).flatMap { _ in piece.map { $0 == "1" } }
    }
  }

  /// Check values of Valle-Perez, Camargo & Louis's measure at n = 128.
  @Test func complexities() {
    #expect(LempelZivComplexity.bits(Self.string(("0", 128))) == 7)
    #expect(LempelZivComplexity.bits(Self.string(("1", 128))) == 7)
    #expect(LempelZivComplexity.bits(Self.string(("01", 64))) == 21)
    #expect(LempelZivComplexity.bits(Self.string(("0011", 32))) == 28)
    #expect(LempelZivComplexity.bits(Self.string(("0", 64), ("1", 64))) == 21)
    #expect(LempelZivComplexity.bits(Self.string(("0", 127), ("1", 1))) == 17.5)
    #expect(LempelZivComplexity.words([]) == 0)
    #expect(LempelZivComplexity.words(Self.string(("0", 1))) == 1)
    // Lempel & Ziv 1976, section II: 0 . 001 . 10 . 100 . 1000 . 101 has six words.
    #expect(LempelZivComplexity.words(Self.string(("0001101001000101", 1))) == 6)
  }

  /// Random strings of 128 bits: mean 148.9 (to a tenth). Standard deviation near 6; the mean of
  /// 2,000 lies within .05 + 4.5 of its errors, false alarm 7e-6.
  @Test func randomStrings() {
    var random = SplitMix64(seed: 1)
    let values = (0..<2_000).map { _ in
      LempelZivComplexity.bits((0..<128).map { _ in random.next() & 1 == 1 })
    }
    let mean = values.reduce(0, +) / 2_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2_000
    #expect(variance < 49)
    #expect(abs(mean - 148.9) < 0.05 + 4.5 * (variance / 2_000).squareRoot())
  }

  @Test func tablesOfValues() {
    let parity = BooleanFunction(bits: 7) { $0.nonzeroBitCount % 2 == 1 }
    #expect(parity.ones == 64 && parity.entropy == 1)
    #expect(parity.values.count == 128 && parity[64] && parity[127] && !parity[96])
    #expect(parity.description.count == 32 && parity.description.hasPrefix("69969669"))
    var constant = BooleanFunction(bits: 7)
    #expect(constant.entropy == 0 && constant.description == String(repeating: "0", count: 32))
    constant[100] = true
    constant[3] = true
    #expect(constant.ones == 2 && constant.high == 1 << 36 && constant.low == 8)
    constant[100] = false
    #expect(constant == BooleanFunction(bits: 7) { $0 == 3 })
    #expect(abs(BooleanFunction(bits: 2) { $0 == 0 }.entropy - 0.8112781244591328) < 1e-15)
    #expect(BooleanFunction(bits: 1) { $0 == 1 }.description == "01")
  }

  @Test func countsInBoundedMemory() {
    // Function x with 1,000 / (x + 1) appearances, mixed with functions that come up once.
    let frequent = (0..<20).map { x in BooleanFunction(bits: 7) { $0 == x } }
    var random = SplitMix64(seed: 2)
    var all: [BooleanFunction] = []
    for (x, function) in frequent.enumerated() {
      all += Array(repeating: function, count: 1_000 / (x + 1))
    }
    for _ in 0..<5_000 { all.append(BooleanFunction(bits: 7) { _ in random.next() & 1 == 1 }) }
    all.shuffle(using: &random)
    var exact = FunctionCounts(bits: 7)
    exact.add(all)
    #expect(exact.samples == all.count && exact.undercount == 0)
    #expect(exact.ones.reduce(0, +) == all.count)
    #expect(exact.ranked(atMost: 3).map(\.count) == [1_000, 500, 333])
    #expect(exact.ranked(atMost: 3).map(\.function) == Array(frequent.prefix(3)))
    var small = FunctionCounts(bits: 7, capacity: 200)
    small.add(all)
    #expect(small.kept <= 200 && small.undercount > 0)
    #expect(small.undercount <= 2 * all.count / 200)
    #expect(small.ones == exact.ones && small.samples == exact.samples)
    for function in frequent {
      let (low, truth) = (small.count(function), exact.count(function))
      #expect(low <= truth && low + small.undercount >= truth)
    }
  }

  /// P = 2^(-.5 K - 3) on the bound, others below; and a probability that hangs on entropy alone.
  @Test func slopes() throws {
    typealias Point = SimplicityBound.Point
    var points = (1...10).map { k in
      Point(logProbability: -0.5 * Double(k) - 3, complexity: Double(k), entropy: Double(k % 3))
    }
    points += (1...10).map { k in
      Point(logProbability: -0.5 * Double(k) - 6, complexity: Double(k), entropy: Double(k % 4))
    }
    let bound = try #require(SimplicityBound(points))
    #expect(abs(bound.slope - 0.5) < 1e-12 && abs(bound.offset - 3) < 1e-12)
    #expect(bound.correlation < -0.5 && bound.partialCorrelation < -0.5)
    #expect(points.allSatisfy { $0.logProbability <= -0.5 * $0.complexity - 3 + 1e-9 })
    var random = SplitMix64(seed: 3)
    let confounded = (0..<2_000).map { _ in
      let entropy = random.uniform()
      return Point(
        logProbability: -entropy + 0.05 * random.normal(),
        complexity: entropy + 0.05 * random.normal(), entropy: entropy)
    }
    let other = try #require(SimplicityBound(confounded))
    #expect(other.correlation < -0.9)
    // Around 0 with an error of 1 / sqrt(2000); false alarm 7e-6.
    #expect(abs(other.partialCorrelation) < 4.5 / 2_000.0.squareRoot())
    #expect(SimplicityBound([points[0]]) == nil)
  }
}
