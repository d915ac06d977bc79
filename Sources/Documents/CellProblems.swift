/// What is wrong with the cells of one file, so that a bad file fills a screen and no more.
///
/// Every problem is counted; the first ones by row and column are kept, whatever the order in which
/// the columns are read.
public final class CellProblems {
  /// How many problems of a file are shown.
  public static let shown = 20

  private struct Problem {
    let row: Int
    let column: Int
    let diagnostic: Diagnostic
  }

  /// Ordered by row and column; one more than is shown, so that "and N more" has a place.
  private var kept: [Problem] = []
  /// Problems reported.
  public private(set) var count = 0

  public init() {}

  public var isEmpty: Bool { count == 0 }

  /// Counts a problem, and keeps it if it is among the first.
  ///
  /// - Parameters:
  ///   - row: the row, from 0; -1 for the header.
  ///   - column: the column, from 0.
  ///   - diagnostic: made only when the problem is kept.
  /// - Complexity: O(1) for a problem that is not kept.
  public func report(row: Int, column: Int, _ diagnostic: () -> Diagnostic) {
    count += 1
    if kept.count > Self.shown {
      let last = kept[kept.count - 1]
      if (last.row, last.column) <= (row, column) { return }
      kept.removeLast()
    }
    let problem = Problem(row: row, column: column, diagnostic: diagnostic())
    let place = kept.firstIndex { (row, column) < ($0.row, $0.column) } ?? kept.count
    kept.insert(problem, at: place)
  }

  /// At most 20 problems, and one line that counts the rest.
  public var diagnostics: [Diagnostic] {
    let first = kept.prefix(Self.shown).map(\.diagnostic)
    guard count > Self.shown, let next = kept.last else { return first }
    let rest = count - Self.shown
    return first + [
      Diagnostic(
        next.diagnostic.position,
        "and \(rest) more \(rest == 1 ? "problem" : "problems") in this file from here on")
    ]
  }
}
