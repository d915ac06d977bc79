/// A trained model's answers to the rows of one pool.
public struct Answers: Sendable {
  /// Candidate answers per head.
  public let heads: [Int]
  /// [rows, sum of heads], row by row: natural logarithms of the probabilities of the candidates,
  /// head after head. Not finite where training diverged.
  public let logProbabilities: [Float]
  /// Of answers in text, by row: the one that greedy writing gives; the largest value where that
  /// leaves the language.
  public let greedy: [UInt16]?
  /// Of answers in text, by row: the probability of all that is no answer.
  public let outside: [Float]?
  /// Of answers in text: among which tokens they were read.
  public let reading: WholeAnswers.Reading?

  public init(
    heads: [Int], logProbabilities: [Float], greedy: [UInt16]? = nil, outside: [Float]? = nil,
    reading: WholeAnswers.Reading? = nil
  ) {
    self.greedy = greedy
    self.outside = outside
    self.reading = reading
    self.heads = heads
    self.logProbabilities = logProbabilities
  }

  public var count: Int { logProbabilities.count / heads.reduce(0, +) }

  /// By how much the model prefers the given answer to every other, row by row, in nats: the
  /// smallest, over heads, of the answer's log-probability minus the largest of the others'.
  ///
  /// Positive exactly when the model gives that answer; minus infinity where training diverged.
  ///
  /// - Parameter key: the answers, [rows, heads].
  /// - Complexity: O(rows x candidates).
  public func margins(toward key: AnswerKey) -> [Float] {
    let candidates = heads.reduce(0, +)
    return (0..<count).map { row in
      var margin = Float.infinity
      var offset = row * candidates
      for (head, size) in heads.enumerated() {
        let chosen = Int(key.values[row * heads.count + head])
        var rival = -Float.infinity
        var finite = true
        for candidate in 0..<size {
          let value = logProbabilities[offset + candidate]
          if !(value > -.infinity && value < .infinity) { finite = finite && value == -.infinity }
          if candidate != chosen { rival = max(rival, value) }
        }
        let own = logProbabilities[offset + chosen]
        let difference = finite && !(own == -.infinity && rival == -.infinity)
          ? own - rival : -.infinity
        margin = min(margin, difference)
        offset += size
      }
      return margin
    }
  }

  /// The share of rows whose whole answer is the given one.
  ///
  /// - Complexity: O(rows x candidates).
  public func share(right key: AnswerKey) -> Double {
    let margins = margins(toward: key)
    return margins.isEmpty ? 0 : Double(margins.count { $0 > 0 }) / Double(margins.count)
  }

  /// The most probable candidate of every head, the first of equals; a value that is no candidate
  /// where training diverged. [rows, heads].
  public var chosen: AnswerKey {
    let candidates = heads.reduce(0, +)
    var values: [UInt16] = []
    values.reserveCapacity(count * heads.count)
    for row in 0..<count {
      var offset = row * candidates
      for size in heads {
        var best = (candidate: UInt16.max, value: -Float.infinity)
        for candidate in 0..<size where logProbabilities[offset + candidate] > best.value {
          best = (UInt16(candidate), logProbabilities[offset + candidate])
        }
        values.append(best.candidate)
        offset += size
      }
    }
    return AnswerKey(values)
  }
}
