import Foundation
import Mathematics

/// Whether the mean scores at the strengths are those that all samples together foretell.
///
/// With z_k the observed mean less sum_n W_nk s_n, over the foretold standard error, the sum of
/// z_k^2 stays below chi-square with one degree a strength, since each mean takes part in its own
/// foretelling. It is above where samples are copies, or draws from other laws than the tilts.
struct ScoreConsistency {
  /// Above this chance nothing is said.
  static let alarm = 1e-6

  let chiSquare: Double
  let p: Double
  let warnings: [String]

  /// - Parameters:
  ///   - data: independent samples.
  ///   - foretold: mean and variance of the score at each strength.
  ///   - inefficiency: how many samples are worth one independent draw.
  /// - Complexity: O(samples).
  init(_ data: LadderData, foretold: [(mean: Double, variance: Double)], inefficiency: Double) {
    var chiSquare = 0.0
    var largest = (z: 0.0, k: 0, mean: 0.0)
    var first = 0
    for (k, count) in data.counts.enumerated() {
      let mean = data.scores[first..<first + count].reduce(0, +) / Double(count)
      first += count
      let error = (foretold[k].variance * inefficiency / Double(count)).squareRoot()
      // Rounding, where a strength allows one score only.
      guard error > 1e-9 * abs(mean) else { continue }
      let z = (mean - foretold[k].mean) / error
      chiSquare += z * z
      if abs(z) > abs(largest.z) { largest = (z, k, mean) }
    }
    self.chiSquare = chiSquare
    p = chiSquareTails(chiSquare, degrees: Double(data.counts.count)).upper
    if p < Self.alarm {
      let (z, k, mean) = largest
      let (observed, expected) = Told.apart(mean, foretold[k].mean)
      warnings = [
        "the mean score at strength \(rounded(data.strengths[k])) is \(observed), where all"
          + " samples together foretell \(expected) (\(rounded(abs(z))) standard"
          + " errors apart): these are copies, steps of chains without `chain`, or draws from other"
          + " laws than the tilts, and the error is too small"
      ]
    } else {
      warnings = []
    }
  }
}
