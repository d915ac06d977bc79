import Runs

/// The answers of a sequence's run that later runs and comparisons need.
public struct StoredAnswers: Sendable {
  /// Log-probabilities on the pressure pool, [rows, candidates].
  public let pressure: [Float]
  /// On the readout pool.
  public let readout: [Float]

  /// - Returns: nil where the run did not keep its answers.
  init?(_ run: TrainedRun) {
    guard let answers = run.pressure else { return nil }
    pressure = answers.logProbabilities
    readout = run.readout.logProbabilities
  }

  func record(of run: RunID) -> StoredRecord {
    StoredRecord(.answers, id: run, body: PackedNumbers.pack([pressure, readout]))
  }

  package init?(_ record: StoredRecord) {
    guard record.kind == .answers, let parts = PackedNumbers.unpack(record.body), parts.count == 2
    else { return nil }
    (pressure, readout) = (parts[0], parts[1])
  }
}
