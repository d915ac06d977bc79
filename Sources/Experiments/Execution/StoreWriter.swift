import Foundation
import Runs

/// Takes readouts from the workers and stores them in transactions of about a quarter of a second.
actor StoreWriter {
  private let shard: Shard
  /// Where a run belongs: for blocks, the block's place and the run's place in it.
  private var blockOf: [RunID: (block: Fingerprint, index: Int)] = [:]
  private var open: [Fingerprint: OpenBlock] = [:]
  private var pendingRuns: [StoredRun] = []
  private var pendingBlocks: [StoredBlock] = []
  private var lastFlush = ContinuousClock.now
  private(set) var written = StoreContents()
  /// Runs that came in.
  private(set) var added = 0

  private struct OpenBlock {
    var readouts: [Readout?]
    var missing: Int
    let reading: Reading
  }

  init(shard: Shard, units: [ArmUnit]) {
    self.shard = shard
    for unit in units {
      for block in unit.blocks ?? [] {
        open[block.id] = OpenBlock(
          readouts: Array(repeating: nil, count: block.range.count), missing: block.range.count,
          reading: unit.reading)
        for index in block.range {
          blockOf[unit.requests[index].id] = (block.id, index - block.range.lowerBound)
        }
      }
    }
  }

  func add(_ readouts: [(request: RunRequest, readout: Readout)]) throws {
    added += readouts.count
    for (request, readout) in readouts {
      if let place = blockOf[request.id] {
        close(request, readout, place.block, place.index)
      } else {
        pendingRuns.append(
          StoredRun(
            id: request.id, setup: request.setup, strength: request.pressure.strength,
            seed: request.noise.seed, readout: readout))
      }
    }
    if ContinuousClock.now - lastFlush > .milliseconds(250) { try flush() }
  }

  /// Stores what has come in since the last transaction.
  func flush() throws {
    lastFlush = .now
    if pendingRuns.isEmpty && pendingBlocks.isEmpty { return }
    try shard.store(runs: pendingRuns, blocks: pendingBlocks)
    for run in pendingRuns { written.runs[run.id] = run }
    for block in pendingBlocks { written.blocks[block.id] = block }
    pendingRuns = []
    pendingBlocks = []
  }

  private func close(
    _ request: RunRequest, _ readout: Readout, _ id: Fingerprint, _ index: Int
  ) {
    open[id]!.readouts[index] = readout
    open[id]!.missing -= 1
    guard open[id]!.missing == 0, let block = open.removeValue(forKey: id) else { return }
    var tally = Tally(block.reading)
    for readout in block.readouts { tally.add(readout!, block.reading) }
    pendingBlocks.append(StoredBlock(id: id, tally: tally))
  }
}
