import Documents
import Runs

/// One file of a table task in text.
struct TextTableFile {
  let key: String
  let table: DelimitedText
  let promptColumn: Int
  /// The columns of the policies' answers, in the task's order.
  let policyColumns: [Int]
  /// [rows]
  let prompts: [String]
  /// [policies][rows]
  let answers: [[String]]

  /// Reads the columns, and judges every cell by itself.
  ///
  /// - Parameters:
  ///   - nowhere: columns whose absence has been reported already.
  ///   - problems: takes columns that are missing, and blank cells.
  /// - Returns: nil where columns are missing.
  init?(
    key: String, table: DelimitedText, columns: TextColumns, policies: [String],
    nowhere: Set<String>, problems: CellProblems
  ) {
    let find = { (name: String) in
      nowhere.contains(name)
        ? nil : table.require(name, besides: [columns.prompt] + policies, problems: problems)
    }
    if table.rowCount == 0 {
      problems.report(row: 0, column: 0) {
        Diagnostic(
          SourcePosition(file: table.file, line: 2, column: 1), "there are no rows",
          remedy: "expected at least one below the header")
      }
    }
    let normalised = TokenTable(columns.division, tokens: []).normalised
    func texts(_ column: Int) -> [String] {
      let isPrompt = table.columns[column] == columns.prompt
      return table.texts(column).enumerated().map { row, text in
        let text = normalised(text)
        if text.allSatisfy(\.isWhitespace) {
          table.report(
            row: row, column: column,
            "the \(isPrompt ? "prompt" : "answer of `\(table.columns[column])`") is blank",
            remedy: "write one, or remove the row", to: problems)
        }
        return text
      }
    }
    let prompt = find(columns.prompt)
    let found = policies.map(find)
    let prompts = prompt.map(texts)
    let answers = found.compactMap(\.self).map(texts)
    guard let prompt, let prompts, answers.count == policies.count else { return nil }
    self.key = key
    self.table = table
    promptColumn = prompt
    policyColumns = found.compactMap(\.self)
    self.prompts = prompts
    self.answers = answers
  }

  /// Rows on which policies agree where they must not, or differ where they must not.
  func disagreements(policies: [String]) -> [Diagnostic] {
    let problems = CellProblems()
    let agrees = key == "train" || key == "agreeing"
    for row in prompts.indices {
      let other = answers.firstIndex { $0[row] != answers[0][row] }
      if agrees, let other {
        let example = key == "train" ? "training example" : "agreeing input"
        table.report(
          row: row, column: policyColumns[other],
          "`\(policies[other])` answers `\(answers[other][row])` on this \(example), "
            + "`\(policies[0])` answers `\(answers[0][row])`",
          remedy: "policies must agree on every \(example)", to: problems)
      } else if !agrees, other == nil {
        table.report(
          row: row, column: policyColumns[1],
          "the policies all answer `\(answers[0][row])` here: this is no diagnostic input",
          remedy: "remove the row", to: problems)
      }
    }
    return problems.diagnostics
  }

  /// The tag that each prompt of some rows begins with; none where the task has no tags.
  ///
  /// - Throws: `DocumentError` for prompts that begin with none of them.
  func tags(_ columns: TextColumns, rows: [Int]) throws -> [String] {
    if columns.tags.isEmpty { return [] }
    let problems = CellProblems()
    let found = rows.compactMap { row -> String? in
      let tag = columns.tag(of: prompts[row])
      if tag == nil {
        table.report(
          row: row, column: promptColumn,
          "this prompt begins with none of `task.tags`: \(columns.tags.joined(separator: ", "))",
          remedy: "begin every readout prompt with one of them, or remove `task.tags`",
          to: problems)
      }
      return tag
    }
    if !problems.isEmpty { throw DocumentError(problems.diagnostics) }
    return found
  }

  /// Some rows as a set.
  ///
  /// - Parameter column: whose texts make groups of the rows; nil for none.
  /// - Throws: `DocumentError` where the file has no such column, or a row's cell is blank.
  func set(_ rows: [Int], groupedBy column: String? = nil) throws -> TextSet {
    var groups: [Int]?
    if let column {
      let problems = CellProblems()
      guard let place = table.require(column, problems: problems) else {
        throw DocumentError(problems.diagnostics)
      }
      let labels = table.texts(place)
      for row in rows where labels[row].isEmpty {
        table.report(
          row: row, column: place, "the group of this readout prompt is blank",
          remedy: "name one; a prompt that stands alone is a group of its own", to: problems)
      }
      if !problems.isEmpty { throw DocumentError(problems.diagnostics) }
      groups = Pool.numbered(rows.map { labels[$0] })
    }
    return TextSet(
      prompts: rows.map { prompts[$0] },
      answers: answers.map { answers in rows.map { answers[$0] } },
      names: rows.map { "\(table.file):\(table.line(ofRow: $0))" }, groups: groups)
  }
}
