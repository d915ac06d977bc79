import ArgumentParser
import Experiments
import Foundation
import Reports
import Runs

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Plan, train, estimate and report; with no SPEC the default experiment.",
    usage: "tiltmeter run [SPEC] [key=value …] [options]")

  @OptionGroup var arguments: ExperimentArguments
  @OptionGroup var place: FolderOptions
  @OptionGroup var talk: TalkOptions

  @Option(help: "Threads that train (default: all cores).")
  var jobs: Int?

  @Flag(help: "Print the plan and train nothing.")
  var dryRun = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1") }
  }

  func run() async throws {
    try await reportingErrors {
      let prepared = try arguments.prepared(quiet: talk.quiet)
      let kept = try KeptSettings(prepared.sweep)
      let inputs = prepared.sweep.inputs(specification: arguments.file)
      let (folder, note) = try place.folder(for: kept, of: prepared.sweep, inputs: inputs)
      if dryRun {
        Console.write(try PlanListing(prepared, folder: folder).text)
        return
      }
      if let note { talk.note(note) }
      try folder.prepare(kept, inputs: inputs)
      let workers = jobs ?? ProcessInfo.processInfo.activeProcessorCount
      let bar = ProgressBar(quiet: talk.quiet)
      bar.phase("reading what is stored")
      defer { bar.end() }
      let command = CommandLine.arguments.dropFirst().joined(separator: " ")
      let path = folder.path
      let (summary, trained) = try await withInterruption {
        let execution = try Execution(
          prepared, folder: ExperimentFolder(path: path), workers: workers, progress: bar)
        let measurements = try await execution.runCells(command: "tiltmeter \(command)")
        bar.phase("estimating")
        return (
          prepared.summary(measurements, kept: kept, contents: execution.contents),
          execution.trained
        )
      }
      bar.end()
      try finish(summary, trained: trained, folder: folder, setups: prepared.setups)
    }
  }

  private func finish(
    _ summary: Summary, trained: Int, folder: ExperimentFolder, setups: Set<SetupID>
  ) throws {
    let report = Reports.Report(summary, executions: try folder.executions(serving: setups))
    try folder.write([UInt8](summary.json()), to: "summary.json")
    try folder.write(MarkdownFormat.render(report, style: ReportStyle()), to: "report.md")
    Console.write(
      try talk.json
        ? JSONFormat.render(report, style: talk.style)
        : TerminalFormat.render(report, style: talk.style))
    let all = Wording.count(summary.provenance.trainings)
    talk.note(
      trained == 0
        ? "nothing to train: all \(all) runs were stored; report in \(folder.path)/report.md"
        : "trained \(Wording.count(trained)) of \(all) runs; report in \(folder.path)/report.md")
  }
}
