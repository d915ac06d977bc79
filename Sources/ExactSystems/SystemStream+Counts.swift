import Estimation
import Foundation

/// Whole numbers drawn from a system's stream.
extension SystemStream {
  /// One of 0 ..< count with equal chances.
  package mutating func below(_ count: Int) -> Int {
    min(count - 1, Int(uniform() * Double(count)))
  }

  /// Successes in `trials`, each with the chance `p`.
  ///
  /// - Complexity: O(min(trials, expected successes + 1)) where they are rare, O(trials) else.
  /// - Source: by the gaps between successes where they are rare, by inversion of the distribution
  ///   function for few trials (Devroye 1986, "Non-uniform random variate generation", X.4).
  package mutating func binomial(_ trials: Int, _ p: Double) -> Int {
    if trials <= 0 || p <= 0 { return 0 }
    if p > 0.5 { return trials - binomial(trials, 1 - p) }
    if p <= 0.1 { return rareSuccesses(trials, p) }
    if trials > 64 {
      var count = 0
      for _ in 0..<trials where uniform() < p { count += 1 }
      return count
    }
    let odds = p / (1 - p)
    var chance = pow(1 - p, Double(trials))
    var left = uniform()
    var count = 0
    while left > chance && count < trials {
      left -= chance
      chance *= odds * Double(trials - count) / Double(count + 1)
      count += 1
    }
    return count
  }

  private mutating func rareSuccesses(_ trials: Int, _ p: Double) -> Int {
    let step = log1p(-p)
    var position = 0
    var count = 0
    while true {
      position += Int(min(1e15, log(uniform()) / step)) + 1
      if position > trials { return count }
      count += 1
    }
  }

  /// Runs that are A's or B's with the given chances, and else `other`.
  package mutating func outcomes(runs: Int, a: Double, b: Double) -> OutcomeCounts {
    let hits = binomial(runs, a + b)
    let ofA = binomial(hits, a / (a + b))
    return OutcomeCounts(a: ofA, b: hits - ofA, other: runs - hits)
  }
}
