import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// Does work that Ctrl-C and a batch system's termination end in good order: what was finished is
/// stored, and the exit code is 130 or 143. A second signal ends at once.
func withInterruption<Result: Sendable>(
  _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  let flag = SignalFlag()
  let task = Task { try await work() }
  // A queue of its own has a thread of its own: the global ones wait while workers train.
  let queue = DispatchQueue(label: "tiltmeter.signals")
  let sources = [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    source.setEventHandler {
      if flag.set(number) { task.cancel() } else { _exit(128 + number) }
    }
    source.resume()
    return source
  }
  defer {
    for source in sources { source.cancel() }
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
  do {
    return try await task.value
  } catch {
    guard let number = flag.number else { throw error }
    Console.error("tiltmeter: interrupted; what was finished is kept, the same command goes on")
    throw ExitCode(128 + number)
  }
}

/// The first signal that came.
private final class SignalFlag: Sendable {
  private let state = Mutex<Int32?>(nil)

  var number: Int32? { state.withLock { $0 } }

  /// - Returns: whether this is the first signal.
  func set(_ number: Int32) -> Bool {
    state.withLock { current in
      if current != nil { return false }
      current = number
      return true
    }
  }
}
