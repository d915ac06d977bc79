import ArgumentParser
import Experiments
import Reports

struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Set several experiments side by side, sweeps with all their cells.")

  @Argument(help: "The experiments' folders.")
  var folders: [String]

  @OptionGroup var form: FormatOptions

  func validate() throws {
    if let twice = folders.indices.first(where: { folders[..<$0].contains(folders[$0]) }) {
      throw ValidationError("'\(folders[twice])' is named twice: name each folder once")
    }
  }

  func run() async throws {
    try await reportingErrors {
      let file = try form.file(inputs: folders.flatMap { ExperimentFolder(path: $0).inputs })
      let summaries = try saying("estimating") {
        try folders.map { try Reports.Report(folder: $0).summary }
      }
      try form.write(Comparison(summaries), to: file)
      try requireComplete(summaries)
    }
  }
}
