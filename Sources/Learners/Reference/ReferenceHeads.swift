extension OutputHeads {
  /// ln of the probability of every candidate, head after head.
  ///
  /// - Parameter logits: [self.logits].
  /// - Returns: [candidates].
  package func logProbabilities<Scalar: ReferenceScalar>(_ logits: [Scalar]) -> [Scalar] {
    switch self {
    case .logit: return [Self.logLogistic(-logits[0]), Self.logLogistic(logits[0])]
    case .softmax(let sizes):
      var result: [Scalar] = []
      for size in sizes {
        let head = logits[result.count..<result.count + size]
        let top = head.reduce(-.infinity) { $1 > $0 ? $1 : $0 }
        let sum = head.reduce(0) { $0 + Scalar.exponential($1 - top) }
        result += head.map { $0 - top - Scalar.logarithm(sum) }
      }
      return result
    }
  }

  /// Cross-entropy: minus the sum over heads of ln p(answer).
  ///
  /// - Parameters:
  ///   - logits: [self.logits].
  ///   - answers: one per head.
  /// - Returns: the value in nats, and its derivatives by the logits.
  package func crossEntropy<Scalar: ReferenceScalar>(
    _ logits: [Scalar], answers: [Int]
  ) -> (value: Scalar, slopes: [Scalar]) {
    let logs = logProbabilities(logits)
    if self == .logit {
      return (-logs[answers[0]], [Scalar.exponential(logs[1]) - (answers[0] == 1 ? 1 : 0)])
    }
    var value: Scalar = 0
    var slopes = logs.map(Scalar.exponential)
    for place in places(of: answers) {
      value -= logs[place]
      slopes[place] -= 1
    }
    return (value, slopes)
  }

  /// Where the answers stand among the candidates of a row.
  func places(of answers: [Int]) -> [Int] {
    guard case .softmax(let sizes) = self else { return answers }
    var offset = 0
    return zip(sizes, answers).map { size, answer in
      defer { offset += size }
      return offset + answer
    }
  }

  /// ln(1 / (1 + e^-x)) without overflow.
  private static func logLogistic<Scalar: ReferenceScalar>(_ x: Scalar) -> Scalar {
    (x < 0 ? x : x - x) - .logarithmOfOnePlus(.exponential(x < 0 ? x : -x))
  }
}
