import Documents
import Runs

/// The files of a table task, read and checked.
struct TableContents {
  /// In the order of the task's files.
  let files: [TableFile]
  /// One more than the largest class in any file; at least two.
  let classes: Int

  /// What is worth knowing of them, and no error.
  let notes: [Diagnostic]

  /// Columns of policies that no file has, thrown so that what names them is left unjudged.
  struct UnknownColumns: Error {
    let policies: Set<String>
    let error: any Error
  }

  /// Reads every file as a table, whatever its columns mean.
  ///
  /// - Throws: `MissingFileError` if a file cannot be read, else `DocumentError`.
  /// - Complexity: O(bytes in the files).
  static func tables(of task: Table) throws -> [(file: TaskFile, table: DelimitedText)] {
    let (tables, missing, found) = read(task)
    if !missing.isEmpty { throw MissingFileError(files: missing, diagnostics: found) }
    if !found.isEmpty { throw DocumentError(found) }
    return tables
  }

  private static func read(_ task: Table) -> (
    tables: [(file: TaskFile, table: DelimitedText)], missing: [TaskFile], found: [Diagnostic]
  ) {
    var foreign: [(file: TaskFile, form: ForeignTable)] = []
    let files = TableFiles(of: task) { file, bytes throws(DocumentError) in
      if let form = DelimitedText.foreignForm(bytes) {
        foreign.append((file, form))
        return nil
      }
      return try DelimitedText(parsing: bytes, file: file.path)
    }
    var found = files.found
    // One program wrote all files: what is wrong with their form is one mistake.
    if let (first, form) = foreign.first {
      let others = foreign.dropFirst().map { "`\($0.file.path)`" }
      found.append(
        Diagnostic(
          SourcePosition(file: first.path, line: 1, column: 1),
          "this is no comma-separated table: \(form.rawValue)"
            + (others.isEmpty ? "" : "; nor is \(others.joined(separator: ", "))"),
          remedy: "save it with commas between the columns, and points in numbers"))
    }
    return (files.tables, files.missing, found)
  }

  /// Reads every file and finds everything that is wrong with them before it throws.
  ///
  /// - Throws: `MissingFileError` if a file cannot be read, else `DocumentError`; either within
  ///   `UnknownColumns` where no file has a policy's column.
  /// - Complexity: O(bytes in the files).
  init(of task: Table) throws {
    var (tables, missing, found) = Self.read(task)
    if tables.isEmpty {
      if !missing.isEmpty { throw MissingFileError(files: missing, diagnostics: found) }
      throw DocumentError(found)
    }
    // Other files' columns are those of the first, which is the training file if it could be read.
    let inputs = task.inputs
      ?? tables.first.map { first in
        first.table.columns.filter { !task.policyNames.contains($0) && $0 != task.groupColumn }
      } ?? []
    let texts = missing.isEmpty ? Self.columnsOfText(tables[0].table, inputs) : []
    if !texts.isEmpty { throw DocumentError(found + texts) }
    let nowhere = Self.columnsNowhere(task, tables.map(\.table))
    found += nowhere.diagnostics
    var files: [TableFile] = []
    var columns = ClassColumns(mapping: task.classes)
    for (file, table) in tables {
      let problems = CellProblems()
      if task.inputs == nil { Self.reportStrangers(table, task, inputs, tables[0], problems) }
      if let read = TableFile(
        key: file.key, table: table, inputs: inputs, policies: task.policyNames,
        nowhere: nowhere.names, classes: &columns, problems: problems)
      {
        files.append(read)
      }
      found += problems.diagnostics
    }
    found += columns.diagnostics
    if inputs.isEmpty, let (_, table) = tables.first {
      found.append(
        Diagnostic(
          table.position(ofHeader: 0), "every column is a policy: there are no inputs",
          remedy: "add numeric columns"))
    }
    let occurring = files.reduce(into: Set<Int>()) { set, file in
      for column in file.answers { set.formUnion(column) }
    }
    let classes = (occurring.max() ?? 0) + 1
    if found.isEmpty, classes < 2 {
      found.append(
        Diagnostic(
          files[0].table.position(ofHeader: files[0].policyColumns[0]),
          "the policies' columns hold class 0 only, in every file",
          remedy: "expected at least two classes, 0 and 1"))
    }
    let unknown = nowhere.names.intersection(task.policyNames)
    if !missing.isEmpty {
      let error = MissingFileError(files: missing, diagnostics: found)
      if unknown.isEmpty { throw error }
      throw UnknownColumns(policies: unknown, error: error)
    }
    if !unknown.isEmpty { throw UnknownColumns(policies: unknown, error: DocumentError(found)) }
    // What rows say can be judged only once every cell was understood.
    if found.isEmpty {
      found = files.flatMap { $0.disagreements(policies: task.policyNames) }
    }
    if !found.isEmpty { throw DocumentError(found) }
    self.files = files
    self.classes = classes
    notes = Self.notes(files, occurring, columns)
  }

