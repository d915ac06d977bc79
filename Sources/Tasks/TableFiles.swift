import Documents
import Runs

/// The files of a table task, taken apart into cells as far as that goes.
struct TableFiles {
  /// In the order of the task's files.
  private(set) var tables: [(file: TaskFile, table: DelimitedText)] = []
  private(set) var missing: [TaskFile] = []
  /// What is wrong with files, those that are missing included.
  private(set) var found: [Diagnostic] = []

  /// - Parameter table: takes a file's bytes apart; nil for a file that it has judged by itself.
  /// - Complexity: O(bytes in the files).
  init(
    of task: Table, table: (TaskFile, [UInt8]) throws(DocumentError) -> DelimitedText?
  ) {
    for file in task.files {
      switch task.directory.read(file.path) {
      case .failure(let unreadable):
        missing.append(file)
        found.append(
          Diagnostic(
            file.position, "cannot read `\(file.path)`: \(unreadable.reason)",
            remedy: "paths begin at the settings file's directory"))
      case .success(let bytes):
        do throws(DocumentError) {
          if let table = try table(file, bytes) { tables.append((file, table)) }
        } catch {
          found += error.diagnostics
        }
      }
    }
  }
}
