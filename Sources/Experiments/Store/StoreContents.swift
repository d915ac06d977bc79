import Runs

/// What the shards of a folder hold together.
public struct StoreContents: Sendable {
  public var runs = RunTable()
  public var blocks: [Fingerprint: StoredBlock] = [:]
  public var bases: [ArtifactID: StoredBase] = [:]
  /// Of runs of diversity sequences.
  public var answers: [RunID: StoredAnswers] = [:]
  /// Of posteriors.
  public var ladders: [ArtifactID: StoredLadder] = [:]
  /// Records that were left out because they were not whole.
  public var damaged = 0

  public init() {}

  /// Whether no run is stored, by itself or among counts.
  var isWithoutRuns: Bool { runs.count == 0 && blocks.isEmpty }

  /// Commands are no part of what a summary rests on, and only checked.
  mutating func add(_ record: StoredRecord) {
    let isWhole =
      switch record.kind {
      case .run, .textRun: runs.add(record)
      case .block: Self.keep(StoredBlock(record), as: record.id, in: &blocks)
      case .base: Self.keep(StoredBase(record), as: record.id, in: &bases)
      case .answers: Self.keep(StoredAnswers(record), as: record.id, in: &answers)
      case .ladder: Self.keep(StoredLadder(record), as: record.id, in: &ladders)
      case .execution: Execution.Record(record) != nil
      }
    if !isWhole { damaged += 1 }
  }

  /// Takes a run as it lies in a shard.
  ///
  /// - Parameter isText: whether what is kept of text stands behind the run's own bytes.
  mutating func add(run id: RunID, _ body: UnsafeRawBufferPointer, isText: Bool) {
    if !runs.add(id, body, isText: isText) { damaged += 1 }
  }

  private static func keep<Value>(
    _ value: Value?, as id: Fingerprint, in values: inout [Fingerprint: Value]
  ) -> Bool {
    guard let value else { return false }
    values[id] = value
    return true
  }

  /// Takes over what another store holds.
  mutating func merge(_ other: StoreContents) {
    runs.merge(other.runs)
    blocks.merge(other.blocks) { $1 }
    bases.merge(other.bases) { $1 }
    answers.merge(other.answers) { $1 }
    ladders.merge(other.ladders) { $1 }
  }
}
