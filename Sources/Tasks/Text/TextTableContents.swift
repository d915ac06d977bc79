import Documents
import Runs

/// The files of a table task in text, read and checked.
struct TextTableContents {
  /// In the order of the task's files.
  let files: [TextTableFile]
  let language: Set<String>
  let tokens: TokenTable

  /// Reads every file and finds everything that is wrong with them before it throws.
  ///
  /// - Throws: `MissingFileError` if a file cannot be read, else `DocumentError`.
  /// - Complexity: O(bytes in the files).
  init(of task: Table, _ columns: TextColumns) throws {
    var found: [Diagnostic] = []
    var missing: [TaskFile] = []
    var tables: [(file: TaskFile, table: DelimitedText)] = []
    for file in task.files {
      switch task.directory.read(file.path) {
      case .failure(let unreadable):
        missing.append(file)
        found.append(
          Diagnostic(
            file.position, "cannot read `\(file.path)`: \(unreadable.reason)",
            remedy: "paths begin at the settings file's directory"))
      case .success(let bytes):
        do {
          // One object a line, or a header line and rows.
          let isObjects = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
          tables.append(
            (
              file,
              isObjects
                ? try DelimitedText(jsonLines: bytes, file: file.path)
                : try DelimitedText(parsing: bytes, file: file.path)
            ))
        } catch {
          found += error.diagnostics
        }
      }
    }
    let nowhere = Self.columnsNowhere(task, columns, tables.map(\.table))
    found += nowhere.diagnostics
    var files: [TextTableFile] = []
    for (file, table) in tables {
      let problems = CellProblems()
      if let read = TextTableFile(
        key: file.key, table: table, columns: columns, policies: task.policyNames,
        nowhere: nowhere.names, problems: problems)
      {
        files.append(read)
      }
      found += problems.diagnostics
    }
    if !missing.isEmpty { throw MissingFileError(files: missing, diagnostics: found) }
    // What rows say can be judged only once every cell was understood.
    if found.isEmpty {
      found = files.flatMap { $0.disagreements(policies: task.policyNames) }
        + Self.twoAnswers(files, policies: task.policyNames)
    }
    let division = columns.division
    let normalised = TokenTable(division, tokens: []).normalised
    language = columns.answers.map { Set($0.map(normalised)) }
      ?? Set(files.flatMap { $0.answers.joined() })
    // Diagnostic rows have two answers, so that the language is never one of a single answer.
    if !found.isEmpty { throw DocumentError(found) }
    if language.count > Int(UInt16.max) {
      throw DocumentError([
        Diagnostic(
          columns.answersPosition,
          "the answer language has \(language.count) answers, more than \(UInt16.max)",
          remedy: "answers come from a small finite language: a number, a word of a list")
      ])
    }
    let texts = files.flatMap { $0.prompts } + language
    var pieces = Set<String>()
    for text in texts {
      switch division {
      case .words: pieces.formUnion(text.split(whereSeparator: \.isWhitespace).map(String.init))
      case .longest: pieces.formUnion(text.map { String($0) })
      }
    }
    pieces.formUnion(columns.tags)
    if division == .longest { pieces.formUnion((columns.alphabet ?? []).map { String($0) }) }
    tokens = TokenTable(division, tokens: pieces)
    self.files = files
  }

  /// Columns that the settings name and no file has, reported once, at the settings.
  private static func columnsNowhere(
    _ task: Table, _ columns: TextColumns, _ tables: [DelimitedText]
  ) -> (names: Set<String>, diagnostics: [Diagnostic]) {
    guard let first = tables.first else { return ([], []) }
    var names = Set<String>()
    var diagnostics: [Diagnostic] = []
    let wanted = [(columns.promptPosition, columns.prompt)]
      + task.policyNames.map { (task.policiesPosition, $0) }
    for (position, name) in wanted
    where !tables.contains(where: { $0.columns.contains(name) }) {
      names.insert(name)
      let others = first.columns.filter { column in !wanted.contains { $0.1 == column } }
      diagnostics.append(
        Diagnostic(
          position, "no file has a column `\(name)`",
          remedy: likelyMeant(name, among: others).map { "did you mean `\($0)`?" }
            ?? "the columns of \(first.file) are: \(first.columns.joined(separator: ", "))"))
    }
    return (names, diagnostics)
  }

  /// Rows that give one prompt another answer of the same policy than an earlier row does.
  private static func twoAnswers(_ files: [TextTableFile], policies: [String]) -> [Diagnostic] {
    var first: [String: (file: Int, row: Int)] = [:]
    var found: [Diagnostic] = []
    for (index, file) in files.enumerated() {
      let problems = CellProblems()
      for (row, prompt) in file.prompts.enumerated() {
        guard let known = first[prompt] else {
          first[prompt] = (index, row)
          continue
        }
        let other = files[known.file]
        for policy in policies.indices
        where file.answers[policy][row] != other.answers[policy][known.row] {
          file.table.report(
            row: row, column: file.policyColumns[policy],
            "`\(policies[policy])` answers `\(file.answers[policy][row])` to `\(prompt)`, and "
              + "`\(other.answers[policy][known.row])` to the same prompt in "
              + "\(other.table.file):\(other.table.line(ofRow: known.row))",
            remedy: "a policy gives one answer to a prompt: mend or remove one of the rows",
            to: problems)
        }
      }
      found += problems.diagnostics
    }
    return found
  }
}
