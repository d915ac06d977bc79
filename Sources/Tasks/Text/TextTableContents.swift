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
    let read = TableFiles(of: task) { file, bytes throws(DocumentError) in
      // One object a line, or a header line and rows.
      let isObjects = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
      return isObjects
        ? try DelimitedText(jsonLines: bytes, file: file.path)
        : try DelimitedText(parsing: bytes, file: file.path)
    }
    let (tables, missing) = (read.tables, read.missing)
    var found = read.found
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
    let division = columns.division
    let normalised = TokenTable(division, tokens: []).normalised
    let named = columns.answers.map { Set($0.map(normalised)) }
    found += Self.strangers(files, columns, language: named)
    let prompts = files.flatMap(\.prompts)
    if found.isEmpty {
      let missing = columns.tags.filter { tag in
        !prompts.contains { columns.tag(of: $0) == tag }
      }
      found += missing.map { tag in
        Diagnostic(
          columns.tagsPosition, "no prompt begins with the tag `\(tag)`",
          remedy: "a prompt begins as `\(prompts[0].prefix(20))`: mend `task.tags`")
      }
    }
    let occurring = Set(files.flatMap { $0.answers.joined() })
    if found.isEmpty, named == nil, occurring.count < 2 {
      found.append(
        Diagnostic(
          columns.answersPosition,
          "every answer in these files is `\(occurring.first ?? "")`: a language of one answer tells "
            + "no policies apart",
          remedy: "expected two answers or more in the policies' columns"))
    }
    // What rows say can be judged only once every cell was understood.
    if found.isEmpty {
      found = files.flatMap { $0.disagreements(policies: task.policyNames) }
        + Self.twoAnswers(files, policies: task.policyNames)
    }
    language = named ?? occurring
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

  /// Characters outside the alphabet and answers outside the language, each reported once, where it
  /// is met first: one that is missing in the settings is one mistake, in however many cells it is.
  private static func strangers(
    _ files: [TextTableFile], _ columns: TextColumns, language: Set<String>?
  ) -> [Diagnostic] {
    var places: [String: (position: SourcePosition, remedy: String, cells: Int)] = [:]
    func add(
      _ problem: String, _ remedy: String, _ file: TextTableFile, row: Int, _ column: Int
    ) {
      let first = places[problem]
      places[problem] = (
        first?.position ?? file.table.position(row: row, column: column), remedy,
        (first?.cells ?? 0) + 1
      )
    }
    func check(_ text: String, _ file: TextTableFile, row: Int, _ column: Int) -> Bool {
      guard let alphabet = columns.alphabet,
        let stranger = text.first(where: {
          !alphabet.contains($0) && !(columns.division == .words && $0.isWhitespace)
        })
      else { return true }
      add(
        "`\(stranger)` is not in the alphabet",
        "mend the cell, or add the character to `task.alphabet`", file, row: row, column)
      return false
    }
    for file in files {
      for (row, prompt) in file.prompts.enumerated() {
        _ = check(prompt, file, row: row, file.promptColumn)
        for (answers, column) in zip(file.answers, file.policyColumns)
        where check(answers[row], file, row: row, column) {
          if let language, !answers[row].isEmpty, !language.contains(answers[row]) {
            add(
              "`\(answers[row])` is none of the answers that `task.answers` names",
              "mend the cell, or add the answer there", file, row: row, column)
          }
        }
      }
    }
    return places.sorted { $0.key < $1.key }.map { problem, place in
      let others = place.cells - 1
      return Diagnostic(
        place.position,
        problem + (others > 0 ? ", here and in \(others) more \(others == 1 ? "cell" : "cells")" : ""),
        remedy: place.remedy)
    }
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
        // Where several policies do, one mistake is the likely cause.
        if let policy = policies.indices.first(where: {
          file.answers[$0][row] != other.answers[$0][known.row]
        }) {
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
