import Experiments
import Reports

/// Lines broken to the width of the terminal, where there is one; else they stay as they are.
enum Folding {
  /// A line, broken at its spaces.
  ///
  /// - Parameter hanging: where the lines after the first begin.
  static func line(_ text: String, hanging: Int) -> String {
    guard let width = Terminal.lineWidth, text.count > width else { return text }
    let hanging = min(hanging, width / 2)
    var lines = [""]
    var isNew = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let last = lines[lines.count - 1]
      if !isNew, last.count + 1 + word.count > width, !word.isEmpty {
        var full = last
        while full.last == " " { full.removeLast() }
        lines[lines.count - 1] = full
        lines.append(String(repeating: " ", count: hanging) + word)
      } else {
        lines[lines.count - 1] += isNew ? String(word) : " " + word
      }
      isNew = false
    }
    return lines.joined(separator: "\n")
  }

  /// Lines, each broken so that what follows stands two characters further in.
  static func lines(_ text: String) -> String {
    each(text) { line in Self.line(line, hanging: line.prefix { $0 == " " }.count + 2) }
  }

  /// Settings, which stay the same settings: comments go above their lines where there is no room.
  static func settings(_ yaml: String) -> String {
    guard let width = Terminal.lineWidth else { return yaml }
    return each(yaml) { line in
      guard line.count > width, let hash = comment(line) else { return line }
      let indent = String(line.prefix { $0 == " " })
      var setting = line[..<hash]
      while setting.last == " " { setting.removeLast() }
      let note = String(line[hash...])
      if setting.count + 2 + note.count <= width, !setting.isEmpty { return setting + "  " + note }
      // Comments begin anew in every line.
      let folded = Self.line(indent + note, hanging: indent.count).split(separator: "\n")
        .enumerated().map { index, part in
          index == 0 ? String(part) : indent + "# " + part.drop { $0 == " " }
        }
      return (folded + (setting.isEmpty ? [] : [String(setting)])).joined(separator: "\n")
    }
  }

  /// Where a comment begins: a hash at the start of a line or behind a space, outside quotes.
  private static func comment(_ line: String) -> String.Index? {
    var quote: Character?
    var before: Character = " "
    for index in line.indices {
      let character = line[index]
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if character == "#", before == " " {
        return index
      }
      before = character
    }
    return nil
  }

  private static func each(_ text: String, _ fold: (String) -> String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { fold(String($0)) }
      .joined(separator: "\n")
  }
}

extension PlanListing {
  /// The text, within the terminal's width where there is one.
  var folded: String {
    guard let width = Terminal.lineWidth,
      text.split(separator: "\n").contains(where: { $0.count > width })
    else { return text }
    return table(width: width) + "\n\n" + Folding.lines(closing)
  }

  /// The listing as a table that is broken to a width, with the beginnings of ids.
  private func table(width: Int) -> String {
    TerminalTable(
      table: ReportDocument.Table(
        columns.map { $0.isNumber ? .number($0.title) : .text($0.title) },
        rows: rows.map { $0.dropLast() + [String($0[$0.count - 1].prefix(8))] }),
      width: width
    ).text
  }
}
