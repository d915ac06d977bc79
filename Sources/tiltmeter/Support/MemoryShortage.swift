import Foundation

/// Says that memory ran out, where the language would only end the process.
enum MemoryShortage {
  /// An allocation that fails traps or aborts in the thread that asked for it; `errno` there still
  /// says why. Any other trap goes on as it would have.
  static func watch() {
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = { number in
        if errno == ENOMEM {
          // Goes out without a single allocation.
          let sentence: StaticString = """
            tiltmeter: out of memory; give the process more (`ulimit -v`, or the batch system's \
            limit), or less to read at once

            """
          _ = write(STDERR_FILENO, sentence.utf8Start, sentence.utf8CodeUnitCount)
          _exit(74)
        }
        sigaction(number, earlier[Int(number)], nil)
        raise(number)
      }
      sigaction(number, &action, earlier[Int(number)])
    }
  }
}

/// What each signal did before, by its number; there for good, and made before any handler runs.
private nonisolated(unsafe) let earlier = (0..<32).map { _ in
  UnsafeMutablePointer<sigaction>.allocate(capacity: 1)
}
