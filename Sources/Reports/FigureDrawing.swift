import Experiments

/// Draws a figure's marks with characters, one line a row, zero marked where it is on the axis.
enum FigureDrawing {
  static func lines(_ figure: ReportDocument.Figure, width: Int) -> [String] {
    let values: [Double] = figure.rows.flatMap { row in row.marks.map(\.value) } + [0]
      + figure.spans.flatMap { [$0.low, $0.high].compactMap(\.self) }
    guard let low = values.min(), let high = values.max(), low < high else { return [] }
    // Labels give way to the axis where lines are short.
    let labels = figure.rows.map { shortened($0.label, max(8, width / 3)) }
    let labelWidth = (labels.map(\.count).max() ?? 0) + 2
    let columns = max(10, width - labelWidth - 4)
    func column(_ value: Double) -> Int {
      Int(((value - low) / (high - low) * Double(columns - 1)).rounded())
    }
    var lines = TerminalFormat.wrapped(figure.caption, width, indent: 2)
      .split(separator: "\n").map(String.init)
    for (index, (row, label)) in zip(figure.rows, labels).enumerated() {
      var cells = [Character](repeating: " ", count: columns)
      if index < figure.spans.count {
        let span = figure.spans[index]
        let from = span.low.map(column) ?? 0
        let to = span.high.map(column) ?? columns - 1
        for place in from...max(from, to) { cells[place] = "-" }
        if span.low == nil { cells[0] = "<" }
        if span.high == nil { cells[columns - 1] = ">" }
      }
      cells[column(0)] = "|"
      for mark in row.marks {
        let place = column(mark.value)
        let taken = cells[place] != " " && cells[place] != "|" && cells[place] != "-" && cells[place] != mark.symbol
        cells[place] = taken ? "@" : mark.symbol
      }
      while cells.last == " " { cells.removeLast() }
      let space = String(repeating: " ", count: labelWidth - label.count)
      lines.append("  " + space + label + " " + String(cells))
    }
    let ends = (Wording.nats(low), Wording.nats(high))
    let gap = max(1, columns - ends.0.count - ends.1.count)
    lines.append(
      "  " + String(repeating: " ", count: labelWidth + 1) + ends.0
        + String(repeating: " ", count: gap) + ends.1)
    return lines
  }

  /// A text with its end cut off where it is too long.
  private static func shortened(_ text: String, _ width: Int) -> String {
    text.count <= width ? text : text.prefix(width - 1) + "…"
  }
}
