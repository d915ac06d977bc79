import Foundation
import GRDB

/// What can go wrong with an experiment's folder.
public enum StoreError: Error, Sendable, CustomStringConvertible {
  /// The folder or a file in it cannot be made or written to.
  case cannotCreate(path: String, FileProblem)
  /// Reading or writing failed part of the way; what was stored before stays readable.
  case inputOutput(path: String, reason: String, remedy: String)
  /// Another process writes in this folder.
  case inUse(path: String)
  /// A shard is not a database any more.
  case damaged(path: String, reason: String)
  /// A shard or a mark of a version that this one does not know.
  case otherForm(path: String, form: Int)
  /// A file that tiltmeter wrote is not as it was written.
  case changed(path: String)
  /// There is no experiment there.
  case missing(path: String)
  /// The folder holds what tiltmeter did not write.
  case foreign(path: String, names: [String])
  /// The folder belongs to another set-up.
  case otherSettings(path: String, SettingsDifference)
  /// Something of another kind stands where a file or a folder of the store belongs.
  case inTheWay(path: String, what: String)
  /// An input would be written to.
  case replacesInput(path: String, input: String)

  public var description: String {
    switch self {
    case .cannotCreate(let path, let problem):
      "cannot write in \(path): \(problem.reason); "
        + (problem.remedy ?? "choose another folder")
    case .inputOutput(let path, let reason, let remedy):
      "\(path): \(reason); what was stored before is kept: \(remedy), then give the same command "
        + "again"
    case .inUse(let path):
      "another tiltmeter is writing in \(path); wait for it, or use another folder"
    case .damaged(let path, let reason):
      "\(path) is damaged (\(reason)); move it away and give the `tiltmeter run` command again: "
        + "its runs are trained anew, to the same bytes"
    case .otherForm(let path, let form):
      "\(path) was written by another version of tiltmeter (form \(form)); use that version, or "
        + "another folder"
    case .changed(let path):
      "\(path) was changed after tiltmeter wrote it; remove it and give the `tiltmeter run` command "
        + "again, with the settings that are wanted: what was trained is used"
    case .missing(let path):
      "\(path) holds no experiment; give the folder that `tiltmeter run` wrote"
    case .foreign(let path, let names):
      "\(path) holds what tiltmeter did not write (\(Self.list(names))); nothing was written: choose "
        + "a folder that is new or empty with --out"
    case .otherSettings(let path, let difference):
      "\(path) was made with other settings: \(difference); nothing was written: choose another "
        + "folder with --out, or leave --out away, and every set-up has a folder of its own"
        + (difference.sweep.map { "; or have both in one experiment, as a sweep: \($0)" } ?? "")
    case .inTheWay(let path, let what):
      "\(path) is \(what); nothing was written: move it away"
    case .replacesInput(let path, let input):
      "\(path) is \(path == input ? "an input" : "the input \(input)"), which is never written to; "
        + "nothing was written: choose another place for the output"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.count <= 3
      ? names.joined(separator: ", ")
      : names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
  }

  /// Sorts what SQLite says into what a user can do about it.
  init(_ error: DatabaseError, path: String) {
    let reason = error.message ?? "\(error.resultCode)"
    switch error.resultCode {
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
      if let problem = Self.problem(opening: path) {
        self = problem.isMachineFault
          ? .inputOutput(
            path: path, reason: problem.reason, remedy: problem.remedy ?? "mend the disk")
          : .cannotCreate(path: path, problem)
      } else {
        self = .damaged(path: path, reason: reason)
      }
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_SCHEMA, .SQLITE_ERROR, .SQLITE_MISMATCH,
      .SQLITE_FORMAT, .SQLITE_CONSTRAINT:
      self = .damaged(path: path, reason: reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .inUse(path: path)
    case .SQLITE_FULL: self = .inputOutput(path: path, reason: reason, remedy: "make room")
    case .SQLITE_NOMEM:
      self = .inputOutput(path: path, reason: reason, remedy: "give the process more memory")
    default:
      self = .inputOutput(path: path, reason: reason, remedy: "make room or mend the disk")
    }
  }

  /// SQLite only says that it could not open a file, not why: what the system says when the same is
  /// tried again.
  ///
  /// - Returns: nil where the system would have it done.
  private static func problem(opening path: String) -> FileProblem? {
    // A database takes a few files: itself, its journal, their folder.
    var open: [Int32] = []
    defer { for descriptor in open { close(descriptor) } }
    for _ in 0..<4 {
      let descriptor = Foundation.open("/dev/null", O_RDONLY | O_CLOEXEC)
      if descriptor < 0 { return FileProblem() }
      open.append(descriptor)
    }
    let file = Foundation.open(path, O_RDWR | O_CLOEXEC)
    if file < 0, errno != ENOENT { return FileProblem() }
    if file >= 0 { open.append(file) }
    return access(Files.parent(of: path), W_OK) == 0 ? nil : FileProblem()
  }
}