  /// Inputs that are words throughout: prompts, most likely, and whatever else is wrong with the files
  /// follows from that.
  private static func columnsOfText(_ first: DelimitedText, _ inputs: [String]) -> [Diagnostic] {
    inputs.compactMap { name in
      guard let column = first.index(of: name), first.rowCount > 1 else { return nil }
      let cells = first.texts(column)
      // A number that is missing may be written in letters, a whole column of words is none.
      guard cells.allSatisfy({ $0.contains(where: \.isLetter) }),
        cells.contains(where: { $0.count(where: \.isLetter) > 3 })
      else { return nil }
      return Diagnostic(
        first.position(ofHeader: column), "the column `\(name)` holds words, and no numbers",
        remedy: "to read prompts, write `prompt: \(name)` under `task` and take a learner that reads "
          + "text; else list the columns of numbers in `task.inputs`")
    }
  }

  /// Class 0 that nobody answers: classes counted from 1, most likely.
  private static func notes(
    _ files: [TableFile], _ occurring: Set<Int>, _ columns: ClassColumns
  ) -> [Diagnostic] {
    guard let first = files.first, !occurring.contains(0), occurring.count <= 20,
      columns.mapping.isEmpty
    else { return [] }
    let names = occurring.sorted().map(String.init)
    return [
      Diagnostic(
        first.table.position(ofHeader: first.policyColumns[0]),
        "the policies' columns hold classes \(names.joined(separator: ", ")), and never 0",
        remedy: "class 0 stays an answer that a learner can give; under `task`, "
          + "`\(columns.suggestion(names))` leaves it out", severity: .note)
    ]
  }

  /// Columns that the settings name and no file has: a mistake in the settings, so it is reported
  /// there, once.
  private static func columnsNowhere(
    _ task: Table, _ tables: [DelimitedText]
  ) -> (names: Set<String>, diagnostics: [Diagnostic]) {
    guard let first = tables.first else { return ([], []) }
    var names = Set<String>()
    var diagnostics: [Diagnostic] = []
    for (position, list) in [
      (task.policiesPosition, task.policyNames), (task.inputsPosition, task.inputs ?? []),
    ] {
      for name in list where !tables.contains(where: { $0.columns.contains(name) }) {
        names.insert(name)
        diagnostics.append(
          Diagnostic(
            position, "no file has a column `\(name)`",
            remedy: likelyMeant(name, among: first.columns.filter { !list.contains($0) })
              .map { "did you mean `\($0)`?" }
              ?? "the columns of \(first.file) are: \(first.columns.joined(separator: ", "))"))
      }
    }
    return (names, diagnostics)
  }

  /// Columns that the first file lacks: without `inputs` every column is an input, so all files
  /// must have the same.
  private static func reportStrangers(
    _ table: DelimitedText, _ task: Table, _ inputs: [String],
    _ first: (file: TaskFile, table: DelimitedText), _ problems: CellProblems
  ) {
    let known = inputs + task.policyNames + [task.groupColumn].compactMap { $0 }
    let absent = known.filter { !table.columns.contains($0) }
    for (column, name) in table.columns.enumerated() where !known.contains(name) {
      // A misspelt column is missed under its right name already.
      if likelyMeant(name, among: absent) != nil { continue }
      problems.report(row: -1, column: column) {
        Diagnostic(
          table.position(ofHeader: column),
          "the column `\(name)` is not in \(first.file.path)",
          remedy: "remove it, or name the columns in `inputs`")
      }
    }
  }
}

/// One file of a table task.
struct TableFile {
  let key: String
  let table: DelimitedText
  /// The columns of the policies' answers, in the task's order.
  let policyColumns: [Int]
  /// [inputs][rows].
  let inputs: [[Float]]
  /// [policies][rows].
  let answers: [[Int]]

  /// - Parameter nowhere: columns whose absence has been reported already.
  /// - Returns: nil where columns are missing.
  init?(
    key: String, table: DelimitedText, inputs names: [String], policies: [String],
    nowhere: Set<String>, classes: inout ClassColumns, problems: CellProblems
  ) {
    let find = { (name: String) in
      nowhere.contains(name)
        ? nil : table.require(name, besides: names + policies, problems: problems)
    }
    let inputColumns = names.map(find)
    let policyColumns = policies.map(find)
    if table.rowCount == 0 {
      problems.report(row: 0, column: 0) {
        Diagnostic(
          SourcePosition(file: table.file, line: 2, column: 1), "there are no rows",
          remedy: "expected at least one below the header")
      }
    }
    // Cells of the columns that are there are checked even where others are missing.
    inputs = inputColumns.compactMap(\.self).map { column in
      let numbers = table.numbers(column, problems: problems)
      for (row, number) in numbers.enumerated() where !Float(number).isFinite {
        table.report(
          row: row, column: column, "`\(number)` is too large for single precision",
          remedy: "rescale the column `\(table.columns[column])`", to: problems)
      }
      return numbers.map { Float($0) }
    }
    var answers: [[Int]] = []
    for column in policyColumns.compactMap(\.self) {
      answers.append(classes.read(table, column, problems: problems))
    }
    self.answers = answers
    self.policyColumns = policyColumns.compactMap(\.self)
    self.key = key
    self.table = table
    if inputs.count < names.count || answers.count < policies.count { return nil }
  }

