import GRDB

/// What can go wrong with an experiment's folder.
public enum StoreError: Error, Sendable, CustomStringConvertible {
  /// The folder or a file in it cannot be made or written to.
  case cannotCreate(path: String, reason: String)
  /// Reading or writing failed part of the way; what was stored before stays readable.
  case inputOutput(path: String, reason: String)
  /// Another process writes in this folder.
  case inUse(path: String)
  /// A shard is not a database any more.
  case damaged(path: String, reason: String)
  /// There is no experiment there.
  case missing(path: String)

  public var description: String {
    switch self {
    case .cannotCreate(let path, let reason):
      "cannot write in \(path): \(reason); choose another folder with --out"
    case .inputOutput(let path, let reason):
      "\(path): \(reason); what was stored before is kept: "
        + "make room or mend the disk, then give the same command again"
    case .inUse(let path):
      "another tiltmeter is writing in \(path); wait for it, or choose another folder with --out"
    case .damaged(let path, let reason):
      "\(path) is damaged (\(reason)); move it away and give the same command again: "
        + "its runs are trained anew, to the same bytes"
    case .missing(let path):
      "\(path) holds no experiment (no experiment.yaml); give the folder that `tiltmeter run` wrote"
    }
  }

  /// Sorts what SQLite says into what a user can do about it.
  init(_ error: DatabaseError, path: String) {
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      self = .cannotCreate(path: path, reason: reason)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_SCHEMA, .SQLITE_ERROR:
      self = .damaged(path: path, reason: reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .inUse(path: path)
    default:
      self = .inputOutput(path: path, reason: reason)
    }
  }
}
