import ArgumentParser
import Experiments
import Foundation
import Reports

struct Estimate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Statistics only: from an experiment's folder, or from anyone's own runs.",
    discussion: """
      A CSV file has a header line and the columns strength and policy, in any order, and \
      optionally count, seed and group; JSON Lines have the same keys. Policies are any labels; \
      `other` and `failed` are never one of the pair. With a column score, and optionally chain \
      and step, the lines are samples under exact tilts by that score.
      """)

  @Argument(help: "An experiment's folder, a file of runs (CSV, JSON Lines), or `-`.")
  var input: String

  @Option(help: "Policy A (own runs; default: the most frequent label).")
  var a: String?

  @Option(help: "Policy B (own runs; default: the second most frequent label).")
  var b: String?

  @Option(help: "Level of the intervals (own runs).")
  var level = 0.95

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if !(0.5...0.999).contains(level) {
      throw ValidationError("--level takes a number from 0.5 to 0.999")
    }
  }

  func run() async throws {
    try await reportingErrors {
      let report = try saying("estimating", quiet: talk.quiet) {
        try Self.isFolder(input)
          ? Reports.Report(folder: input)
          : Reports.Report(OwnRuns.load(input).summary(a: a, b: b, level: level))
      }
      Console.write(
        try talk.json
          ? JSONFormat.render(report, style: talk.style)
          : TerminalFormat.render(report, style: talk.style))
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}
