import Foundation

/// Standard input, output and error as the program found them.
enum StandardStreams {
  /// Files that the program, a store and the system's library have open at once, at least.
  private static let handles = 12

  /// Whether as many files can be opened as any verb needs: the system's library stops the process
  /// where it finds none for its own, and a folder that cannot be listed would look empty.
  static func hasRoom() -> Bool {
    var opened: [Int32] = []
    defer { for descriptor in opened { close(descriptor) } }
    for _ in 0..<handles {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      if descriptor < 0 { return false }
      opened.append(descriptor)
    }
    return true
  }

  /// Holds the places of streams that were closed, so that no file that is opened later takes one:
  /// a report would be written into a database. What holds the place cannot be read, or written to,
  /// and whoever tries is told so.
  static func hold() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest free descriptor is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
    // A reader that has gone away is an error of a write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
  }
}
