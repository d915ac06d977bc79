extension ReportDocument.Table {
  package init(_ columns: [Column], rows: [[String]]) {
    self.init(columns: columns, rows: rows)
  }
}

/// A table in lines of at most some width: titles and texts are broken, and where even that is too
/// wide the columns come in several parts, each beginning with what names its rows.
package struct TerminalTable {
  let table: ReportDocument.Table
  let width: Int

  package init(table: ReportDocument.Table, width: Int) {
    self.table = table
    self.width = width
  }

  private static let margin = 2
  /// A text column is not made narrower than this.
  private static let leastText = 10

  package var text: String {
    if table.columns.isEmpty { return "" }
    let natural = table.columns.indices.map { column in
      max(table.columns[column].title.count, widest(column))
    }
    if fits(natural, gap: 2) { return render(Array(natural.indices), natural, gap: 2) }
    let all = Array(table.columns.indices)
    for gap in [2, 1] {
      if let widths = widths(all, gap: gap) { return render(all, widths, gap: gap) }
    }
    return parts().map { columns in
      render(columns, widths(columns, gap: 1) ?? columns.map { _ in Self.leastText }, gap: 1)
    }.joined(separator: "\n\n")
  }

  private func widest(_ column: Int) -> Int { table.rows.map { $0[column].count }.max() ?? 0 }

  private func fits(_ widths: [Int], gap: Int) -> Bool {
    Self.margin + widths.reduce(0, +) + gap * (widths.count - 1) <= width
  }

  /// Titles broken at their spaces, texts as narrow as is needed; nil where that is not enough.
  private func widths(_ columns: [Int], gap: Int) -> [Int]? {
    let least = columns.map { column in
      let title = Self.longestWord(table.columns[column].title)
      if table.columns[column].isNumber { return max(title, widest(column)) }
      let word = table.rows.map { Self.longestWord($0[column]) }.max() ?? 0
      return max(title, min(word, 24), min(widest(column), Self.leastText))
    }
    guard fits(least, gap: gap) else { return nil }
    var widths = columns.map { max(Self.longestWord(table.columns[$0].title), widest($0)) }
    while !fits(widths, gap: gap) {
      // The one with the most to give gives.
      guard
        let widest = widths.indices.filter({ widths[$0] > least[$0] }).max(by: {
          widths[$0] < widths[$1]
        })
      else { return nil }
      widths[widest] -= 1
    }
    return widths
  }

  /// As many columns at a time as fit beside those that name a row.
  private func parts() -> [[Int]] {
    // The texts that a row begins with name it, as long as they leave room for more.
    var names = Array(table.columns.indices.prefix { !table.columns[$0].isNumber }.prefix(2))
    while names.count > 1, (widths(names, gap: 1) ?? [width]).reduce(0, +) > width / 2 {
      names.removeLast()
    }
    if names.isEmpty { names = [0] }
    var parts: [[Int]] = []
    var part = names
    for column in table.columns.indices.dropFirst(names.count) {
      if part.count > names.count, widths(part + [column], gap: 1) == nil {
        parts.append(part)
        part = names
      }
      part.append(column)
    }
    return parts + [part]
  }

  private func render(_ columns: [Int], _ widths: [Int], gap: Int) -> String {
    let head = zip(columns, widths).map { Self.broken(table.columns[$0].title, $1) }
    var lines = lines(of: head, columns, widths, gap: gap, isHead: true)
    for row in table.rows {
      let cells = zip(columns, widths).map { Self.broken(row[$0], $1) }
      lines += self.lines(of: cells, columns, widths, gap: gap, isHead: false)
    }
    return lines.joined(separator: "\n")
  }

  private func lines(
    of cells: [[String]], _ columns: [Int], _ widths: [Int], gap: Int, isHead: Bool
  ) -> [String] {
    let height = cells.map(\.count).max() ?? 1
    return (0..<height).map { level in
      let padded = cells.indices.map { index in
        // Titles stand on their columns; cells begin where their row does.
        let place = isHead ? level - (height - cells[index].count) : level
        let part = cells[index].indices.contains(place) ? cells[index][place] : ""
        let space = String(repeating: " ", count: max(0, widths[index] - part.count))
        return table.columns[columns[index]].isNumber ? space + part : part + space
      }
      var line = String(repeating: " ", count: Self.margin)
        + padded.joined(separator: String(repeating: " ", count: gap))
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func longestWord(_ text: String) -> Int {
    text.split(separator: " ").map(\.count).max() ?? 0
  }

  /// A text in lines of at most some width, broken at spaces, and within a word that is longer.
  private static func broken(_ text: String, _ width: Int) -> [String] {
    if text.count <= width { return [text] }
    var lines = [""]
    for word in text.split(separator: " ") {
      var rest = String(word)
      let last = lines[lines.count - 1]
      if !last.isEmpty, last.count + 1 + rest.count <= width {
        lines[lines.count - 1] += " " + rest
        continue
      }
      if !last.isEmpty { lines.append("") }
      while rest.count > width {
        lines[lines.count - 1] = String(rest.prefix(width))
        rest = String(rest.dropFirst(width))
        lines.append("")
      }
      lines[lines.count - 1] = rest
    }
    return lines
  }
}
