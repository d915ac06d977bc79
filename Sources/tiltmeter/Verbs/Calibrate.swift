import ArgumentParser
import Calibration
import Experiments
import Foundation

struct Calibrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hold every estimator to systems whose truth is known; exit 3 if a rule is broken.",
    discussion: """
      Prints, for every estimator on every system that suits it, how often its interval holds the \
      truth, with null answers apart, and what it costs. The whole takes about half an hour of one \
      core; --quick under two minutes of two. Processor seconds go to standard error, so that the \
      same options print the same bytes.
      """)

  @Option(help: "Replicates of every cell (default: 4000, with --quick 200).")
  var replicates: Int?

  @Flag(help: "Few replicates, for continuous integration.")
  var quick = false

  @Option(help: "Seed of all replicates.")
  var seed: UInt64 = 1

  @Option(help: "Threads (default: all cores).")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "A family, or part of a family/cell; may be given several times.", valueName: "name"))
  var only: [String] = []

  @Option(help: "Multiply every interval's width, to see the rule broken.")
  var shrink = 1.0

  @Flag(help: "Print one JSON object.")
  var json = false

  @Flag(help: "Say nothing on standard error but errors.")
  var quiet = false

  func validate() throws {
    if let replicates, replicates < 2 {
      throw ValidationError("--replicates takes a number from 2")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes a number from 1") }
    if !(shrink > 0 && shrink < .infinity) {
      throw ValidationError("--shrink takes a number above 0")
    }
    for name in only where Calibration(.init(only: [name])).families.isEmpty {
      let names = CalibrationFamilies.all.map { $0.name }.joined(separator: ", ")
      throw ValidationError(
        "'\(name)' is no family and no part of a family/cell; families: \(names)")
    }
  }

  func run() async throws {
    let calibration = Calibration(
      .init(
        replicates: replicates ?? (quick ? 200 : 4000), seed: seed,
        jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, only: only, shrink: shrink))
    try await reportingErrors {
      let bar = ProgressBar(quiet: quiet, unit: "replicates")
      bar.begin(total: calibration.total, work: [.runs: Double(calibration.total)])
      let report = try await withInterruption {
        try await calibration.run { bar.advance(by: $0, work: Double($0), .runs, trained: true) }
      }
      bar.end()
      Console.write(
        try json ? String(decoding: report.json(), as: UTF8.self) : report.text)
      if !quiet { Console.error(Self.cost(report)) }
      if !report.holds { throw ExitCode(Exit.gateNotMet) }
    }
  }

  private static func cost(_ report: CalibrationReport) -> String {
    let parts = zip(report.families, report.processorSeconds).map {
      "\($0.name) \(Wording.seconds($1))"
    }
    let total = Wording.seconds(report.processorSeconds.reduce(0, +))
    return "processor time: \(total) (\(parts.joined(separator: ", ")))"
  }
}
