import Foundation

/// Says that memory ran out, where the language would only end the process.
enum MemoryShortage {
  /// An allocation that fails traps or aborts in the thread that asked for it; `errno` there still
  /// says why. Any other trap goes on as it would have.
  static func watch() {
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV] {
      signal(number) { number in
        if errno == ENOMEM {
          // Goes out without a single allocation.
          let sentence: StaticString = """
            tiltmeter: out of memory; give the process more (`ulimit -v`, or the batch system's \
            limit), or less to read at once

            """
          _ = write(STDERR_FILENO, sentence.utf8Start, sentence.utf8CodeUnitCount)
          _exit(74)
        }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }
}
