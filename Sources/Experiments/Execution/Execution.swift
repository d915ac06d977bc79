import Foundation
import Runs

/// Does the runs of the prepared experiments of a sweep that their folder does not hold yet.
///
/// Cells are done one after the other: what a cell shares with those before it is stored by then.
public final class Execution {
  public let sweep: PreparedSweep
  private let shard: Shard
  private let writer: StoreWriter
  private let workers: Int
  private let progress: any ExecutionProgress
  /// What the folder holds, with what was trained since.
  public private(set) var contents: StoreContents
  /// Runs trained by this execution.
  public private(set) var trained = 0

  /// What is remembered of a command that wrote to a folder; no result depends on it.
  public struct Record: Sendable {
    public let started: String
    public let host: String
    public let workers: Int
    public let command: String
    public let trained: Int
    public let seconds: Double
    /// The set-ups whose experiments it served; empty where that was not written down.
    public let setups: [SetupID]

    package init(
      started: String, host: String, workers: Int, command: String, trained: Int, seconds: Double,
      setups: [SetupID]
    ) {
      self.started = started
      self.host = host
      self.workers = workers
      self.command = command
      self.trained = trained
      self.seconds = seconds
      self.setups = setups
    }
  }

  /// Opens the folder's store for a sweep of one cell.
  ///
  /// - Parameters: as for sweeps.
  public convenience init(
    _ prepared: PreparedExperiment, folder: ExperimentFolder, workers: Int,
    progress: any ExecutionProgress
  ) throws {
    try self.init(
      PreparedSweep(prepared), folder: folder, workers: workers, progress: progress)
  }

  /// Opens the folder's store.
  ///
  /// - Parameters:
  ///   - folder: prepared for writing.
  ///   - workers: threads that train, at least 1.
  /// - Throws: `StoreError`.
  public init(
    _ sweep: PreparedSweep, folder: ExperimentFolder, workers: Int,
    progress: any ExecutionProgress
  ) throws {
    self.sweep = sweep
    self.workers = workers
    self.progress = progress
    shard = try folder.ownShard()
    writer = StoreWriter(shard: shard)
    contents = try folder.contents()
    if contents.damaged > 0 { try shard.removeDamaged() }
    let damaged = contents.damaged + shard.lost
    if damaged > 0 { progress.found(damagedRows: damaged) }
  }

  /// Trains what is missing of an experiment that is not swept.
  ///
  /// - Returns: as `runCells` does.
  public func run(command: String) async throws -> Measurements {
    try await runCells(command: command)[0]
  }

  /// Trains what is missing, cell by cell and round by round.
  ///
  /// - Returns: of each cell every driver's arms with what their runs came to.
  /// - Throws: `StoreError`; `CancellationError` when interrupted, with everything that was
  ///   finished stored.
  public func runCells(command: String) async throws -> [Measurements] {
    progress.begin(
      total: sweep.cells.reduce(0) { $0 + $1.trainings + $1.posteriorStates },
      work: sweep.expectedWork)
    let started = Date()
    do {
      var all: [Measurements] = []
      for cell in sweep.cells { all.append(try await run(cell)) }
      try await writer.flush()
      try finish(command: command, started: started)
      return all
    } catch {
      try? await writer.flush()
      try? finish(command: command, started: started)
      throw error
    }
  }

  private func run(_ prepared: PreparedExperiment) async throws -> Measurements {
    try await pretrain(prepared)
    var measurements: [String: [MeasuredArm]] = [:]
    for driver in prepared.drivers() {
      measurements[driver.purpose] = try await drive(driver, of: prepared)
    }
    try await sample(prepared)
    return Measurements(
      arms: measurements, bases: prepared.pretrainingRows(in: contents),
      ladders: try prepared.sampledLadders(in: contents))
  }

  private func finish(command: String, started: Date) throws {
    progress.end()
    if trained == 0 { return }
    try shard.store([
      Record(
        started: ISO8601DateFormatter().string(from: started),
        host: ProcessInfo.processInfo.hostName, workers: workers, command: command,
        trained: trained, seconds: -started.timeIntervalSinceNow, setups: sweep.setups.sorted()
      ).record
    ])
  }

