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
  ///   - data: independent samples; only those of the class are read.
  ///   - set: the class.
  /// - Returns: the sum over strengths of n exp(-l^2 v), v pooled over strengths.
  /// - Complexity: O(samples).
  static func effectiveSamples(_ data: LadderData, of set: SampleClass) -> Double {
    var squares = 0.0
    var degrees = 0.0
    var sizes: [Double] = []
    var first = 0
    for count in data.counts {
      let own = (first..<first + count).filter { data.outcomes[$0] == set }
      first += count
      sizes.append(Double(own.count))
      if own.isEmpty { continue }
      let mean = own.reduce(0) { $0 + data.scores[$1] } / Double(own.count)
      squares += own.reduce(0) { sum, n in
        sum + (data.scores[n] - mean) * (data.scores[n] - mean)
      }
      degrees += Double(own.count - 1)
    }
    let variance = degrees > 0 ? squares / degrees : 0
    return zip(data.strengths, sizes).reduce(0) { sum, state in
      sum + state.1 * exp(-state.0 * state.0 * variance)
    }
  }
}
