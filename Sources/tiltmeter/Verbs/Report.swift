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

  @OptionGroup var options: FormatOptions

  func run() async throws {
    try await reportingErrors {
      let file = try options.file(inputs: ExperimentFolder(path: folder).inputs)
      let report = try saying("estimating") { try Reports.Report(folder: folder) }
      try options.write(report, to: file)
      try requireComplete([report.summary])
    }
  }
}
