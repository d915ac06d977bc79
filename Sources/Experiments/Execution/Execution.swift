import Foundation
import Runs

/// Does the runs of a prepared experiment that its folder does not hold yet.
public final class Execution {
  public let prepared: PreparedExperiment
  private let shard: Shard
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
    contents = try folder.contents()
    if contents.damaged > 0 { progress.found(damagedRows: contents.damaged) }
  }

  /// Trains what is missing, round by round.
  ///
  /// - Returns: every driver's arms with what their runs came to.
  /// - Throws: `StoreError`; `CancellationError` when interrupted, with everything that was
  ///   finished stored.
  public func run(command: String) async throws -> Measurements {
    let drivers = prepared.drivers()
    progress.begin(total: drivers.reduce(0) { $0 + $1.runs })
    let started = Date()
    do {
      var measurements: [String: [MeasuredArm]] = [:]
      for driver in drivers { measurements[driver.purpose] = try await drive(driver) }
      try finish(command: command, started: started)
      return Measurements(arms: measurements)
    } catch {
      try? finish(command: command, started: started)
      throw error
    }
  }

  private func finish(command: String, started: Date) throws {
    progress.end()
    if trained == 0 { return }
    try shard.record(
      Record(
        started: ISO8601DateFormatter().string(from: started),
        host: ProcessInfo.processInfo.hostName, workers: workers, command: command,
        trained: trained, seconds: -started.timeIntervalSinceNow))
  }

  private func drive(_ driver: any ArmDriver) async throws -> [MeasuredArm] {
    var driver = driver
    var replay = Replay(driver, prepared: prepared)
    var all: [MeasuredArm] = []
    var round: [MeasuredArm] = []
    while let arms = driver.next(after: round) {
      let units = replay.units(of: arms)
      try await train(units)
      round = try replay.measure(units, in: contents)
      all += round
    }
    return all
  }

  private func train(_ units: [ArmUnit]) async throws {
    for variation in SetupVariation.allCases {
      let mine = units.filter { $0.arm.variation == variation }
      if mine.isEmpty { continue }
      let missing = mine.flatMap { $0.missing(in: contents) }
      let wanted = mine.reduce(0) { $0 + $1.requests.count }
      progress.advance(by: wanted - missing.count, trained: false)
      if missing.isEmpty { continue }
      let writer = StoreWriter(shard: shard, units: mine)
      let progress = progress
      let (task, rule) = (prepared.task, prepared.experiment.rule)
      do {
        try await prepared.setup(variation).learner.train(
          missing, on: prepared.task, workers: workers
        ) { runs in
          let readouts = runs.map { ($0.request, Readout($0, task: task, rule: rule)) }
          try await writer.add(readouts)
          progress.advance(by: runs.count, trained: true)
        }
      } catch {
        try await writer.flush()
        await take(writer)
        throw error
      }
      try await writer.flush()
      await take(writer)
    }
  }

  private func take(_ writer: StoreWriter) async {
    let written = await writer.written
    trained += await writer.added
    contents.runs.merge(written.runs) { $1 }
    contents.blocks.merge(written.blocks) { $1 }
  }
}

/// Every driver's arms with what their runs came to, by the driver's purpose.
public struct Measurements: Sendable {
  public let arms: [String: [MeasuredArm]]

  public subscript(purpose: String) -> [MeasuredArm] { arms[purpose] ?? [] }
}

/// Is told how an execution goes on; called from several threads.
public protocol ExecutionProgress: Sendable {
  func begin(total: Int)
  func advance(by runs: Int, trained: Bool)
  func end()
  func found(damagedRows: Int)
}
