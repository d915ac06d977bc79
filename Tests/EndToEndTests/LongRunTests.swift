import Foundation
import Testing

/// What a long run meets: trainings that diverge, streams that are shut, and a machine that is short.
@Suite struct LongRunTests {
  private func shell(_ command: String, in scratch: Scratch) throws -> Tool.Outcome {
    try Tool.shell(["/bin/bash", "-c", "T=\(Tool.path); " + command], in: scratch.path)
  }

  @Test(arguments: ["20", "1e6"]) func trainingsThatDivergeAreAResult(rate: String) throws {
    let scratch = try Scratch()
    let command = [
      "run", "slab", "estimators=[direct, dose-response]", "budget=1200", "training.optimizer=sgd",
      "training.rate=\(rate)", "learner.activation=relu", "--json",
    ]
    let first = try Tool.run(command, in: scratch.path)
    #expect(first.code == 0)
    #expect(first.error == "trained 1,200 of 1,200 runs; report in tiltmeter-out/slab/report.md\n")
    #expect(first.output.contains("\"failed\" : 1"))
    let second = try Tool.run(command, in: scratch.path)
    #expect(
      second.error
        == "nothing to train: all 1,200 runs were stored; report in tiltmeter-out/slab/report.md\n")
    #expect(second.output == first.output)
    let report = try Tool.run(
      ["report", "tiltmeter-out/slab", "--format", "json"], in: scratch.path)
    #expect(report.output == first.output)
  }

  @Test(arguments: ["estimate", "run", "validate", "plan"])
  func standardInputThatCannotBeRead(verb: String) throws {
    let scratch = try Scratch()
    for (redirection, reason) in [
      ("<&-", "Bad file descriptor"), ("< .", "Is a directory"), ("0> written", "Bad file descriptor"),
    ] {
      let outcome = try shell("$T \(verb) - \(redirection)", in: scratch)
      #expect(outcome.code == 66, "\(verb) \(redirection): \(outcome)")
      #expect(outcome.error.hasPrefix("tiltmeter: standard input cannot be read: \(reason); "))
      #expect(outcome.output == "")
    }
    #expect(!scratch.exists("tiltmeter-out"))
  }

  @Test func standardOutputThatCannotBeWritten() throws {
    let scratch = try Scratch()
    #expect(try Tool.run(FolderTests.quick, in: scratch.path).code == 0)
    for verb in [
      "report tiltmeter-out/slab", "estimate tiltmeter-out/slab --json", "list", "show slab",
      "--help", "--version", "plan slab --quiet", "validate slab", FolderTests.quick.map { "'\($0)'" }
        .joined(separator: " "),
    ] {
      for (redirection, reason) in [
        ("> /dev/full", "No space left on device"), (">&-", "Bad file descriptor"),
      ] {
        let outcome = try shell("$T \(verb) \(redirection)", in: scratch)
        #expect(outcome.code == 74, "\(verb) \(redirection): \(outcome)")
        #expect(
          outcome.error.hasPrefix("tiltmeter: standard output cannot be written to: \(reason); "))
      }
      let gone = try shell("($T \(verb); echo $? >&2) | true", in: scratch)
      #expect(gone.error == "0\n", "a closed pipe ends quietly: \(gone)")
    }
  }

  /// A closed stream's place is not taken by a file that is opened later.
  @Test func closedStreamsDoNotReachTheStore() throws {
    let scratch = try Scratch()
    let command = FolderTests.quick.filter { $0 != "--quiet" }.map { "'\($0)'" }
      .joined(separator: " ")
    #expect(try shell("$T \(command) <&- >&- 2>&-", in: scratch).code == 74)
    let whole = try shell("$T \(command) --json; $T \(command) --json --out fresh", in: scratch)
    #expect(whole.error.hasPrefix("nothing to train: all 32 runs were stored"))
  }

  /// With 250 MB of address space a thread for every core would find no room; none is started.
  @Test func littleAddressSpace() throws {
    let scratch = try Scratch()
    let command = FolderTests.quick.map { "'\($0)'" }.joined(separator: " ")
    for verb in ["list", command, "report tiltmeter-out/slab"] {
      let outcome = try shell("ulimit -v 250000; timeout 20 $T \(verb) > /dev/null", in: scratch)
      // On a busy machine it says what takes its time.
      let said = outcome.error.split(separator: "\n").filter { !$0.hasPrefix("estimating … ") }
      #expect(outcome.code == 0 && said.isEmpty, "\(outcome)")
    }
    // Work space of a matrix product.
    let tilted = ["strength,score,policy"] + (0..<400).map {
      "\($0 % 4),\(Double($0 * 37 % 101) / 50 + Double($0 % 4)),\($0 % 3 == 0 ? "A" : "B")"
    }
    try scratch.write(tilted.joined(separator: "\n") + "\n", to: "tilted.csv")
    #expect(try Tool.run(["estimate", "tilted.csv"], in: scratch.path).code == 0)
    let tight = try shell("ulimit -v 250000; timeout 20 $T estimate tilted.csv", in: scratch)
    #expect(tight.code == 74)
    #expect(tight.error.contains("\ntiltmeter: out of memory; "))
    // A file that does not fit.
    let lines = (0..<400_000).map { "\($0 % 3),policy-\($0 % 2),\($0 / 2)" }
    try scratch.write(
      "strength,policy,group\n" + lines.joined(separator: "\n") + "\n", to: "large.csv")
    let large = try shell("ulimit -v 180000; timeout 20 $T estimate large.csv", in: scratch)
    #expect(large.code == 74)
    #expect(large.error.hasSuffix("or less to read at once\n"))
  }

  @Test func tooFewFileHandles() throws {
    let scratch = try Scratch()
    let command = FolderTests.quick.map { "'\($0)'" }.joined(separator: " ")
    let larger = Tool.settled(FolderTests.quick + ["budget=40"]).map { "'\($0)'" }
      .joined(separator: " ")
    #expect(try shell("$T \(command) --out out", in: scratch).code == 0)
    var refused = 0
    for handles in 3...14 {
      for verb in ["\(command) --out new\(handles)", "report out", "\(larger) --out out"] {
        let outcome = try shell("ulimit -n \(handles); $T \(verb)", in: scratch)
        // Below what the loader needs there is no tool yet to say anything.
        if outcome.code == 0 || outcome.error.contains("error while loading shared libraries") {
          continue
        }
        refused += 1
        #expect(outcome.code == 74, "\(handles), \(verb): \(outcome)")
        #expect(outcome.error.contains("Too many open files"), "\(handles): \(outcome.error)")
        #expect(outcome.error.contains("ulimit -n"), "\(handles): \(outcome.error)")
        #expect(!outcome.error.contains("choose another folder"))
      }
    }
    #expect(refused > 0)
  }
}
