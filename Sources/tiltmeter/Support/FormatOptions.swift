import ArgumentParser
import Experiments
import Foundation
import Reports

/// How and where experiments are reported.
struct FormatOptions: ParsableArguments {
  @Option(help: "terminal, markdown, csv or json.")
  var format = "terminal"

  @Option(
    name: [.short, .customLong("output")],
    help: "A file to write to, `-` for standard output.")
  var output = "-"

  @Option(help: "Colour: auto, always or never (auto also follows NO_COLOR).")
  var color = ColorChoice.auto

  func validate() throws { try Self.check(format) }

  static func check(_ format: String) throws {
    if !ReportFormats.all.contains(where: { $0.name == format }) {
      let names = ReportFormats.all.map { $0.name }.joined(separator: ", ")
      throw ValidationError("--format takes one of: \(names)")
    }
  }

  /// The file to write to; nil for standard output.
  ///
  /// - Throws: `StoreError` where it is one of the inputs.
  func file(inputs: [String]) throws -> OutputFile? {
    output == "-" ? nil : try OutputFile(output, inputs: inputs)
  }

  func write(_ comparison: Comparison, to file: OutputFile?) throws {
    guard let text = try comparison.render(format, style: style(to: file)) else { return }
    try write(text, to: file)
  }

  func write(_ report: Reports.Report, to file: OutputFile?) throws {
    guard let kind = ReportFormats.all.first(where: { $0.name == format }) else { return }
    try write(kind.render(report, style: style(to: file)), to: file)
  }

  private func style(to file: OutputFile?) -> ReportStyle {
    ReportStyle(width: file == nil ? Terminal.reportWidth : 80, color: color.isOn && file == nil)
  }

  private func write(_ text: String, to file: OutputFile?) throws {
    if let file { try file.write(text) } else { Console.write(text) }
  }
}

/// Ends the verb with exit code 75 where cells are missing.
func requireComplete(_ summaries: [Summary]) throws {
  let missing = summaries.reduce(0) { $0 + $1.unfinishedCells }
  if missing == 0 { return }
  Console.error(
    "tiltmeter: not finished: \(Wording.count(missing)) cells are missing runs; give the "
      + "`tiltmeter run` command again, it goes on from here")
  throw ExitCode(Exit.comeAgain)
}
