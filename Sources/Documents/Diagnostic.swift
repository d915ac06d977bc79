/// A place in a document that somebody wrote.
public struct SourcePosition: Hashable, Sendable, Comparable {
  /// The file's name as the user gave it, `-` for standard input, or `command line`.
  public let file: String
  /// Line, from 1.
  public let line: Int
  /// Column, from 1.
  public let column: Int

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}

extension SourcePosition: CustomStringConvertible {
  public var description: String { "\(file):\(line):\(column)" }
}

/// One thing that is wrong in a document: where, what, what was expected, and what to do.
public struct Diagnostic: Hashable, Sendable {
  public enum Severity: String, Sendable {
    case error
    /// Worth knowing; nothing is refused for it.
    case note
  }

  public let position: SourcePosition
  /// What is wrong, as one sentence without a full stop.
  public let problem: String
  /// What was expected instead, or what to do about it.
  public let remedy: String?
  public let severity: Severity

  public init(
    _ position: SourcePosition, _ problem: String, remedy: String? = nil,
    severity: Severity = .error
  ) {
    self.severity = severity
    self.position = position
    self.problem = problem
    self.remedy = remedy
  }
}

extension Diagnostic: CustomStringConvertible {
  public var description: String {
    "\(position): \(severity.rawValue): \(problem)" + (remedy.map { "; \($0)" } ?? "")
  }
}

/// Everything that is wrong with a document, thrown once reading has gone as far as it can.
public struct DocumentError: Error, Sendable, CustomStringConvertible {
  /// In the order of the documents' lines, each problem once.
  public let diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    var seen = Set<Diagnostic>()
    self.diagnostics = diagnostics.filter { seen.insert($0).inserted }
      .enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element)
  }

  public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// Collects diagnostics while a document is read, so that all of them can be shown at once.
public final class Diagnostics {
  public private(set) var all: [Diagnostic] = []

  public init() {}

  public var isEmpty: Bool { all.isEmpty }

  public func report(_ position: SourcePosition, _ problem: String, remedy: String? = nil) {
    all.append(Diagnostic(position, problem, remedy: remedy))
  }

  public func report(_ error: DocumentError) { all += error.diagnostics }

  /// Throws everything reported so far, if anything was.
  public func throwIfAny() throws {
    if !all.isEmpty { throw DocumentError(all) }
  }
}
