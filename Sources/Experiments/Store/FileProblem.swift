import Foundation

/// Why the system would not do something with a file, in its own words, and what helps.
public struct FileProblem: Error, Hashable, Sendable {
  /// The system's `errno`.
  public let code: Int32

  public init(_ code: Int32 = errno) { self.code = code }

  public var reason: String { String(cString: strerror(code)) }

  /// Whether the machine is short of something or broken, rather than the place unfit.
  public var isMachineFault: Bool {
    [ENOSPC, EDQUOT, EFBIG, EMFILE, ENFILE, EIO, ENOMEM, ESTALE].contains(code)
  }

  /// Nil where another place is all that helps.
  public var remedy: String? {
    switch code {
    case ENOSPC, EDQUOT: "make room"
    case EFBIG: "let the process write larger files (`ulimit -f`), or make room"
    case EMFILE, ENFILE: "let the process open more files (`ulimit -n`)"
    case EIO, ESTALE: "mend the disk"
    case ENOMEM: "give the process more memory"
    case EISDIR: "move it away"
    case ENAMETOOLONG: "choose a shorter name"
    case EACCES, EPERM, EROFS: "choose a place where you may write"
    default: nil
    }
  }
}
