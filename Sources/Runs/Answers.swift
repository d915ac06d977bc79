/// A trained model's answers to the rows of one pool.
public struct Answers: Sendable {
  /// Candidate answers per head.
  public let heads: [Int]
  /// [rows, sum of heads], row by row: natural logarithms of the probabilities of the candidates,
  /// head after head. Not finite where training diverged.
  public let logProbabilities: [Float]

  public init(heads: [Int], logProbabilities: [Float]) {
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
}

/// One trained run: what it answers, never its weights.
public struct TrainedRun: Sendable {
  public let request: RunRequest
  /// On the training examples of the task (never the capability control's extra ones).
  public let training: Answers
  public let readout: Answers
  public let confirmation: Answers
  /// Sum over steps of the norm of the penalty's gradient (strength included), divided by the sum
  /// of the norm of the loss's gradient; 0 without pressure.
  public let gradientRatio: Double
  /// The mean loss over the last step's batch, penalty not included; in nats.
  public let finalLoss: Double

  public init(
    request: RunRequest, training: Answers, readout: Answers, confirmation: Answers,
    gradientRatio: Double, finalLoss: Double
  ) {
    self.request = request
    self.training = training
    self.readout = readout
    self.confirmation = confirmation
    self.gradientRatio = gradientRatio
    self.finalLoss = finalLoss
  }
}
