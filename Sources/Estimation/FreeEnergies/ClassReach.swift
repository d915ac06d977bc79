import Foundation

/// How many samples at strength zero the samples of a class stand for, foretold from the spread of
/// its scores.
///
/// Carried from strength l to zero, a sample weighs exp(-l s). For normal scores of variance v
/// within the class, n samples so weighted are worth n exp(-l^2 v) (Kish's size of lognormal
/// weights). Kish's size of the weights met is of no use here: where the samples that matter are
/// too rare to be met it is too large, and it falls when one is met, so that refusing by it keeps
/// the data that err.
enum ClassReach {
  /// Fewer than this are refused.
  static let least = 20.0

  /// - Parameters:
  ///   - samples: independent; only those of the class are read.
  ///   - set: the class.
  /// - Returns: the sum over strengths of n exp(-l^2 v), v pooled over strengths.
  /// - Complexity: O(samples).
  static func effectiveSamples(_ samples: [TiltedSample], of set: SampleClass) -> Double {
    let cells = Dictionary(grouping: samples.filter { $0.outcome == set }, by: \.strength)
      .sorted { $0.key < $1.key }
    var squares = 0.0
    var degrees = 0.0
    for (_, cell) in cells {
      let mean = cell.reduce(0) { $0 + $1.score } / Double(cell.count)
      squares += cell.reduce(0) { $0 + ($1.score - mean) * ($1.score - mean) }
      degrees += Double(cell.count - 1)
    }
    let variance = degrees > 0 ? squares / degrees : 0
    return cells.reduce(0) { sum, cell in
      sum + Double(cell.value.count) * exp(-cell.key * cell.key * variance)
    }
  }
}
