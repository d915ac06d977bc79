import Experiments

/// For papers, notebooks and issue trackers.
public enum MarkdownFormat: ReportFormat {
  public static let name = "markdown"
  public static let summary = "the whole report with tables, to paste"

  public static func render(_ report: Report, style: ReportStyle) -> String {
    render(ReportDocument(report))
  }

  static func render(_ document: ReportDocument) -> String {
    let blocks = document.blocks.map { block in
      switch block {
      case .title(let text): "# \(escaped(text))"
      case .heading(let text): "## \(escaped(text))"
      case .paragraph(let text): escaped(text)
      case .warnings(let texts): texts.map { "- \(escaped($0))" }.joined(separator: "\n")
      case .table(let table): render(table)
      case .figure(let figure):
        "```text\n" + FigureDrawing.lines(figure, width: 80).joined(separator: "\n") + "\n```"
      case .footer(let text): "<sub>\(escaped(text))</sub>"
      }
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func render(_ table: ReportDocument.Table) -> String {
    let head = "| " + table.columns.map { escaped($0.title) }.joined(separator: " | ") + " |"
    let rule = "|" + table.columns.map { $0.isNumber ? "---:|" : ":---|" }.joined()
    let rows = table.rows.map { "| " + $0.map(escaped).joined(separator: " | ") + " |" }
    return ([head, rule] + rows).joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "|*_`<>#\\".contains(character) { result += "\\" }
      result.append(character)
    }
    return result
  }
}