  /// Training examples and agreeing inputs on which policies disagree; rows of the other files on
  /// which none do.
  func disagreements(policies: [String]) -> [Diagnostic] {
    let problems = CellProblems()
    let rows = (0..<table.rowCount).map { row in
      answers.firstIndex { $0[row] != answers[0][row] }
    }
    if key == "train" || key == "agreeing" {
      let example = key == "train" ? "training example" : "agreeing input"
      for (row, policy) in rows.enumerated() {
        guard let policy else { continue }
        table.report(
          row: row, column: policyColumns[policy],
          "`\(policies[policy])` answers \(answers[policy][row]) on this \(example), "
            + "`\(policies[0])` answers \(answers[0][row])",
          remedy: "policies must agree on every \(example)", to: problems)
      }
    } else if rows.allSatisfy({ $0 == nil }) {
      return [
        Diagnostic(
          table.position(ofHeader: policyColumns[1]),
          "the policies agree on every row: there are no diagnostic inputs",
          remedy: "expected rows on which they differ")
      ]
    } else {
      for (row, policy) in rows.enumerated() where policy == nil {
        table.report(
          row: row, column: policyColumns[1],
          "the policies all answer \(answers[0][row]) here: this is no diagnostic input",
          remedy: "remove the row", to: problems)
      }
    }
    return problems.diagnostics
  }

  func allRows() -> [Int] { Array(0..<table.rowCount) }

  /// The rows on which a pair differs.
  ///
  /// - Throws: `DocumentError` where there are none.
  func rows(differing pair: PolicyPair, policies: [String]) throws -> [Int] {
    let rows = allRows().filter { answers[pair.a][$0] != answers[pair.b][$0] }
    if rows.isEmpty {
      throw DocumentError([
        Diagnostic(
          table.position(ofHeader: policyColumns[pair.b]),
          "`\(policies[pair.b])` agrees with `\(policies[pair.a])` on every row: there are no "
            + "diagnostic inputs for this pair",
          remedy: "add rows on which the two differ")
      ])
    }
    return rows
  }

  /// Chooses rows to set aside for confirmation: the same ones for every pair.
  ///
  /// Rows with equal inputs stay together, since an input in both pools would be a leak.
  ///
  /// - Throws: `DocumentError` where there are not two different inputs to divide.
  func setAside(_ share: Double, seed: Int) throws -> Set<Int> {
    var groups: [[Float]: [Int]] = [:]
    var order: [[Float]] = []
    for row in allRows() {
      let key = inputs.map { $0[row] }
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    if order.count < 2 {
      throw DocumentError([
        Diagnostic(
          table.position(row: 0, column: 0),
          "all rows have the same inputs: none can be set aside for confirmation",
          remedy: "add rows, or give a `confirmation` file")
      ])
    }
    let wanted = max(1, Int((share * Double(table.rowCount)).rounded()))
    var aside = Set<Int>()
    let permutation = TaskRandom(seed: seed, purpose: "table/confirmation")
      .permutation(order.count)
    for index in permutation.dropLast() where aside.count < wanted {
      aside.formUnion(groups[order[index]] ?? [])
    }
    return aside
  }

  /// - Parameter column: whose texts make groups of the rows; nil for none.
  /// - Throws: `DocumentError` where the file has no such column, or a row's cell is blank.
  func pool(_ rows: [Int], groupedBy column: String?) throws -> Pool {
    guard let column else { return pool(rows) }
    let problems = CellProblems()
    guard let place = table.require(column, besides: [], problems: problems) else {
      throw DocumentError(problems.diagnostics)
    }
    let texts = table.texts(place)
    for row in rows where texts[row].isEmpty {
      table.report(
        row: row, column: place, "the group of this readout input is blank",
        remedy: "name one; an input that stands alone is a group of its own", to: problems)
    }
    if !problems.diagnostics.isEmpty { throw DocumentError(problems.diagnostics) }
    let plain = pool(rows)
    return Pool(
      inputs: plain.inputs, answers: plain.answers, rowNames: plain.rowNames,
      groups: Pool.numbered(rows.map { texts[$0] }))
  }

  func pool(_ rows: [Int]) -> Pool {
    var values: [Float] = []
    values.reserveCapacity(rows.count * inputs.count)
    for row in rows { for column in inputs { values.append(column[row]) } }
    return Pool(
      inputs: InputMatrix(count: rows.count, width: inputs.count, values: values),
      answers: answers.map { column in AnswerKey(rows.map { UInt16(column[$0]) }) },
      rowNames: rows.map { "\(table.file):\(table.line(ofRow: $0))" })
  }
}
