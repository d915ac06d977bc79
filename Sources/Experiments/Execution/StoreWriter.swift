import Foundation
import Runs

/// A trained run as it goes to the store.
struct FinishedRun: Sendable {
  let request: RunRequest
  let readout: Readout
  /// Of runs of diversity sequences.
  let answers: StoredAnswers?

  init(_ run: TrainedRun, task: EncodedTask, rule: ReadoutRule, text: TextReading?) {
    request = run.request
    readout = Readout(run, task: task, rule: rule, text: text)
    answers = StoredAnswers(run)
  }
}

/// Takes readouts from the workers and stores them in transactions of about a quarter of a second,
/// however short the rounds are: a transaction waits for the disk, which a round need not.
actor StoreWriter {
  private let shard: Shard
  /// Where a run belongs: for blocks, the block's place and the run's place in it.
  private var blockOf: [RunID: (block: Fingerprint, index: Int)] = [:]
  private var open: [Fingerprint: OpenBlock] = [:]
  private var pending: [StoredRecord] = []
  private var lastFlush = ContinuousClock.now
  private var arrived = StoreContents()
  private var added = 0

  private struct OpenBlock {
    var readouts: [Readout?]
    var missing: Int
    /// By which the runs are counted, each with the name of its counts.
    let readings: [(id: Fingerprint, reading: Reading)]
  }

  init(shard: Shard) { self.shard = shard }

  /// Tells that the runs to come have rows of their own.
  func expectRows() {
    open = [:]
    blockOf = [:]
  }

  /// Tells which of the runs to come are kept as blocks of counts, and forgets what was told
  /// before.
  ///
  /// - Parameter readings: by which the same runs are to be counted too.
  func expect(_ blocks: [ArmUnit.Block], of unit: ArmUnit, alsoReadBy readings: [Reading] = []) {
    expectRows()
    for block in blocks {
      open[block.id] = OpenBlock(
        readouts: Array(repeating: nil, count: block.range.count), missing: block.range.count,
        readings: [(block.id, unit.reading)]
          + readings.map { (unit.blockID(block.range, read: $0), $0) })
      for index in block.range {
        blockOf[unit.requests[index].id] = (block.id, index - block.range.lowerBound)
      }
    }
  }

  func add(_ runs: [FinishedRun]) throws {
    added += runs.count
    for run in runs {
      let (request, readout) = (run.request, run.readout)
      if let answers = run.answers {
        keep(answers.record(of: request.id))
      }
      if let place = blockOf[request.id] {
        close(request, readout, place.block, place.index)
      } else {
        let stored = StoredRun(
          id: request.id, setup: request.setup, strength: request.pressure.strength,
          seed: request.noise.seed, lineage: StoredLineage(request), readout: readout)
        keep(stored.record)
      }
    }
    if ContinuousClock.now - lastFlush > .milliseconds(250) { try flush() }
  }

  func add(_ bases: [TrainedBase], gates: [CapabilityMixture.Gate]) throws {
    added += bases.count
    for base in bases { keep(StoredBase(base, gates: gates).record(id: base.request.id)) }
    if ContinuousClock.now - lastFlush > .milliseconds(250) { try flush() }
  }

  /// Stores a whole ladder at once: it may have taken minutes.
  func add(_ ladder: StoredLadder, id: ArtifactID) throws {
    added += ladder.samples.count
    keep(ladder.record(id: id))
    try flush()
  }

  private func keep(_ record: StoredRecord) {
    pending.append(record)
    arrived.add(record)
  }

  /// What came in since this was asked last, stored or soon to be, and how many runs and bases.
  func collect() -> (contents: StoreContents, added: Int) {
    defer {
      arrived = StoreContents()
      added = 0
    }
    return (arrived, added)
  }

  /// Stores what has come in since the last transaction.
  func flush() throws {
    lastFlush = .now
    if pending.isEmpty { return }
    try shard.store(pending)
    pending = []
  }

  private func close(
    _ request: RunRequest, _ readout: Readout, _ id: Fingerprint, _ index: Int
  ) {
    open[id]!.readouts[index] = readout
    open[id]!.missing -= 1
    guard open[id]!.missing == 0, let block = open.removeValue(forKey: id) else { return }
    for (id, reading) in block.readings {
      var tally = Tally(reading)
      for readout in block.readouts { tally.add(readout!, reading) }
      let stored = StoredBlock(id: id, tally: tally)
      pending.append(stored.record)
      arrived.blocks[id] = stored
    }
  }
}
