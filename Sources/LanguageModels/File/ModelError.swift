/// Why a model, or what was asked of it, cannot be used: where, what, and what to do.
public struct ModelError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Kind: Hashable, Sendable {
    /// There is no such file.
    case missing
    /// The file is there and cannot be read.
    case unreadable
    /// The file, or a request, is not what this module can work with.
    case invalid
  }

  public let kind: Kind
  /// The file's name as the user gave it, or what else the fault lies in.
  public let place: String
  /// What is wrong, as one sentence without a full stop.
  public let problem: String
  /// What was expected instead, or what to do about it.
  public let remedy: String?

  public init(_ kind: Kind, in place: String, _ problem: String, remedy: String? = nil) {
    self.kind = kind
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  public var description: String {
    "\(place): error: \(problem)" + (remedy.map { "; \($0)" } ?? "")
  }
}
