import Foundation
import GRDB
import Runs

/// One SQLite file of runs and blocks of counts, written by one process at a time.
///
/// The journal is SQLite's rollback journal: a process killed at any moment leaves every committed
/// transaction whole, on network file systems too, where a write-ahead log would not be safe.
package final class Shard: Sendable {
  let path: String
  private let queue: DatabaseQueue

  /// Opens a shard, making it where it does not exist.
  ///
  /// - Throws: `StoreError`.
  init(path: String) throws {
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.write { database in
        try Self.checkForm(database, path: path)
        try database.execute(sql: Self.schema)
        try database.execute(sql: "PRAGMA user_version = \(Self.form)")
      }
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    }
  }

  /// Opens a shard that is only read; its hot journal, if a writer was killed, is rolled back where
  /// the folder can be written to.
  init(reading path: String) throws {
    self.path = path
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.readonly = !FileManager.default.isWritableFile(atPath: path)
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.read { try Self.checkForm($0, path: path) }
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    }
  }

  /// The form of the tables, kept as SQLite's `user_version`; raised whenever a column changes.
  private static let form = 3

  private static func checkForm(_ database: Database, path: String) throws {
    guard try database.tableExists("runs") else { return }
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if found != form {
      throw StoreError.damaged(
        path: path, reason: "written by another version of tiltmeter: form \(found), not \(form)")
    }
  }

  private static let schema = """
    CREATE TABLE IF NOT EXISTS runs (
      id BLOB PRIMARY KEY NOT NULL, setup BLOB NOT NULL, strength REAL NOT NULL,
      seed INTEGER NOT NULL, training_right INTEGER NOT NULL, training_count INTEGER NOT NULL,
      answers BLOB NOT NULL, confirmation BLOB NOT NULL, score REAL NOT NULL,
      gradient_ratio REAL NOT NULL, final_loss REAL NOT NULL, gate REAL NOT NULL,
      named BLOB NOT NULL, score_a REAL NOT NULL, lineage BLOB NOT NULL, checksum INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS artifacts (
      id BLOB NOT NULL, kind INTEGER NOT NULL, data BLOB NOT NULL, checksum INTEGER NOT NULL,
      PRIMARY KEY (id, kind)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS blocks (
      id BLOB PRIMARY KEY NOT NULL, counts BLOB NOT NULL, checksum INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS executions (
      started TEXT NOT NULL, host TEXT NOT NULL, workers INTEGER NOT NULL, command TEXT NOT NULL,
      trained INTEGER NOT NULL, seconds REAL NOT NULL
    );
    """

  // MARK: Writing

  /// Stores rows in one transaction; rows of the same id are replaced.
  package func store(
    runs: [StoredRun], blocks: [StoredBlock], artifacts: [StoredArtifact] = []
  ) throws {
    try guarded {
      try queue.write { database in
        let run = try database.cachedStatement(
          sql: "INSERT OR REPLACE INTO runs VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
        for row in runs {
          run.setUncheckedArguments([
            Data(row.id.bytes), Data(row.setup.bytes), row.strength,
            Int64(bitPattern: row.seed), row.readout.trainingRight, row.readout.trainingCount,
            Data(AnswerCodes.pack(row.readout.answers)),
            Data(AnswerCodes.pack(row.readout.confirmation)),
            Double(row.readout.score), row.readout.gradientRatio,
            Self.storable(row.readout.finalLoss), Double(row.readout.gate),
            Data(NamedCodes.pack(row.readout.named)), Double(row.readout.scoreA),
            Data(row.lineage?.packed ?? []), row.checksum,
          ])
          try run.execute()
        }
        let block = try database.cachedStatement(
          sql: "INSERT OR REPLACE INTO blocks VALUES (?,?,?)")
        for row in blocks {
          block.setUncheckedArguments([Data(row.id.bytes), row.data, row.checksum])
          try block.execute()
        }
        let artifact = try database.cachedStatement(
          sql: "INSERT OR REPLACE INTO artifacts VALUES (?,?,?,?)")
        for row in artifacts {
          artifact.setUncheckedArguments([
            Data(row.id.bytes), row.kind.rawValue, row.data, row.checksum,
          ])
          try artifact.execute()
        }
      }
    }
  }

  func record(_ execution: Execution.Record) throws {
    try guarded {
      try queue.write { database in
        try database.execute(
          sql: "INSERT INTO executions VALUES (?,?,?,?,?,?)",
          arguments: [
            execution.started, execution.host, execution.workers, execution.command,
            execution.trained, execution.seconds,
          ])
      }
    }
  }

  // MARK: Reading

  /// Hands over every whole run of the shard; rows whose checksum does not hold are only counted.
  ///
  /// - Returns: how many rows were damaged.
  func forEachRun(_ body: (StoredRun) -> Void) throws -> Int {
    try guarded {
      try queue.read { database in
        guard try database.tableExists("runs") else { return 0 }
        var damaged = 0
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM runs")
        while let row = try rows.next() {
          if let run = Self.run(from: row) { body(run) } else { damaged += 1 }
        }
        return damaged
      }
    }
  }

  /// Hands over every whole block; returns how many were damaged.
  func forEachBlock(_ body: (StoredBlock) -> Void) throws -> Int {
    try guarded {
      try queue.read { database in
        guard try database.tableExists("blocks") else { return 0 }
        var damaged = 0
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM blocks")
        while let row = try rows.next() {
          guard let idBytes = row[0] as Data?, let id = Fingerprint(bytes: idBytes),
            let data = row[1] as Data?
          else {
            damaged += 1
            continue
          }
          let block = StoredBlock(id: id, data: data)
          if block.checksum == row[2] as Int64? { body(block) } else { damaged += 1 }
        }
        return damaged
      }
    }
  }

  /// Hands over every whole artifact; returns how many were damaged.
  func forEachArtifact(_ body: (StoredArtifact) -> Void) throws -> Int {
    try guarded {
      try queue.read { database in
        guard try database.tableExists("artifacts") else { return 0 }
        var damaged = 0
        let rows = try Row.fetchCursor(database, sql: "SELECT * FROM artifacts")
        while let row = try rows.next() {
          guard let idBytes = row[0] as Data?, let id = Fingerprint(bytes: idBytes),
            let code = row[1] as Int?, let kind = StoredArtifact.Kind(rawValue: code),
            let data = row[2] as Data?
          else {
            damaged += 1
            continue
          }
          let artifact = StoredArtifact(id: id, kind: kind, data: data)
          if artifact.checksum == row[3] as Int64? { body(artifact) } else { damaged += 1 }
        }
        return damaged
      }
    }
  }

  /// What was recorded about the commands that wrote here.
  func executions() throws -> [Execution.Record] {
    try guarded {
      try queue.read { database in
        guard try database.tableExists("executions") else { return [] }
        return try Row.fetchAll(database, sql: "SELECT * FROM executions ORDER BY started").map {
          Execution.Record(
            started: $0["started"], host: $0["host"], workers: $0["workers"],
            command: $0["command"], trained: $0["trained"], seconds: $0["seconds"])
        }
      }
    }
  }

  private static func run(from row: Row) -> StoredRun? {
    guard let idBytes = row[0] as Data?, let id = Fingerprint(bytes: idBytes),
      let setupBytes = row[1] as Data?, let setup = Fingerprint(bytes: setupBytes),
      let strength = row[2] as Double?, let seed = row[3] as Int64?,
      let right = row[4] as Int?, let count = row[5] as Int?,
      let codes = row[6] as Data?, let answers = AnswerCodes.unpack(codes),
      let confirmationCodes = row[7] as Data?,
      let confirmation = AnswerCodes.unpack(confirmationCodes),
      let score = row[8] as Double?, let ratio = row[9] as Double?, let loss = row[10] as Double?,
      let gate = row[11] as Double?, let namedCodes = row[12] as Data?,
      let named = NamedCodes.unpack(namedCodes), let scoreA = row[13] as Double?,
      let packed = row[14] as Data?
    else { return nil }
    let lineage = StoredLineage(packed: packed)
    if lineage == nil && !packed.isEmpty { return nil }
    let run = StoredRun(
      id: id, setup: setup, strength: strength, seed: UInt64(bitPattern: seed),
      lineage: lineage,
      readout: Readout(
        answers: answers, confirmation: confirmation, trainingRight: right, trainingCount: count,
        score: Float(score), scoreA: Float(scoreA), named: named, gate: Float(gate),
        gradientRatio: ratio, finalLoss: loss))
    return run.checksum == row[15] as Int64? ? run : nil
  }

  /// SQLite stores NaN as NULL; a diverged loss is stored as infinity.
  private static func storable(_ value: Double) -> Double { value.isNaN ? .infinity : value }

  private func guarded<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    }
  }
}