  /// Makes the shared bases that are not stored.
  private func pretrain(_ prepared: PreparedExperiment) async throws {
    let missing = prepared.missingBases(in: contents)
    for variation in prepared.baseVariations {
      let lacking = missing.first { $0.variation == variation }?.requests.count ?? 0
      let stored = prepared.baseRequests(variation).count - lacking
      progress.advance(
        by: stored, work: Double(stored) * prepared.operations(base: variation), .bases,
        trained: false)
    }
    for (variation, requests) in missing {
      let setup = prepared.setup(variation)
      let gates = setup.task.capability?.gates ?? []
      let (writer, progress) = (writer, progress)
      let cost = prepared.operations(base: variation)
      try await writing {
        try await setup.learner.pretrain(requests, on: setup.task, workers: workers) { bases in
          try await writer.add(bases, gates: gates)
          progress.advance(
            by: bases.count, work: Double(bases.count) * cost, .bases, trained: true)
        }
      }
    }
  }

  /// Samples the ladders of the posterior that are not stored.
  private func sample(_ prepared: PreparedExperiment) async throws {
    let all = prepared.ladders
    let missing = all.filter { contents.ladders[$0.id] == nil }
    guard let learner = prepared.posteriorLearner, let first = all.first else { return }
    let rounds = first.request.settings.rounds
    let stored = (all.count - missing.count) * rounds
    let cost = prepared.operationsPerState
    progress.advance(by: stored, work: Double(stored) * cost, .states, trained: false)
    if missing.isEmpty { return }
    let task = prepared.setup(.standard).task
    let collector = LadderCollector(task: task, rule: prepared.experiment.rule, rounds: rounds)
    let ids = Dictionary(uniqueKeysWithValues: missing.map { ($0.request.ladder, $0.id) })
    let (writer, progress) = (writer, progress)
    try await writing {
      try await learner.sample(missing.map(\.request), on: task, workers: workers) { block in
        if let ladder = await collector.add(block), let id = ids[block.ladder] {
          try await writer.add(ladder, id: id)
        }
        progress.advance(
          by: block.draws.count, work: Double(block.draws.count) * cost, .states, trained: true)
      }
    }
  }

  private func drive(
    _ driver: any ArmDriver, of prepared: PreparedExperiment
  ) async throws -> [MeasuredArm] {
    let readings = { [sweep, driver] in sweep.readings(sharedWith: prepared, by: driver) }
    var driver = driver
    var replay = Replay(driver, prepared: prepared)
    var all: [MeasuredArm] = []
    var round: [MeasuredArm] = []
    while let arms = driver.next(after: round) {
      let units = try replay.units(of: arms, in: contents)
      try await train(units, of: prepared, readings)
      round = try replay.measure(units, in: contents)
      all += round
    }
    return all
  }

  private func train(
    _ units: [ArmUnit], of prepared: PreparedExperiment, _ readings: () -> [Reading]
  ) async throws {
    for unit in units {
      let stored = unit.requests.count - unit.missingCount(in: contents)
      guard stored > 0, let first = unit.requests.first else { continue }
      progress.advance(
        by: stored, work: Double(stored) * prepared.costs(of: unit.arm.variation)[first], .runs,
        trained: false)
    }
    for variation in SetupVariation.allCases {
      let mine = units.filter { $0.arm.variation == variation }
      let rows = mine.filter { $0.blocks == nil }
      await writer.expectRows()
      try await train(
        rows.flatMap { $0.missing(in: contents) }, variation, of: prepared,
        keepsAnswers: rows.contains(where: \.keepsAnswers))
      for unit in mine where unit.blocks != nil {
        try await trainBlocks(unit, of: prepared, readings)
      }
    }
  }

  /// Requests that are made at a time where runs are kept as counts: enough to keep workers busy,
  /// few enough to be forgotten.
  private static let requestsAtATime = 100_000

