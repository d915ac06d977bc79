import Foundation
import Mathematics

/// Perceptrons without bias whose weights are the signs of Gaussian noise, counted one by one.
///
/// With n weights in {-1, +1}, B is to answer as a teacher does on every given input; the score is
/// the least margin over inputs, a whole number, so that ties abound. ln P = ln(count / 2^n), the
/// count by enumeration.
public struct ThresholdPerceptrons: NoiseSystem {
  /// Inputs in {-1, +1}, inputs x weights, times the teacher's answer.
  public let patterns: [[Int]]
  public let weights: Int
  public let logProbability: Double
  public let blocks: [(name: String, count: Int)]

  /// - Parameters:
  ///   - weights: n, odd so that no margin is 0, at most 21.
  ///   - inputs: how many random inputs the teacher, all of whose weights are 1, answers.
  ///   - seed: of the inputs.
  /// - Complexity: O(2^weights x inputs).
  public init(weights: Int, inputs: Int, seed: UInt64) {
    precondition(weights % 2 == 1 && weights <= 21 && inputs > 0)
    var patterns: [[Int]] = []
    var draws = [Float](repeating: 0, count: weights)
    for i in 0..<inputs {
      draws.withUnsafeMutableBufferPointer {
        NormalStream(seed: seed, purpose: 0x7065).fill($0, from: i * (weights + 1))
      }
      let input = draws.map { $0 > 0 ? 1 : -1 }
      let answer = input.reduce(0, +) > 0 ? 1 : -1
      patterns.append(input.map { $0 * answer })
    }
    self.patterns = patterns
    self.weights = weights
    blocks = [("weights", weights)]
    // A margin above 0: more than half of the signs agree.
    let masks = patterns.map { pattern in
      pattern.enumerated().reduce(0) { $0 | ($1.element > 0 ? 1 << $1.offset : 0) }
    }
    let all = (1 << weights) - 1
    let count = (0...all).count { vector in
      masks.allSatisfy { 2 * (~(vector ^ $0) & all).nonzeroBitCount > weights }
    }
    logProbability = log(Double(count)) - Double(weights) * log(2)
  }

  public func score(_ latents: [Double]) -> Double {
    var least = Int.max
    for pattern in patterns {
      var margin = 0
      for i in 0..<weights { margin += latents[i] > 0 ? pattern[i] : -pattern[i] }
      least = min(least, margin)
    }
    return Double(least)
  }
}
