import Foundation

/// Standard input, output and error as the program found them.
enum StandardStreams {
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
