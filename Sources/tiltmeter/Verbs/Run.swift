import ArgumentParser
import Experiments
import Foundation
import Reports
import Runs

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Plan, train, estimate and report; with no SPEC the default experiment.",
    usage: "tiltmeter run [SPEC] [key=value …] [options]",
    discussion: """
      With --sweep KEY=[…] the experiment is done once for every value, all in one folder; several \\
      SPECs are done one after the other, each in its own folder, and set side by side.
      """)

  @OptionGroup var arguments: ExperimentArguments
  @OptionGroup var place: FolderOptions
  @OptionGroup var talk: TalkOptions

  @Option(help: "Form of the report: terminal, markdown, csv or json.")
  var format: String?

  @Option(help: "Threads that train (default: all cores).")
  var jobs: Int?

  @Flag(help: "Print the plan and train nothing.")
  var dryRun = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1") }
    if let format { try FormatOptions.check(format) }
    if format != nil, talk.json { throw ValidationError("give --format or --json, not both") }
    if place.out != nil, arguments.specification.count(where: { !$0.contains("=") }) > 1 {
      throw ValidationError("--out is the folder of one experiment: leave it out for several")
    }
  }

  /// An experiment with its folder.
  private struct Place {
    let named: ExperimentArguments.Named
    let kept: KeptSettings
    let folder: ExperimentFolder
  }

  private var workers: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  func run() async throws {
    try await reportingErrors {
      let places = try arguments.all(quiet: talk.quiet).map(place(of:))
      if let twice = places.indices.first(where: { index in
        places[..<index].contains { $0.folder.path == places[index].folder.path }
      }) {
        throw ValidationError(
          "two SPECs belong into \(places[twice].folder.path): name an experiment once, or sweep a key")
      }
      if dryRun {
        for place in places {
          var listing = try PlanListing(place.named.sweep, folder: place.folder)
          try await listing.trySpeed(workers: workers)
          Console.write(listing.folded)
        }
        return
      }
      var done: [(report: Reports.Report, note: String)] = []
      for place in places { done.append(try await self.done(place)) }
      try write(done.map(\.report))
      for note in done.map(\.note) { talk.note(note) }
    }
  }

  private func place(of named: ExperimentArguments.Named) throws -> Place {
    let kept = try KeptSettings(named.sweep.sweep)
    let (folder, note) = try place.folder(
      for: kept, of: named.sweep.sweep, inputs: named.inputs)
    if let note, !dryRun { talk.note(note) }
    return Place(named: named, kept: kept, folder: folder)
  }

  /// Trains what is missing, and writes summary and report.
  ///
  /// - Returns: the report, and what is to be said of the work.
  private func done(_ place: Place) async throws -> (report: Reports.Report, note: String) {
    let (sweep, kept, folder) = (place.named.sweep, place.kept, place.folder)
    try folder.prepare(kept, inputs: place.named.inputs)
    let workers = workers
    let bar = ProgressBar(
      quiet: talk.quiet, usualRate: sweep.cells[0].usualRate(workers: workers))
    bar.phase("reading what is stored")
    defer { bar.end() }
    let command = CommandLine.arguments.dropFirst().joined(separator: " ")
    let path = folder.path
    let (summary, trained) = try await withInterruption {
      let execution = try Execution(
        sweep, folder: ExperimentFolder(path: path), workers: workers, progress: bar)
      let measurements = try await execution.runCells(command: "tiltmeter \(command)")
      bar.phase("estimating")
      return (
        sweep.summary(measurements, kept: kept, contents: execution.contents), execution.trained
      )
    }
    bar.end()
    let report = Reports.Report(
      summary, executions: try folder.executions(serving: sweep.setups))
    try folder.write([UInt8](summary.json()), to: "summary.json")
    try folder.write(MarkdownFormat.render(report, style: ReportStyle()), to: "report.md")
    let all = Wording.count(summary.provenance.trainings)
    let note = trained == 0
      ? "nothing to train: all \(all) runs were stored; report in \(folder.path)/report.md"
      : "trained \(Wording.count(trained)) of \(all) runs; report in \(folder.path)/report.md"
    return (report, note)
  }

  private func write(_ reports: [Reports.Report]) throws {
    let format = format ?? (talk.json ? JSONFormat.name : TerminalFormat.name)
    if reports.count > 1 {
      let text = try Comparison(reports.map(\.summary)).render(format, style: talk.style)
      Console.write(text ?? "")
    } else if let kind = ReportFormats.all.first(where: { $0.name == format }) {
      Console.write(try kind.render(reports[0], style: talk.style))
    }
  }
}
