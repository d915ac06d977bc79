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
      and step, the lines are samples under exact tilts by that score. Other columns are an error \
      unless --keep names them. Any path that can be read will do: <(command), /dev/stdin, a FIFO.
      """)

  @Argument(help: "An experiment's folder, a file of runs (CSV, JSON Lines), or `-`.")
  var input: String

  @Option(help: "Policy A (own runs; default: the most frequent label at strength 0).")
  var a: String?

  @Option(help: "Policy B (own runs; default: the second most frequent label at strength 0).")
  var b: String?

  @Option(help: "Level of the intervals, 0.5 to 0.999 (own runs; default: 0.95).")
  var level: Double?

  @Option(help: "Columns that are carried along and not read, with commas; repeatable (own runs).")
  var keep: [String] = []

  @OptionGroup var talk: TalkOptions

  func validate() throws {
    if let level, !(0.5...0.999).contains(level) {
      throw ValidationError("--level takes a number from 0.5 to 0.999")
    }
    for (option, name) in [("--a", a), ("--b", b)] {
      guard let name else { continue }
      if OwnRuns.reserved.contains(name) {
        throw ValidationError(
          "\(option) takes a policy: `\(name)` counts the runs that are neither's")
      }
      if name.isEmpty { throw ValidationError("\(option) takes the label of a policy") }
    }
    if let a, a == b {
      throw ValidationError("--a and --b both name `\(a)`: log odds need two policies")
    }
  }

  func run() async throws {
    try await reportingErrors {
      let report = try saying("estimating", quiet: talk.quiet) {
        try Self.isFolder(input) ? folderReport() : ownReport()
      }
      Console.write(
        try talk.json
          ? JSONFormat.render(report, style: talk.style)
          : TerminalFormat.render(report, style: talk.style))
      try requireComplete([report.summary])
    }
  }

  private func ownReport() throws -> Reports.Report {
    let runs = try OwnRuns.load(
      input,
      keep: keep.flatMap { $0.split(separator: ",") }
        .map { $0.trimmingCharacters(in: .whitespaces) })
    if !talk.quiet, let note = try runs.pair(a: a, b: b).note { Console.error("note: \(note)") }
    return Reports.Report(try runs.summary(a: a, b: b, level: level ?? 0.95))
  }

  /// An experiment's pair and level are settings of its own.
  private func folderReport() throws -> Reports.Report {
    let given = [
      ("--level", level != nil), ("--a", a != nil), ("--b", b != nil), ("--keep", !keep.isEmpty),
    ].filter(\.1).map(\.0)
    if let option = given.first {
      throw ValidationError(
        "\(option) is for own runs; the level and the pair of an experiment are its settings: "
          + "`tiltmeter run \(input)/experiment.yaml level=0.99 --out \(input)` trains nothing anew")
    }
    return try Reports.Report(folder: input)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }
}
