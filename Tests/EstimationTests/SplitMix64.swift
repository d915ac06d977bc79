import Estimation
import Foundation

/// Steele, Lea & Flood 2014: a small generator for simulated learners.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Standard normal, by Box & Muller 1958.
  mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// Runs with the given chances of A and B, the rest `other`.
  mutating func outcomes(runs: Int, a: Double, b: Double) -> OutcomeCounts {
    var counts = OutcomeCounts()
    for _ in 0..<runs {
      let u = uniform()
      if u < a { counts.a += 1 } else if u < a + b { counts.b += 1 } else { counts.other += 1 }
    }
    return counts
  }
}
