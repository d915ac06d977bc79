import Foundation

/// What a model says to one prompt, of whole answers of a language.
///
/// By the chain rule an answer's log-probability is the sum of its tokens', each given the prompt
/// and the answer's own earlier tokens, the end among them. No answer is sampled or guessed at.
public struct WholeAnswers: Hashable, Sendable {
  /// Among which tokens a place is read.
  public enum Reading: Hashable, Sendable {
    /// Among all there are: what a model writes outside the language takes mass from the answers.
    case all
    /// Among those with which the language goes on: for models that cannot tell one place of an
    /// answer from another, as tables, and so not where an answer ends.
    case within
  }

  /// [answers] in the language's order, in nats.
  public let logProbabilities: [Double]
  /// The answer every token of which is the most probable one given those before it, the first of
  /// equals; nil where such writing leaves the language, or nothing is finite.
  public let greedy: Int?
  /// The probability of all that is no answer, when all tokens are read.
  public let outside: Double
  public let reading: Reading

  /// - Parameters:
  ///   - next: natural logarithms of the probabilities of the next token after the path to a node,
  ///     [tokens and the end], asked for once for each node that goes on.
  /// - Complexity: O(nodes x tokens).
  public init(_ language: AnswerLanguage, reading: Reading, next: (_ node: Int) -> [Double]) {
    self.reading = reading
    let nodes = language.nodes
    var whole = [Double](repeating: 0, count: nodes.count)
    var read = whole
    // The child that greedy writing takes; nil where it leaves.
    var taken = [Int?](repeating: nil, count: nodes.count)
    for node in language.inner {
      let logs = next(node)
      let children = nodes[node].children
      let sum = Self.logOfSum(children.map { logs[nodes[$0].token] })
      for child in children {
        let log = logs[nodes[child].token]
        whole[child] = whole[node] + log
        read[child] = read[node] + (reading == .within ? log - sum : log)
      }
      var best = (token: -1, log: -Double.infinity)
      switch reading {
      case .all: for (token, log) in logs.enumerated() where log > best.log { best = (token, log) }
      case .within:
        for child in children where logs[nodes[child].token] > best.log {
          best = (nodes[child].token, logs[nodes[child].token])
        }
      }
      taken[node] = children.first { nodes[$0].token == best.token }
    }
    logProbabilities = language.leaves.map { read[$0] }
    var place: Int? = 0
    while let node = place, nodes[node].answer == nil { place = taken[node] }
    greedy = place.flatMap { nodes[$0].answer }
    let inside = language.leaves.reduce(0) { $0 + exp(whole[$1]) }
    outside = max(0, 1 - inside)
  }

  private static func logOfSum(_ logs: [Double]) -> Double {
    guard let largest = logs.max(), largest > -.infinity else { return -.infinity }
    return largest + log(logs.reduce(0) { $0 + exp($1 - largest) })
  }
}

extension Answers {
  /// The answers to the prompts of one pool.
  ///
  /// - Parameter rows: one for each prompt, all of one language.
  public init(_ rows: [WholeAnswers], of language: AnswerLanguage) {
    self.init(
      heads: [language.count],
      logProbabilities: rows.flatMap { $0.logProbabilities.map { Float($0) } },
      greedy: rows.map { $0.greedy.map { UInt16($0) } ?? .max },
      outside: rows.map { Float($0.outside) }, reading: rows.first?.reading)
  }

  /// The share of rows on which greedy writing gives the whole answer; nil for answers that are
  /// no text.
  public func greedyShare(of key: AnswerKey) -> Double? {
    guard let greedy, !greedy.isEmpty else { return nil }
    return Double(zip(greedy, key.values).count { $0 == $1 }) / Double(greedy.count)
  }

  /// The mean over rows of the probability of the whole answer.
  ///
  /// - Parameter key: the answers, [rows, heads].
  public func meanProbability(of key: AnswerKey) -> Double {
    let candidates = heads.reduce(0, +)
    var sum = 0.0
    for row in 0..<count {
      var (offset, log) = (row * candidates, 0.0)
      for (head, size) in heads.enumerated() {
        log += Double(logProbabilities[offset + Int(key.values[row * heads.count + head])])
        offset += size
      }
      sum += exp(log)
    }
    return count == 0 ? 0 : sum / Double(count)
  }
}
