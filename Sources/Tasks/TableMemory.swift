import Documents
import Synchronization

/// Keeps what was read of a table's files from their check until they are encoded, so that they are
/// read once.
final class TableMemory: Sendable {
  private let state = Mutex<(contents: TableContents?, notes: [Diagnostic])>((nil, []))

  func keep(_ contents: TableContents) {
    state.withLock { $0 = (contents, contents.notes) }
  }

  /// Hands the contents over and forgets them: they may be large.
  func take() -> TableContents? {
    state.withLock { state in
      defer { state.contents = nil }
      return state.contents
    }
  }

  var notes: [Diagnostic] { state.withLock { $0.notes } }
}
