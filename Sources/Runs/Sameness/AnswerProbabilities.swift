import Foundation

/// A model's answers as probabilities that add up to one in every head.
public struct AnswerProbabilities: Sendable {
  /// Candidate answers per head.
  public let heads: [Int]
  /// Rows.
  public let count: Int
  /// [count, sum of heads], row by row, head after head.
  public let values: [Double]
  /// Where each head's candidates begin within a row.
  let offsets: [Int]
  /// Candidates over all heads.
  let width: Int

  /// Beside the likeliest candidate less than this counts as nothing: it changes no measure, and
  /// products of such probabilities are subnormal, at which processors are slow.
  private static let leastLog = -230.0

  /// - Returns: nil where a head of some row has a number that is not finite, other than the minus
  ///   infinity of a candidate without probability, or where all candidates have that.
  public init?(_ answers: Answers) {
    heads = answers.heads
    width = heads.reduce(0, +)
    count = answers.logProbabilities.count / max(width, 1)
    var (offsets, start) = ([Int](), 0)
    for size in heads {
      offsets.append(start)
      start += size
    }
    self.offsets = offsets
    var values: [Double] = []
    values.reserveCapacity(count * width)
    for row in 0..<count {
      for (offset, size) in zip(offsets, heads) {
        let range = row * width + offset..<row * width + offset + size
        let logs = answers.logProbabilities[range]
        guard let largest = logs.max(), largest.isFinite,
          logs.allSatisfy({ $0.isFinite || $0 == -.infinity })
        else { return nil }
        // Normalised again: in single precision the sum is one only nearly.
        let weights = logs.map { log in
          let below = Double(log) - Double(largest)
          return below < Self.leastLog ? 0 : exp(below)
        }
        let sum = weights.reduce(0, +)
        values += weights.map { $0 / sum }
      }
    }
    self.values = values
  }

  /// One head's probabilities in one row.
  func row(_ row: Int, head: Int) -> ArraySlice<Double> {
    let start = row * width + offsets[head]
    return values[start..<start + heads[head]]
  }

  /// The probability of a whole answer, [heads].
  func probability(_ row: Int, of answer: some Sequence<Int>) -> Double {
    zip(offsets, answer).reduce(1) { $0 * values[row * width + $1.0 + $1.1] }
  }

  /// The most probable candidate of each head, the first of equals.
  func chosen(_ row: Int) -> [Int] {
    heads.indices.map { head in
      let candidates = self.row(row, head: head)
      let best = candidates.indices.reduce(candidates.startIndex) {
        candidates[$1] > candidates[$0] ? $1 : $0
      }
      return best - candidates.startIndex
    }
  }

  /// Combinations of the heads' candidates; nil where there are more than `limit`.
  func combinations(atMost limit: Int) -> Int? {
    var product = 1
    for size in heads {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      if overflow || next > limit { return nil }
      product = next
    }
    return product
  }

  /// The law of the whole answer: the product of the heads' laws, the last head's candidate varying
  /// fastest.
  ///
  /// - Complexity: O(combinations of candidates).
  func joint(_ row: Int) -> [Double] {
    heads.indices.reduce([1]) { law, head in
      law.flatMap { weight in self.row(row, head: head).map { weight * $0 } }
    }
  }
}

extension AnswerKey {
  /// The answer to one row.
  func row(_ row: Int, heads: Int) -> [Int] {
    values[row * heads..<(row + 1) * heads].map { Int($0) }
  }
}

/// The mean over rows of something.
func meanOverRows(_ count: Int, _ value: (Int) -> Double) -> Double {
  (0..<count).reduce(0) { $0 + value($1) } / Double(count)
}

/// The mean over rows and heads of something.
func meanOverDigits(_ answers: AnswerProbabilities, _ value: (Int, Int) -> Double) -> Double {
  meanOverRows(answers.count) { row in
    answers.heads.indices.reduce(0) { $0 + value(row, $1) } / Double(answers.heads.count)
  }
}
