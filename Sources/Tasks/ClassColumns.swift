import Documents

/// The columns of the policies' answers of all files of a table task: texts turned into classes,
/// and what is wrong with them said once a column.
struct ClassColumns {
  /// What `classes` in the settings makes of texts; empty where cells are classes themselves.
  let mapping: [String: Int]
  private var faults: [Fault] = []
  /// Every text that occurs, in any column.
  private var texts: Set<String> = []

  private struct Fault {
    let column: String
    let position: SourcePosition
    let text: String
    var cells: Int
  }

  /// Cells that hold a class, by column.
  private var sound: [String: Int] = [:]

  /// More different texts than these are no classes, but numbers or prose.
  private static let mostTexts = 20

  init(mapping: [String: Int]) { self.mapping = mapping }

  /// - Parameter problems: where blank cells are reported.
  /// - Returns: a class for every row; 0 where there is none.
  /// - Complexity: O(bytes in the column).
  mutating func read(_ table: DelimitedText, _ column: Int, problems: CellProblems) -> [Int] {
    let labels = table.labels(column)
    let names = labels.names
    let classes = names.map(classOf)
    texts.formUnion(names.prefix(Self.mostTexts + 1).filter { !$0.isEmpty })
    var bad = 0
    var first: Int?
    for (row, label) in labels.indices.enumerated() where classes[Int(label)] == nil {
      if names[Int(label)].isEmpty {
        table.report(
          row: row, column: column, "the cell of column `\(table.columns[column])` is blank",
          remedy: expected, to: problems)
      } else {
        bad += 1
        first = first ?? row
      }
    }
    let name = table.columns[column]
    sound[name, default: 0] += table.rowCount - bad
    if let index = faults.firstIndex(where: { $0.column == name }) {
      faults[index].cells += bad
    } else if let first {
      let text = names[Int(labels.indices[first])]
      faults.append(
        Fault(
          column: name, position: table.position(row: first, column: column),
          text: text.count > 40 ? text.prefix(40) + "…" : text, cells: bad))
    }
    return labels.indices.map { classes[Int($0)] ?? 0 }
  }

  /// One a column, in the order in which they were found.
  var diagnostics: [Diagnostic] {
    faults.map { fault in
      let rest = fault.cells - 1
      let more = rest == 0 ? "" : ", and \(rest) \(rest == 1 ? "cell" : "cells") like it"
      let problem = "the column `\(fault.column)` holds `\(fault.text)`\(more)"
      // Where nearly all cells are classes the others are slips, and no names of classes.
      let isSlip = 10 * fault.cells < sound[fault.column, default: 0]
      if !mapping.isEmpty {
        return Diagnostic(
          fault.position, problem,
          remedy: "expected one of `task.classes`: "
            + mapping.keys.sorted(by: Self.before).joined(separator: ", "))
      }
      if isSlip || texts.count > Self.mostTexts {
        return Diagnostic(fault.position, problem, remedy: expected)
      }
      return Diagnostic(
        fault.position, problem,
        remedy: "\(expected); under `task`, `\(suggestion(texts))` says which text is which class")
    }
  }

  private var expected: String {
    mapping.isEmpty
      ? "expected a whole number from 0 to \(Table.largestClass)" : "expected a text of `classes`"
  }

  /// The setting that makes the texts classes, in the order of numbers or of the alphabet.
  func suggestion(_ texts: some Sequence<String>) -> String {
    let pairs = texts.sorted(by: Self.before).enumerated()
      .map { ResolvedSettings.Entry($1, .integer($0)) }
    return "classes: " + ResolvedSettings.block(pairs).inlineText
  }

  private func classOf(_ text: String) -> Int? {
    if !mapping.isEmpty { return mapping[text] }
    guard !text.isEmpty, text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      let value = Int(text), value <= Table.largestClass
    else { return nil }
    return value
  }

  private static func before(_ left: String, _ right: String) -> Bool {
    if let left = Double(left), let right = Double(right), left != right { return left < right }
    return left < right
  }
}

extension SettingsReader {
  /// The key `classes` of a table: which text of a policy's column is which class.
  ///
  /// - Returns: nothing where cells hold the classes themselves.
  func classes(upTo largest: Int) -> [String: Int] {
    define(
      "classes", default: .block([]), expected: "a block such as {-1: 0, 1: 1}",
      "which text of a policy's column is which class; none: they are classes 0, 1, …")
    guard let node = node("classes") else {
      record("classes", .block([]))
      return [:]
    }
    guard case .mapping(let entries, _) = node else {
      diagnostics.report(
        node.position, "`\(dotted("classes"))` is \(node.kindInWords)",
        remedy: "expected a block such as {-1: 0, 1: 1}")
      spoil("classes")
      record("classes", .block([]))
      return [:]
    }
    var found: [ResolvedSettings.Entry] = []
    for entry in entries {
      if case .scalar(let text, quoted: false, _) = entry.value,
        let value = SettingsReader.wholeNumber(text), 0...largest ~= value
      {
        found.append(.init(entry.key, .integer(value)))
      } else {
        diagnostics.report(
          entry.value.position,
          "`\(dotted("classes"))` makes `\(entry.key)` \(entry.value.kindInWords)",
          remedy: "expected a class: a whole number from 0 to \(largest)")
        spoil("classes")
      }
    }
    record("classes", .block(found))
    return Dictionary(entries.compactMap { entry in
      found.first { $0.key == entry.key }.flatMap {
        if case .integer(let value) = $0.value { (entry.key, value) } else { nil }
      }
    }) { first, _ in first }
  }
}
