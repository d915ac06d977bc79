import Foundation
import Runs

/// Does the runs of a prepared experiment that its folder does not hold yet.
public final class Execution {
  public let prepared: PreparedExperiment
  private let shard: Shard
  private let writer: StoreWriter
  private let workers: Int
  private let progress: any ExecutionProgress
  private var contents: StoreContents
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

    /// Whether a report on a set-up may cite the command.
    func serves(_ setup: SetupID) -> Bool { setups.contains(setup) }
  }

  /// Opens the folder's store.
  ///
  /// - Parameters:
  ///   - folder: prepared for writing.
  ///   - workers: threads that train, at least 1.
  /// - Throws: `StoreError`.
  public init(
    _ prepared: PreparedExperiment, folder: ExperimentFolder, workers: Int,
    progress: any ExecutionProgress
  ) throws {
    self.prepared = prepared
    self.workers = workers
    self.progress = progress
    shard = try folder.ownShard()
    writer = StoreWriter(shard: shard)
    contents = try folder.contents()
    if contents.damaged > 0 { try shard.removeDamaged() }
    let damaged = contents.damaged + shard.lost
    if damaged > 0 { progress.found(damagedRows: damaged) }
  }

  /// Trains what is missing, round by round.
  ///
  /// - Returns: every driver's arms with what their runs came to.
  /// - Throws: `StoreError`; `CancellationError` when interrupted, with everything that was
  ///   finished stored.
  public func run(command: String) async throws -> Measurements {
    let drivers = prepared.drivers()
    progress.begin(
      total: prepared.trainings + prepared.posteriorStates, work: prepared.expectedWork)
    let started = Date()
    do {
      try await pretrain()
      var measurements: [String: [MeasuredArm]] = [:]
      for driver in drivers { measurements[driver.purpose] = try await drive(driver) }
      try await sample()
      try await writer.flush()
      try finish(command: command, started: started)
      return Measurements(
        arms: measurements, bases: prepared.pretrainingRows(in: contents),
        ladders: try prepared.sampledLadders(in: contents))
    } catch {
      try? await writer.flush()
      try? finish(command: command, started: started)
      throw error
    }
  }

  private func finish(command: String, started: Date) throws {
    progress.end()
    if trained == 0 { return }
    try shard.store([
      Record(
        started: ISO8601DateFormatter().string(from: started),
        host: ProcessInfo.processInfo.hostName, workers: workers, command: command,
        trained: trained, seconds: -started.timeIntervalSinceNow, setups: [prepared.setupID]
      ).record
    ])
  }

  /// Makes the shared bases that are not stored.
  private func pretrain() async throws {
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
  private func sample() async throws {
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

  private func drive(_ driver: any ArmDriver) async throws -> [MeasuredArm] {
    var driver = driver
    var replay = Replay(driver, prepared: prepared)
    var all: [MeasuredArm] = []
    var round: [MeasuredArm] = []
    while let arms = driver.next(after: round) {
      let units = try replay.units(of: arms, in: contents)
      try await train(units)
      round = try replay.measure(units, in: contents)
      all += round
    }
    return all
  }

  private func train(_ units: [ArmUnit]) async throws {
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
        rows.flatMap { $0.missing(in: contents) }, variation,
        keepsAnswers: rows.contains(where: \.keepsAnswers))
      for unit in mine where unit.blocks != nil { try await trainBlocks(unit) }
    }
  }

  /// Requests that are made at a time where runs are kept as counts: enough to keep workers busy,
  /// few enough to be forgotten.
  private static let requestsAtATime = 100_000

  private func trainBlocks(_ unit: ArmUnit) async throws {
    var missing = unit.missingBlocks(in: contents)[...]
    while let first = missing.first {
      let blocks = missing.prefix(max(1, Self.requestsAtATime / first.range.count))
      missing = missing.dropFirst(blocks.count)
      await writer.expect(Array(blocks), of: unit)
      try await train(
        blocks.flatMap { unit.requests[$0.range] }, unit.arm.variation, keepsAnswers: false)
    }
  }

  private func train(
    _ requests: [RunRequest], _ variation: SetupVariation, keepsAnswers: Bool
  ) async throws {
    if requests.isEmpty { return }
    let setup = prepared.setup(variation)
    let (writer, progress) = (writer, progress)
    let (task, rule, text) = (setup.task, prepared.experiment.rule, prepared.textReading)
    let costs = prepared.costs(of: variation)
    try await writing {
      try await setup.learner.train(
        requests, on: task, supplies: supplies(for: requests, keepsAnswers: keepsAnswers),
        workers: workers
      ) { runs in
        try await writer.add(runs.map { (FinishedRun($0, task: task, rule: rule, text: text)) })
        progress.advance(
          by: runs.count, work: runs.reduce(0) { $0 + costs[$1.request] }, .runs, trained: true)
      }
    }
  }

  /// What the runs refer to, from the store.
  private func supplies(for requests: [RunRequest], keepsAnswers: Bool) -> Supplies {
    var supplies = Supplies(
      keepsPressureAnswers: keepsAnswers, readsAgreeing: prepared.textReading != nil)
    for request in requests {
      if let base = request.base, let kept = contents.bases[base.id] {
        supplies.bases[base.id] = kept.parameters
      }
      for run in request.earlier where supplies.earlier[run] == nil {
        supplies.earlier[run] = contents.answers[run].map {
          Answers(heads: prepared.task.heads, logProbabilities: $0.pressure)
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
