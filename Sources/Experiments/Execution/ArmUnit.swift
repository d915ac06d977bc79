import Runs

/// An arm of a plan with its runs named, and the way in which they are kept.
public struct ArmUnit: Sendable {
  public let arm: Arm
  public let requests: ArmRequests
  /// How the runs are read into a tally.
  let reading: Reading
  /// The index of each run's shared base; empty without shared bases.
  let bases: [Int]
  /// Whether the pair's policies stand the other way round than in what is stored.
  let isExchanged: Bool
  /// Whether what each run came to is measured too: of plain runs that other cells may share.
  let keepsRuns: Bool
  /// The blocks of counts the runs are kept as; nil where each run has its own row.
  let blocks: [Block]?

  struct Block: Sendable {
    let id: Fingerprint
    /// Which of the arm's requests.
    let range: Range<Int>
  }

  /// Plain arms above this many runs are kept as blocks of counts.
  static let mostRows = 20_000

  /// A thousandth of the arm's runs between these: what is lost when an execution is killed,
  /// against what has to be kept.
  private static let runsPerBlock = 1_000...100_000

  /// Whether an arm's runs are kept as blocks of counts.
  ///
  /// Counts tell kinds of b apart and not of a: exchanged, they could not be read.
  static func countsOnly(
    _ arm: Arm, isShared: Bool, isExchanged: Bool, reading: Reading
  ) -> Bool {
    arm.runs > mostRows && !isShared && arm.round == nil && arm.origins == nil
      && !(isExchanged && reading.named > 0)
  }

  init(
    arm: Arm, requests: ArmRequests, bases: [Int], reading: Reading, isExchanged: Bool = false,
    keepsRuns: Bool = false
  ) {
    self.keepsRuns = keepsRuns
    self.isExchanged = isExchanged
    self.arm = arm
    self.requests = requests
    self.bases = bases
    self.reading = reading
    guard
      Self.countsOnly(
        arm, isShared: !bases.isEmpty, isExchanged: isExchanged, reading: reading)
    else {
      blocks = nil
      return
    }
    let limits = Self.runsPerBlock
    let identity = reading.identity
    let size = Swift.min(Swift.max(requests.count / 1000, limits.lowerBound), limits.upperBound)
    blocks = stride(from: 0, to: requests.count, by: size).map { start in
      let range = start..<Swift.min(start + size, requests.count)
      return Block(id: Self.blockID(requests, range, identity: identity), range: range)
    }
  }

  /// Names the counts of a block by a reading.
  func blockID(_ range: Range<Int>, read reading: Reading) -> Fingerprint {
    Self.blockID(requests, range, identity: reading.identity)
  }

  /// The seeds between follow from those at the ends: they are addresses one after the other.
  private static func blockID(
    _ requests: ArmRequests, _ range: Range<Int>, identity: Fingerprint
  ) -> Fingerprint {
    var builder = FingerprintBuilder("block of seeds")
    builder.combine(identity)
    builder.combine(range.count)
    builder.combine(requests.id(range.lowerBound))
    builder.combine(requests.id(range.upperBound - 1))
    return builder.finish()
  }

  /// Whether later runs need these runs' answers.
  var keepsAnswers: Bool { arm.round != nil }

  /// The requests whose runs or answers are not there; for runs kept as counts, of blocks that are
  /// not.
  func missing(in contents: StoreContents) -> [RunRequest] {
    if blocks != nil { return missingBlocks(in: contents).flatMap { requests[$0.range] } }
    return requests.indices.filter { !isStored($0, in: contents) }.map { requests[$0] }
  }

  /// How many requests are missing, without making them.
  func missingCount(in contents: StoreContents) -> Int {
    if contents.isWithoutRuns { return requests.count }
    return blocks == nil
      ? requests.indices.count { !isStored($0, in: contents) }
      : missingBlocks(in: contents).reduce(0) { $0 + $1.range.count }
  }

  private func isStored(_ index: Int, in contents: StoreContents) -> Bool {
    let id = requests.id(index)
    guard let run = contents.runs.packed(id), run.fits(reading) else { return false }
    return !keepsAnswers || contents.answers[id] != nil
  }

  func missingBlocks(in contents: StoreContents) -> [Block] {
    (blocks ?? []).filter { contents.blocks[$0.id] == nil }
  }

