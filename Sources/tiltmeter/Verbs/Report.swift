import ArgumentParser
import Experiments
import Foundation
import Reports

struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Report an experiment from what its folder holds.",
    discussion: """
      Of a sweep that is not finished the cells that are complete are reported, and the exit code is \
      75.
      """)

  @Argument(help: "The experiment's folder.")
  var folder: String

  @Option(help: "terminal, markdown, csv or json.")
  var format = "terminal"

  @Option(
    name: [.short, .customLong("output")],
    help: "A file to write to, `-` for standard output.")
  var output = "-"

  @Option(help: "Colour: auto, always or never (auto also follows NO_COLOR).")
  var color = ColorChoice.auto

  func validate() throws { try FormatOptions.check(format) }

  func run() async throws {
    try await reportingErrors {
      guard let kind = ReportFormats.all.first(where: { $0.name == format }) else { return }
      let file = output == "-"
        ? nil : try OutputFile(output, inputs: ExperimentFolder(path: folder).inputs)
      let report = try saying("estimating") { try Reports.Report(folder: folder) }
      let style = ReportStyle(
        width: output == "-" ? Terminal.reportWidth : 80, color: color.isOn && output == "-")
      let text = try kind.render(report, style: style)
      if let file { try file.write(text) } else { Console.write(text) }
      try requireComplete([report.summary])
    }
  }
}
