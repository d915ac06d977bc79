import ArgumentParser
import Experiments
import Foundation
import Reports

struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write an experiment's runs as CSV or JSON Lines, which `estimate` reads back.",
    discussion: """
      One row a run: the swept settings, strength, policy, count, seed, group (its base), shares of \\
      answers, margins (positive exactly when the run is A's, or B's), and for moved noise the run it \\
      was moved from. Runs that are kept as counts come as counts. Without --all the runs are those \\
      that `tiltmeter estimate` takes: plain, and under pressure.
      """)

  @Argument(help: "The experiment's folder.")
  var folder: String

  @Option(help: "csv or jsonl.")
  var format = RunExport.Form.csv

  @Flag(help: "Runs of controls, sequences and moved noise too; their policy stands under `outcome`.")
  var all = false

  @Option(help: "One cell of a sweep: its settings, as in 'training.steps=200', or its place, from 0.")
  var cell: String?

  @Option(
    name: [.short, .customLong("output")],
    help: "A file to write to, `-` for standard output.")
  var output = "-"

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  func run() async throws {
    try await reportingErrors {
      let place = ExperimentFolder(path: folder)
      let file = output == "-" ? nil : try OutputFile(output, inputs: place.inputs)
      let export = try saying("reading what is stored", quiet: quiet) {
        let sweep = try PreparedSweep(Sweep.load(place))
        return try RunExport(
          sweep, folder: place, choice: all ? .all : .plain, cell: chosen(in: sweep.sweep))
      }
      var text = ""
      let (runs, missing) = try export.write(format) { piece in
        if file == nil { Console.write(piece) } else { text += piece }
      }
      try file?.write(text)
      if missing > 0 {
        Console.error(
          "tiltmeter: the experiment is not finished: \(Wording.count(missing)) of the runs known "
            + "so far are missing")
        throw ExitCode(Exit.comeAgain)
      }
      if !quiet { Console.error("\(Wording.count(runs)) runs") }
    }
  }

  private func chosen(in sweep: Sweep) throws -> Int? {
    guard let cell else { return nil }
    if let place = Int(cell), sweep.cells.indices.contains(place) { return place }
    if let place = sweep.cells.firstIndex(where: { $0.label == cell }) { return place }
    let labels = sweep.cells.prefix(3).map { "'\($0.label)'" }.joined(separator: ", ")
    throw ValidationError(
      "there is no cell '\(cell)': "
        + (sweep.isSwept
          ? "there are \(sweep.cells.count), as \(labels)" : "the experiment is not swept"))
  }
}

extension RunExport.Form: ExpressibleByArgument {}
