import Experiments

/// For a terminal, in lines that fit it.
public enum TerminalFormat: ReportFormat {
  public static let name = "terminal"
  public static let summary = "the whole report in lines as wide as the terminal, else of 80 characters"

  public static func render(_ report: Report, style: ReportStyle) -> String {
    render(ReportDocument(report), style: style)
  }

  static func render(_ document: ReportDocument, style: ReportStyle) -> String {
    document.blocks.map { block in
      switch block {
      case .title(let text): bold(wrapped(text, style.width), style)
      case .heading(let text): "\n" + bold(wrapped(text, style.width), style)
      case .paragraph(let text): wrapped(text, style.width)
      case .warnings(let texts):
        texts.map { "  ! " + wrapped($0, style.width, indent: 4).dropFirst(4) }
          .joined(separator: "\n")
      case .table(let table): TerminalTable(table: table, width: style.width).text
      case .figure(let figure):
        FigureDrawing.lines(figure, width: style.width).joined(separator: "\n")
      case .footer(let text): "\n" + wrapped(text, style.width)
      }
    }.joined(separator: "\n") + "\n"
  }

  private static func bold(_ text: String, _ style: ReportStyle) -> String {
    style.color ? "\u{1B}[1m\(text)\u{1B}[0m" : text
  }

  /// The parts between which a line may break: a sign stays with its number, as in `95 %` and
  /// `9 : 1`.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var joins = false
    for part in text.split(separator: " ") {
      let sign = part == ":" || part == "=" || part.hasPrefix("%")
      if !words.isEmpty, joins || sign {
        words[words.count - 1] += " " + part
      } else {
        words.append(String(part))
      }
      joins = part == ":" || part == "="
    }
    return words
  }

  /// A word that is longer than a line, as paths are, in pieces.
  private static func pieces(_ word: String, _ width: Int) -> [String] {
    if word.count <= width { return [word] }
    // What was joined, as `95 %`, comes apart first.
    let parts = word.split(separator: " ").map(String.init)
    if parts.count > 1 { return parts.flatMap { pieces($0, width) } }
    return [String(word.prefix(width))] + pieces(String(word.dropFirst(width)), width)
  }

  /// Breaks a text into lines at spaces.
  static func wrapped(_ text: String, _ width: Int, indent: Int = 0) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = margin
    var length = indent
    for word in words(of: text).flatMap({ pieces($0, max(1, width - indent)) }) {
      if length > indent, length + 1 + word.count > width {
        lines.append(line)
        (line, length) = (margin, indent)
      }
      if length > indent {
        line += " "
        length += 1
      }
      line += word
      length += word.count
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
