import Runs

extension MeasuredRound {
  /// Reads one round of diversity sequences.
  ///
  /// - Parameters:
  ///   - readouts: of each sequence's model.
  ///   - requests: the same models'.
  ///   - contents: holds the answers of these and of all earlier models.
  /// - Throws: `IncompleteError` where it does not.
  init(
    _ readouts: [Readout], requests: [RunRequest], rule: ReadoutRule, task: EncodedTask,
    contents: StoreContents
  ) throws {
    let names = readouts.map { readout in
      readout.named(rule).map(RoundOutcome.named) ?? .outcome(readout.outcome(rule))
    }
    let shares = readouts.map { Double($0.trainingRight) / Double(max(1, $0.trainingCount)) }
    self.init(
      names: names, answers: try requests.map { request in
        guard let kept = contents.answers[request.id] else { throw IncompleteError(missing: 1) }
        return Answers(heads: task.heads, logProbabilities: kept.readout)
      }, trainingRight: shares.reduce(0, +) / Double(max(1, shares.count)))
  }
}
