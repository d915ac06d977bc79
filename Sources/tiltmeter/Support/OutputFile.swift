import Experiments
import Foundation

/// Writes a report to a file that the user named, whole or not at all.
enum OutputFile {
  static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw StoreError.cannotCreate(path: path, reason: (error as NSError).localizedDescription)
    }
  }
}