  /// Adds the runs up, in the order of their indices.
  ///
  /// - Throws: `IncompleteError` where runs are missing.
  func measure(in contents: StoreContents, task: EncodedTask) throws -> MeasuredArm {
    var tally = Tally(reading)
    if let blocks {
      let shape = tally
      for block in blocks {
        guard let counts = contents.blocks[block.id]?.tally(like: shape) else {
          throw IncompleteError(missing: missingCount(in: contents))
        }
        tally = tally + (isExchanged ? counts.exchanged : counts)
      }
      return MeasuredArm(arm: arm, tally: tally)
    }
    var counter = TallyCounter(reading, isExchanged: isExchanged)
    let bare = reading.withoutResamples()
    var byBase: [Int: TallyCounter] = [:]
    var readouts: [Readout] = []
    var scored: [ScoredReadout] = []
    if arm.origins != nil { scored.reserveCapacity(requests.count) }
    var runs: [RunShares] = []
    if keepsRuns { runs.reserveCapacity(requests.count) }
    var batch = Batch(requests, contents.runs)
    for index in requests.indices {
      let id = batch.id(index)
      // A run that answers other inputs than these was not read as this plan reads it.
      guard let run = batch.run(index), run.fits(reading) else {
        throw IncompleteError(missing: missingCount(in: contents))
      }
      let counted = counter.add(run)
      if !bases.isEmpty {
        byBase[
          bases[index], default: TallyCounter(bare, isExchanged: isExchanged)
        ].add(run)
      }
      if keepsRuns {
        runs.append(RunShares(outcome: counted.outcome, a: counted.hitsA, b: counted.hitsB))
      }
      if arm.round != nil, let readout = contents.runs[id]?.readout {
        readouts.append(isExchanged ? readout.exchanged : readout)
      }
      if arm.origins != nil {
        scored.append(
          ScoredReadout(run, counted, rule: reading.rules[0], isExchanged: isExchanged))
      }
    }
    tally = counter.tally
    return MeasuredArm(
      arm: arm, tally: tally, bases: byBase.mapValues(\.tally),
      sequences: arm.round == nil
        ? nil
        : try MeasuredRound(
          readouts, requests: Array(requests), rule: reading.rules[0], task: task,
          contents: contents),
      scored: scored, runs: runs)
  }
}

/// Finds stored runs in the order of their requests, many at a time.
private struct Batch {
  private static let size = 256
  private let requests: ArmRequests
  private let table: RunTable
  private var start = 0
  private var ids: [RunID] = []
  private var runs: [PackedRun?] = []

  init(_ requests: ArmRequests, _ table: RunTable) {
    self.requests = requests
    self.table = table
  }

  /// - Parameter index: not before any that was asked for.
  mutating func id(_ index: Int) -> RunID {
    load(index)
    return ids[index - start]
  }

  mutating func run(_ index: Int) -> PackedRun? {
    load(index)
    return runs[index - start]
  }

  private mutating func load(_ index: Int) {
    if index < start + ids.count { return }
    start = index
    ids = (index..<min(index + Self.size, requests.count)).map { requests.id($0) }
    runs = table.packed(ids)
  }
}

/// A folder that holds only a part of what its experiment asks for.
public struct IncompleteError: Error, Sendable, CustomStringConvertible {
  /// Runs or bases missing in the first round that is not complete.
  public let missing: Int
  /// Stored records that were left out because they were not whole.
  public var damaged = 0

  public var description: String {
    "the experiment is not finished: \(missing) runs of its current round are missing"
      + (damaged > 0 ? " (\(damaged) stored rows are damaged)" : "")
      + "; give the `tiltmeter run` command again, it goes on from here"
  }
}

/// No base can do what runs start from.
public struct GateError: Error, Sendable, CustomStringConvertible {
  let bases: Int
  let gate: Double
  /// The best base's worst share.
  let best: Double
  /// What would make bases able to do more.
  let remedy: String

  public var description: String {
    "none of \(bases) bases passes its gate: the best has \(Wording.share(best)) of the worst "
      + "persona's unseen inputs right, \(Wording.share(gate)) are asked for; \(remedy), or lower "
      + "pretraining.gate"
  }
}
