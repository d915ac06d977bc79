/// Does pieces of work on several concurrent tasks, each taking the next piece when it is free.
///
/// - Parameters:
///   - workers: how many at a time, at least 1.
///   - work: does one piece.
/// - Throws: the first error of `work`; `CancellationError` when the surrounding task is cancelled.
func shareOut<Piece: Sendable>(
  _ pieces: [Piece], workers: Int, work: @escaping @Sendable (Piece) async throws -> Void
) async throws {
  let queue = Queue(count: pieces.count)
  try await withThrowingTaskGroup(of: Void.self) { group in
    for _ in 0..<max(1, min(workers, pieces.count)) {
      group.addTask {
        while let index = await queue.next() {
          try Task.checkCancellation()
          try await work(pieces[index])
        }
      }
    }
    try await group.waitForAll()
  }
}

/// Hands out each index once.
private actor Queue {
  private let count: Int
  private var taken = 0

  init(count: Int) { self.count = count }

  func next() -> Int? {
    if taken == count { return nil }
    taken += 1
    return taken - 1
  }
}
