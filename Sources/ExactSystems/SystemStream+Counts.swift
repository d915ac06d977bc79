import Estimation
import Foundation
import Mathematics

/// Whole numbers drawn from a system's stream.
extension SystemStream {
  /// One of 0 ..< count with equal chances.
  package mutating func below(_ count: Int) -> Int {
    min(count - 1, Int(uniform() * Double(count)))
  }

  /// Successes in `trials`, each with the chance `p`.
  ///
  /// - Complexity: O(expected successes + 1) where they are rare, O(trials) up to 4,096, beyond that
  ///   O(sqrt(trials)).
  /// - Source: by the gaps between successes where they are rare, by inversion of the distribution
  ///   function for few trials, and from the mode outward for many (Devroye 1986, "Non-uniform
  ///   random variate generation", X.4).
  package mutating func binomial(_ trials: Int, _ p: Double) -> Int {
    if trials <= 0 || p <= 0 { return 0 }
    if p > 0.5 { return trials - binomial(trials, 1 - p) }
    if Double(trials) * p < 400 && p <= 0.1 { return rareSuccesses(trials, p) }
    if trials > 4096 { return successesFromMode(trials, p) }
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

  /// Chances are taken off from the likeliest number outward, both sides in turn.
  private mutating func successesFromMode(_ trials: Int, _ p: Double) -> Int {
    let n = Double(trials)
    let odds = p / (1 - p)
    let mode = Int((n + 1) * p)
    let m = Double(mode)
    let top = exp(
      logGamma(n + 1) - logGamma(m + 1) - logGamma(n - m + 1) + m * log(p) + (n - m) * log1p(-p))
    var left = uniform() - top
    var (up, down) = (mode, mode)
    var (above, below) = (top, top)
    while left > 0 {
      if up < trials {
        above *= odds * Double(trials - up) / Double(up + 1)
        up += 1
        left -= above
        if left <= 0 { return up }
      }
      if down > 0 {
        below *= Double(down) / (odds * Double(trials - down + 1))
        down -= 1
        left -= below
        if left <= 0 { return down }
      }
      // What rounding leaves over.
      if above + below < 1e-300 { return mode }
    }
    return mode
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