  ///
  /// - Parameter readings: by which other cells read the same runs: counts of blocks cannot be read
  ///   again, so that they are made by every reading at once.
  private func trainBlocks(
    _ unit: ArmUnit, of prepared: PreparedExperiment, _ readings: () -> [Reading]
  ) async throws {
    var missing = unit.missingBlocks(in: contents)[...]
    if missing.isEmpty { return }
    let readings = readings()
    while let first = missing.first {
      let blocks = missing.prefix(max(1, Self.requestsAtATime / first.range.count))
      missing = missing.dropFirst(blocks.count)
      await writer.expect(Array(blocks), of: unit, alsoReadBy: readings)
      try await train(
        blocks.flatMap { unit.requests[$0.range] }, unit.arm.variation, of: prepared,
        keepsAnswers: false)
    }
  }

  private func train(
    _ requests: [RunRequest], _ variation: SetupVariation, of prepared: PreparedExperiment,
    keepsAnswers: Bool
  ) async throws {
    if requests.isEmpty { return }
    let setup = prepared.setup(variation)
    let (writer, progress) = (writer, progress)
    let (task, rule, text) = (setup.task, prepared.experiment.rule, prepared.textReading)
    let costs = prepared.costs(of: variation)
    try await writing {
      try await setup.learner.train(
        requests, on: task,
        supplies: supplies(
          for: requests, keepsAnswers: keepsAnswers, heads: task.heads,
          readsAgreeing: text != nil),
        workers: workers
      ) { runs in
        try await writer.add(runs.map { (FinishedRun($0, task: task, rule: rule, text: text)) })
        progress.advance(
          by: runs.count, work: runs.reduce(0) { $0 + costs[$1.request] }, .runs, trained: true)
      }
    }
  }

  /// What the runs refer to, from the store.
  private func supplies(
    for requests: [RunRequest], keepsAnswers: Bool, heads: [Int], readsAgreeing: Bool
  ) -> Supplies {
    var supplies = Supplies(keepsPressureAnswers: keepsAnswers, readsAgreeing: readsAgreeing)
    for request in requests {
      if let base = request.base, let kept = contents.bases[base.id] {
        supplies.bases[base.id] = kept.parameters
      }
      for run in request.earlier where supplies.earlier[run] == nil {
        supplies.earlier[run] = contents.answers[run].map {
          Answers(heads: heads, logProbabilities: $0.pressure)
        }
      }
    }
    return supplies
  }

  /// Does work that delivers to the writer, and takes what was delivered; where the work fails,
  /// that is stored at once.
  private func writing(_ work: () async throws -> Void) async throws {
    do {
      try await work()
    } catch {
      try await writer.flush()
      await take()
      throw error
    }
    await take()
  }

  private func take() async {
    let (new, added) = await writer.collect()
    trained += added
    contents.merge(new)
  }
}

/// Every driver's arms with what their runs came to, by the driver's purpose.
public struct Measurements: Sendable {
  public let arms: [String: [MeasuredArm]]
  /// What became of the shared bases, variation by variation.
  public let bases: [PretrainingRow]
  /// Of the posterior; empty where no estimator asks for it.
  public let ladders: [StoredLadder]

  package init(
    arms: [String: [MeasuredArm]], bases: [PretrainingRow] = [], ladders: [StoredLadder] = []
  ) {
    self.arms = arms
    self.bases = bases
    self.ladders = ladders
  }

  public subscript(purpose: String) -> [MeasuredArm] { arms[purpose] ?? [] }
}

/// Is told how an execution goes on; called from several threads.
public protocol ExecutionProgress: Sendable {
  /// - Parameters:
  ///   - total: trainings (or what else is counted), stored ones included.
  ///   - work: operations of the whole by kind, from which remaining time is reckoned.
  func begin(total: Int, work: [WorkKind: Double])
  /// - Parameters:
  ///   - work: operations of these runs.
  ///   - trained: false for what was stored before.
  func advance(by runs: Int, work: Double, _ kind: WorkKind, trained: Bool)
  func end()
  func found(damagedRows: Int)
}
