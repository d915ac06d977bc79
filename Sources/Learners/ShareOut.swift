import Runs

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

/// Trains runs of two classes that start from no base and know no diversity pressure, piece by
/// piece.
///
/// - Parameters:
///   - runsPerPiece: at least 1.
///   - train: trains the runs of one piece.
///   - deliver: takes the finished runs of a piece.
/// - Throws: what `deliver` throws; `CancellationError` when the surrounding task is cancelled.
func trainPieces(
  of requests: [RunRequest], on task: EncodedTask, runsPerPiece: Int, workers: Int,
  deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void,
  train: @escaping @Sendable ([RunRequest]) -> [TrainedRun]
) async throws {
  precondition(task.heads == [2] && task.training.count > 0, "two classes, and examples of them")
  precondition(
    requests.allSatisfy {
      $0.base == nil && ($0.pressure.strength == 0 || !$0.pressure.isDiversity)
    },
    "this learner has no bases and no diversity pressure")
  let pieces = stride(from: 0, to: requests.count, by: runsPerPiece).map {
    Array(requests[$0..<min($0 + runsPerPiece, requests.count)])
  }
  try await shareOut(pieces, workers: workers) { try await deliver(train($0)) }
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
