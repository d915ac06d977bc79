import Foundation
import GRDB
import GRDBSQLite
import Runs

/// One SQLite file of records, written by one process at a time.
///
/// The journal is SQLite's rollback journal: a process killed at any moment leaves every committed
/// transaction whole, on network file systems too, where a write-ahead log would not be safe.
package final class Shard: Sendable {
  let path: String
  private let queue: DatabaseQueue
  /// Whether the tables are those of form 3, which are only read.
  private let isEarlier: Bool
  /// Rows of an earlier form that were damaged when this shard was brought to today's.
  let lost: Int

  /// Opens a shard, making it where it does not exist; one of an earlier form is brought to today's
  /// in one transaction.
  ///
  /// - Throws: `StoreError`.
  init(path: String) throws {
    self.path = path
    (queue, lost) = try Self.guarded(path) {
      let queue = try DatabaseQueue(path: Self.plain(path), configuration: Self.configuration)
      let lost = try queue.write { database in
        let form = try Self.form(of: database, path: path)
        if form == Self.today { return 0 }
        try database.execute(sql: Self.schema)
        let lost = form == EarlierForm.number ? try EarlierForm.convert(database) : 0
        try database.execute(sql: "PRAGMA user_version = \(Self.today)")
        return lost
      }
      return (queue, lost)
    }
    isEarlier = false
  }

  /// Opens a shard that is only read; its hot journal, if a writer was killed, is rolled back where
  /// the folder can be written to.
  init(reading path: String) throws {
    self.path = path
    var configuration = Self.configuration
    configuration.readonly = access(path, W_OK) != 0
    (queue, isEarlier) = try Self.guarded(path) {
      let queue = try DatabaseQueue(path: Self.plain(path), configuration: configuration)
      return try (queue, queue.read { try Self.form(of: $0, path: path) } == EarlierForm.number)
    }
    lost = 0
  }

  /// The form of the tables, kept as SQLite's `user_version`; raised whenever a column or the
  /// meaning of a record's bytes changes.
  private static let today = 4

  private static let schema = """
    CREATE TABLE IF NOT EXISTS records (
      kind INTEGER NOT NULL, id BLOB NOT NULL, body BLOB NOT NULL, checksum INTEGER NOT NULL,
      PRIMARY KEY (kind, id)
    ) WITHOUT ROWID;
    """

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    return configuration
  }

  /// SQLite takes a name that begins with `file:` for an address, with settings behind a `?`.
  private static func plain(_ path: String) -> String { path.hasPrefix("/") ? path : "./" + path }

  /// - Returns: 0 for a shard without tables.
  private static func form(of database: Database, path: String) throws -> Int {
    let form = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    func has(_ table: String) throws -> Bool {
      try Int.fetchOne(
        database, sql: "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?",
        arguments: [table]) == 1
    }
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    switch form {
    case 0 where tables == 0: return 0
    case today where try has("records"): return form
    case EarlierForm.number where try has("runs"): return form
    case today, EarlierForm.number, 0:
      throw StoreError.damaged(path: path, reason: "its tables are not those of its form")
    default: throw StoreError.otherForm(path: path, form: form)
    }
  }

  /// Whether a file is a shard of any form, as far as can be seen without a lock.
  static func isShard(_ path: String) -> Bool {
    guard let shard = try? Shard(reading: path) else { return false }
    return shard.isEarlier
      || (try? shard.queue.read { try Self.form(of: $0, path: path) }) == today
  }

  // MARK: Writing

  /// Stores records in one transaction; those of the same kind and name are replaced.
  package func store(_ records: [StoredRecord]) throws {
    try guarded {
      try queue.write { database in
        let statement = try database.cachedStatement(sql: Self.insertion)
        for record in records { try Self.insert(record, statement) }
      }
    }
  }

  static let insertion =
    "INSERT OR REPLACE INTO records (kind, id, body, checksum) VALUES (?, ?, ?, ?)"

  static func insert(_ record: StoredRecord, _ statement: Statement) throws {
    statement.setUncheckedArguments([
      record.kind.rawValue, Data(record.id.bytes), Data(record.body), record.checksum,
    ])
    try statement.execute()
  }

  /// Takes out what is damaged, so that it is said once; what it was is trained anew.
  func removeDamaged() throws {
    try guarded {
      try queue.write { database in
        var damaged: [(DatabaseValue, DatabaseValue)] = []
        let rows = try Row.fetchCursor(database, sql: Self.selection)
        while let row = try rows.next() {
          if !Self.isWhole(row) { damaged.append((row[0], row[1])) }
        }
        for (kind, id) in damaged {
          try database.execute(
            sql: "DELETE FROM records WHERE kind IS ? AND id IS ?", arguments: [kind, id])
        }
      }
    }
  }

  private static func isWhole(_ row: Row) -> Bool {
    guard case .int64(let code) = (row[0] as DatabaseValue).storage,
      let kind = StoredRecord.Kind(rawValue: code),
      case .blob(let name) = (row[1] as DatabaseValue).storage, let id = Fingerprint(bytes: name),
      case .blob(let body) = (row[2] as DatabaseValue).storage,
      case .int64(let checksum) = (row[3] as DatabaseValue).storage
    else { return false }
    return StoredRecord(kind, id: id, body: [UInt8](body)).checksum == checksum
  }

  // MARK: Reading

  /// Hands over every whole record of the shard, in the order of kinds and names; damaged ones are
  /// only counted.
  ///
  /// - Parameter kind: nil for every kind.
  /// - Returns: how many were damaged.
  func forEachRecord(
    _ kind: StoredRecord.Kind? = nil, _ body: (StoredRecord) throws -> Void
  ) throws -> Int {
    try forEachRow(kind) { kind, id, bytes in
      try body(StoredRecord(kind, id: id, body: [UInt8](bytes)))
    }
  }

  /// The same without a copy of the records' bytes.
  ///
  /// - Parameter body: is given bytes that are gone when it returns.
  func forEachRow(
    _ kind: StoredRecord.Kind? = nil,
    _ body: (StoredRecord.Kind, Fingerprint, UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int {
    try guarded {
      try queue.read { database in
        if isEarlier {
          return try EarlierForm.forEachRecord(database) { record in
            guard kind == nil || record.kind == kind else { return }
            try record.body.withUnsafeBytes { try body(record.kind, record.id, $0) }
          }
        }
        if try Self.form(of: database, path: path) == 0 { return 0 }
        return try Self.forEachRow(database, kind, body)
      }
    }
  }

  private static let selection = "SELECT kind, id, body, checksum FROM records"

  /// Steps through the rows with SQLite's own calls: a row of GRDB's is several objects, of which a
  /// million take seconds.
  private static func forEachRow(
    _ database: Database, _ kind: StoredRecord.Kind?,
    _ body: (StoredRecord.Kind, Fingerprint, UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int {
    let sql = selection + (kind.map { " WHERE kind = \($0.rawValue)" } ?? "")
    let statement = try database.makeStatement(sql: sql)
    let row = statement.sqliteStatement
    defer { sqlite3_reset(row) }
    var damaged = 0
    while true {
      switch sqlite3_step(row) {
      case SQLITE_ROW:
        guard let (kind, id) = name(row), let bytes = blob(row, 2),
          sqlite3_column_type(row, 3) == SQLITE_INTEGER,
          StoredRecord.checksum(kind, id, bytes) == sqlite3_column_int64(row, 3)
        else {
          damaged += 1
          continue
        }
        try body(kind, id, bytes)
      case SQLITE_DONE: return damaged
      case let code:
        throw DatabaseError(
          resultCode: ResultCode(rawValue: code),
          message: String(cString: sqlite3_errmsg(sqlite3_db_handle(row))))
      }
    }
  }

  /// Nothing is taken on trust: a column may hold what its name does not promise.
  private static func name(_ row: OpaquePointer) -> (StoredRecord.Kind, Fingerprint)? {
    guard sqlite3_column_type(row, 0) == SQLITE_INTEGER,
      let kind = StoredRecord.Kind(rawValue: sqlite3_column_int64(row, 0)),
      let bytes = blob(row, 1), let id = Fingerprint(raw: bytes)
    else { return nil }
    return (kind, id)
  }

  private static func blob(_ row: OpaquePointer, _ column: Int32) -> UnsafeRawBufferPointer? {
    guard sqlite3_column_type(row, column) == SQLITE_BLOB else { return nil }
    let bytes = sqlite3_column_blob(row, column)
    let count = Int(sqlite3_column_bytes(row, column))
    return UnsafeRawBufferPointer(start: bytes, count: count)
  }

  private func guarded<Result>(_ body: () throws -> Result) throws -> Result {
    try Self.guarded(path, body)
  }

  private static func guarded<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    }
  }
}
