import Documents

/// Which columns of a table of runs are read.
struct RunColumns {
  /// All that have a meaning, in the order in which they are told.
  static let known = [
    "strength", "policy", "count", "seed", "group", "score", "chain", "step",
  ]

  let strength: Int
  let policy: Int
  let count: Int?
  let seed: Int?
  let group: Int?
  let score: Int?
  let chain: Int?
  let step: Int?

  /// - Parameters:
  ///   - table: with its header.
  ///   - keep: columns to be carried along and not read.
  /// - Throws: `DocumentError` where a column is missing, unknown, or has no meaning beside the
  ///   others.
  init(_ table: DelimitedText, keep: [String]) throws(DocumentError) {
    let problems = CellProblems()
    Self.checkNames(table, keep: keep, problems: problems)
    func find(_ name: String) -> Int? { keep.contains(name) ? nil : table.index(of: name) }
    (count, seed, group) = (find("count"), find("seed"), find("group"))
    (score, chain, step) = (find("score"), find("chain"), find("step"))
    func report(_ column: Int?, _ problem: String, _ remedy: String) {
      guard let column else { return }
      problems.report(row: -1, column: column) {
        Diagnostic(table.position(ofHeader: column), problem, remedy: remedy)
      }
    }
    if score != nil {
      for (name, column) in [("count", count), ("group", group)] {
        report(
          column, "a column `\(name)` stands beside `score`",
          "samples under a tilt are one a line; correlated ones share a `chain`")
      }
    } else {
      report(
        chain, "a column `chain` has a meaning only beside `score`",
        "runs that share a base have a `group`; or carry it along with --keep chain")
    }
    if chain == nil {
      report(
        step, "a column `step` has a meaning only beside `chain`",
        "name the chain of every sample, or carry it along with --keep step")
    }
    guard problems.isEmpty, let strength = find("strength"), let policy = find("policy") else {
      throw DocumentError(problems.diagnostics)
    }
    (self.strength, self.policy) = (strength, policy)
  }

  /// Whether a column is one that `export` writes beside what is read here.
  private static func isCarried(_ name: String) -> Bool {
    RunExport.carried.contains(name) || name.hasPrefix(RunExport.settingPrefix)
  }

  /// Runs of several cells of a sweep are no runs of one law.
  ///
  /// - Parameter table: whole.
  /// - Throws: `DocumentError` where a swept setting has several values.
  static func checkCells(_ table: DelimitedText, keep: [String]) throws(DocumentError) {
    let diagnostics = Diagnostics()
    for (column, name) in table.columns.enumerated()
    where name.hasPrefix(RunExport.settingPrefix) && !keep.contains(name) {
      let values = table.labels(column).names
      guard values.count > 1 else { continue }
      diagnostics.report(
        table.position(ofHeader: column),
        "the runs are of several cells: `\(name)` is \(Wording.list(values.prefix(3).map { $0 }))"
          + (values.count > 3 ? " and more" : ""),
        remedy: "export one cell with --cell, or pool them knowingly with --keep \(name)")
    }
    if !diagnostics.isEmpty { throw DocumentError(diagnostics.all) }
  }

  /// Reports what is missing, what is unknown, and what was to be kept and is not there; a column
  /// that is likely meant by a missing one once.
  private static func checkNames(
    _ table: DelimitedText, keep: [String], problems: CellProblems
  ) {
    let absent = known.filter { !table.columns.contains($0) }
    let strangers = table.columns.filter { !known.contains($0) && !keep.contains($0) }
    let lost = ["strength", "policy"].filter { name in
      absent.contains(name)
        && !strangers.contains { likelyMeant($0, among: absent) == name }
    }
    if !lost.isEmpty, keep.allSatisfy({ table.columns.contains($0) }) {
      // Another table altogether: what its columns are called is not judged one by one.
      let isHeadless = table.columns.contains { Double($0) != nil }
      problems.report(row: -1, column: 0) {
        Diagnostic(
          table.position(ofHeader: 0),
          isHeadless
            ? "the first line is no header: it holds the number "
              + "`\(table.columns.first { Double($0) != nil } ?? "")`"
            : "there is no column " + lost.map { "`\($0)`" }.joined(separator: " and none called "),
          remedy: isHeadless
            ? "begin with the names of the columns, as in strength,policy,count"
            : "the columns are: \(table.columns.joined(separator: ", ")); expected one line a run, "
              + "or lines with a count, as in strength,policy,count")
      }
      return
    }
    var explained = Set<String>()
    for (column, name) in table.columns.enumerated()
    where !known.contains(name) && !keep.contains(name) && !isCarried(name) {
      let meant = likelyMeant(name, among: absent)
      if let meant { explained.insert(meant) }
      problems.report(row: -1, column: column) {
        Diagnostic(
          table.position(ofHeader: column), "unknown column `\(name)`",
          remedy: (meant.map { "did you mean `\($0)`? " } ?? "")
            + "Columns that are read: \(known.joined(separator: ", ")); others are carried along "
            + "with --keep \(name)")
      }
    }
    for name in ["strength", "policy"] {
      if keep.contains(name) {
        problems.report(row: -1, column: table.index(of: name) ?? 0) {
          Diagnostic(
            table.position(ofHeader: table.index(of: name) ?? 0),
            "--keep names the column `\(name)`, without which nothing can be estimated",
            remedy: "leave it out of --keep")
        }
      } else if absent.contains(name), !explained.contains(name) {
        problems.report(row: -1, column: 0) {
          Diagnostic(
            table.position(ofHeader: 0), "there is no column `\(name)`",
            remedy: "the columns are: \(table.columns.joined(separator: ", "))")
        }
      }
    }
    for name in keep where !table.columns.contains(name) {
      problems.report(row: -1, column: 0) {
        Diagnostic(
          table.position(ofHeader: 0), "--keep names `\(name)`, and there is no such column",
          remedy: likelyMeant(name, among: table.columns).map { "did you mean `\($0)`?" }
            ?? "the columns are: \(table.columns.joined(separator: ", "))")
      }
    }
  }
}
