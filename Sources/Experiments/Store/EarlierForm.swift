import Foundation
import GRDB
import Runs

/// The tables of form 3, which version 0.1.0 wrote before every record had one shape: read as they
/// are, and brought to today's form where a folder is written to.
enum EarlierForm {
  static let number = 3

  /// Moves everything that is whole into `records`, and drops the tables.
  ///
  /// - Returns: how many rows were damaged, and are gone.
  static func convert(_ database: Database) throws -> Int {
    let statement = try database.cachedStatement(sql: Shard.insertion)
    let damaged = try forEachRecord(database) { try Shard.insert($0, statement) }
    for table in ["runs", "artifacts", "blocks", "executions"] {
      try database.execute(sql: "DROP TABLE IF EXISTS \(table)")
    }
    return damaged
  }

  /// Hands over every whole row as the record it is today; returns how many were damaged.
  static func forEachRecord(
    _ database: Database, _ body: (StoredRecord) throws -> Void
  ) throws -> Int {
    var damaged = 0
    let tables: [(columns: String, record: (Row) -> StoredRecord?)] = [
      (
        "id, setup, strength, seed, training_right, training_count, answers, confirmation, score, "
          + "gradient_ratio, final_loss, gate, named, score_a, lineage, checksum FROM runs", run
      ),
      ("id, counts, checksum FROM blocks", block),
      ("id, kind, data, checksum FROM artifacts", artifact),
      ("started, host, workers, command, trained, seconds FROM executions", execution),
    ]
    for table in tables {
      let rows = try Row.fetchCursor(database, sql: "SELECT " + table.columns)
      while let row = try rows.next() {
        if let record = table.record(row) { try body(record) } else { damaged += 1 }
      }
    }
    return damaged
  }

  private static func run(_ row: Row) -> StoredRecord? {
    guard let id = fingerprint(row, 0), let setup = fingerprint(row, 1), let strength = real(row, 2),
      let seed = integer(row, 3), let right = integer(row, 4), let count = integer(row, 5),
      let answers = bytes(row, 6).flatMap({ AnswerCodes.unpack($0) }),
      let confirmation = bytes(row, 7).flatMap({ AnswerCodes.unpack($0) }),
      let score = real(row, 8), let ratio = real(row, 9), let loss = real(row, 10),
      let gate = real(row, 11), let named = bytes(row, 12).flatMap({ NamedCodes.unpack($0) }),
      let scoreA = real(row, 13), let packed = bytes(row, 14), let checksum = integer(row, 15)
    else { return nil }
    let lineage = StoredLineage(packed: packed)
    if lineage == nil && !packed.isEmpty { return nil }
    // A diverged loss was stored as infinity, and its checksum made over NaN.
    for loss in loss == .infinity ? [loss, .nan] : [loss] {
      let run = StoredRun(
        id: id, setup: setup, strength: strength, seed: UInt64(bitPattern: seed), lineage: lineage,
        readout: Readout(
          answers: answers, confirmation: confirmation, trainingRight: Int(right),
          trainingCount: Int(count), score: Float(score), scoreA: Float(scoreA), named: named,
          gate: Float(gate), gradientRatio: ratio, finalLoss: loss))
      if Self.checksum(run) == checksum { return run.record }
    }
    return nil
  }

  private static func checksum(_ run: StoredRun) -> Int64 {
    let readout = run.readout
    var builder = FingerprintBuilder("row")
    builder.combine(run.id)
    builder.combine(run.setup)
    builder.combine(run.strength)
    builder.combine(run.seed)
    builder.combine(readout.trainingRight)
    builder.combine(readout.trainingCount)
    builder.combine(AnswerCodes.pack(readout.answers))
    builder.combine(AnswerCodes.pack(readout.confirmation))
    builder.combine(Double(readout.score))
    builder.combine(readout.gradientRatio)
    builder.combine(readout.finalLoss)
    builder.combine(Double(readout.gate))
    builder.combine(NamedCodes.pack(readout.named))
    builder.combine(Double(readout.scoreA))
    builder.combine(run.lineage?.packed ?? [])
    return Int64(bitPattern: builder.finish().high)
  }

  private static func block(_ row: Row) -> StoredRecord? {
    guard let id = fingerprint(row, 0), let body = bytes(row, 1), body.count % 8 == 0,
      body.count >= 80
    else { return nil }
    var builder = FingerprintBuilder("block")
    builder.combine(id)
    builder.combine(body)
    guard integer(row, 2) == Int64(bitPattern: builder.finish().high) else { return nil }
    // Today the runs whose gradient ratio is known stand behind the ratios' sum; then all were, and
    // their number is the first of the last ten words.
    var reader = ByteReader(Array(body.suffix(80)))
    guard let runs = reader.integer(Int64.self) else { return nil }
    var writer = ByteWriter(capacity: 8)
    writer.append(runs)
    return StoredRecord(.block, id: id, body: body + writer.bytes)
  }

  private static func artifact(_ row: Row) -> StoredRecord? {
    guard let id = fingerprint(row, 0), let code = integer(row, 1), let body = bytes(row, 2)
    else { return nil }
    var builder = FingerprintBuilder("artifact")
    builder.combine(id)
    builder.combine(Int(code))
    builder.combine(body)
    let kinds: [Int64: StoredRecord.Kind] = [1: .base, 2: .answers, 3: .ladder]
    guard let kind = kinds[code],
      integer(row, 3) == Int64(bitPattern: builder.finish().high)
    else { return nil }
    return StoredRecord(kind, id: id, body: body)
  }

  /// Form 3 had no checksum here: what has the right types is taken. Which set-up was served was
  /// not written down.
  private static func execution(_ row: Row) -> StoredRecord? {
    guard let started = text(row, 0), let host = text(row, 1), let workers = integer(row, 2),
      let command = text(row, 3), let trained = integer(row, 4), let seconds = real(row, 5)
    else { return nil }
    let record = Execution.Record(
      started: started, host: host, workers: Int(workers), command: command,
      trained: Int(trained), seconds: seconds, setups: []
    ).record
    // Held to the same rules as what is read from today's form.
    return Execution.Record(record) == nil ? nil : record
  }

  // MARK: Columns, whatever they hold

  private static func fingerprint(_ row: Row, _ column: Int) -> Fingerprint? {
    bytes(row, column).flatMap { Fingerprint(bytes: $0) }
  }

  private static func bytes(_ row: Row, _ column: Int) -> [UInt8]? {
    guard case .blob(let data) = (row[column] as DatabaseValue).storage else { return nil }
    return [UInt8](data)
  }

  private static func integer(_ row: Row, _ column: Int) -> Int64? {
    guard case .int64(let value) = (row[column] as DatabaseValue).storage else { return nil }
    return value
  }

  private static func real(_ row: Row, _ column: Int) -> Double? {
    guard case .double(let value) = (row[column] as DatabaseValue).storage else { return nil }
    return value
  }

  private static func text(_ row: Row, _ column: Int) -> String? {
    guard case .string(let value) = (row[column] as DatabaseValue).storage else { return nil }
    return value
  }
}
