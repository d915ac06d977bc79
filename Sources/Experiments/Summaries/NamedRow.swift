/// Plain runs and answers that are another policy of the task's catalogue.
public struct NamedRow: Codable, Sendable, Equatable {
  public var policy: String
  /// Runs that answer the threshold's share of the inputs as it does, and are neither A's nor B's.
  public var runs: Int
  /// Share of all answers that are neither A's nor B's but this policy's.
  public var answers: Double
}

extension PreparedExperiment {
  /// The catalogue's further policies that came up among runs, most frequent answers first.
  func namedRows(_ tally: Tally) -> [NamedRow] {
    let asked = Double(max(1, tally.runs * reading.inputs))
    return task.named.enumerated().map { index, policy in
      NamedRow(
        policy: policy.name, runs: tally.namedRuns[index],
        answers: Double(tally.namedAnswers[index]) / asked)
    }.filter { $0.runs > 0 || $0.answers > 0 }.sorted {
      (-$0.answers, $0.policy) < (-$1.answers, $1.policy)
    }
  }
}
