import Foundation

/// What a reference model, such as a table of bigrams, answers to the readout inputs.
public struct ReferenceAnswers: Sendable {
  /// [kinds of inputs][answers of the language]: natural logarithms of probabilities, all finite.
  public let logProbabilities: [[Double]]
  /// [readout inputs]: the kind of each; inputs that the model cannot tell apart are of one.
  public let kinds: [Int]
  /// [kinds]: the most probable answer, the first of equals.
  public let chosen: [Int]

  /// - Precondition: kinds are indices into `logProbabilities`.
  public init(logProbabilities: [[Double]], kinds: [Int]) {
    self.logProbabilities = logProbabilities
    self.kinds = kinds
    chosen = logProbabilities.map { logs in
      logs.indices.reduce(0) { logs[$1] > logs[$0] ? $1 : $0 }
    }
  }

  /// The log-linear mix of this model and the uniform one that is nearest to runs' answers.
  public struct Mix: Hashable, Sendable {
    /// The exponent w of p(y) proportional to reference(y)^w, in [0, 1].
    public let weight: Double
    /// The part of the runs' divergence from uniform answers that the mix takes away, at most 1.
    public let explained: Double
  }

  /// Fits the mix to runs by their own expectations: it minimises the mean over inputs of the
  /// Kullback-Leibler divergence from the runs' answers to it, which is convex in the weight.
  ///
  /// - Parameters:
  ///   - expectedLog: as in `ReferenceLikeness`, a mean over runs.
  ///   - negativeEntropy: as in `TextReadout`, a mean over the same runs.
  /// - Returns: nil where the runs' answers are uniform, or not finite.
  /// - Complexity: O(kinds x answers x 60).
  public func mix(expectedLog: Double, negativeEntropy: Double) -> Mix? {
    guard let answers = logProbabilities.first?.count, !kinds.isEmpty else { return nil }
    let divergence = negativeEntropy + log(Double(answers))
    guard expectedLog.isFinite, divergence.isFinite, divergence > 1e-6 else { return nil }
    var counts = [Double](repeating: 0, count: logProbabilities.count)
    for kind in kinds { counts[kind] += 1 / Double(kinds.count) }
    /// The mean logarithm of the mix's sum, and of its derivative by the weight.
    func normaliser(_ weight: Double) -> (log: Double, slope: Double) {
      zip(logProbabilities, counts).reduce((0, 0)) { sums, entry in
        if entry.1 == 0 { return sums }
        let largest = entry.0.max() ?? 0
        var (total, slope) = (0.0, 0.0)
        for value in entry.0 {
          let part = exp(weight * (value - largest))
          total += part
          slope += part * value
        }
        return (
          sums.0 + entry.1 * (weight * largest + log(total)), sums.1 + entry.1 * slope / total
        )
      }
    }
    var (low, high) = (0.0, 1.0)
    if expectedLog <= normaliser(0).slope {
      high = 0
    } else if expectedLog >= normaliser(1).slope {
      low = 1
    } else {
      for _ in 0..<60 {
        let middle = (low + high) / 2
        if expectedLog > normaliser(middle).slope { low = middle } else { high = middle }
      }
    }
    let weight = (low + high) / 2
    let fitted = weight * expectedLog - normaliser(weight).log
    return Mix(weight: weight, explained: min(1, (fitted + log(Double(answers))) / divergence))
  }
}
