import Foundation
import Testing

/// The main verb, run as a user runs it: results, second runs, threads, interruptions.
@Suite struct RunTests {
  /// Small and quick, but with every estimator and control.
  static let small = ["run", "diagonal-grid", "budget=1500", "training.steps=40", "--quiet"]

  @Test func writesTheFolderAndSaysTheSame() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(Self.small, in: scratch.path)
    #expect(outcome.code == 0)
    #expect(outcome.error == "")
    #expect(outcome.output.hasPrefix("diagonal-grid: "))
    for name in ["experiment.yaml", "summary.json", "report.md"] {
      #expect(scratch.exists("tiltmeter-out/diagonal-grid/\(name)"), "\(name) is missing")
    }
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains("/") })
    let report = try Tool.run(["report", "tiltmeter-out/diagonal-grid"], in: scratch.path)
    #expect(report.output == outcome.output)
    let json = try Tool.run(
      ["report", "tiltmeter-out/diagonal-grid", "--format", "json"], in: scratch.path)
    let stored = try scratch.read("tiltmeter-out/diagonal-grid/summary.json")
    #expect(json.output == stored)
    let estimate = try Tool.run(
      ["estimate", "tiltmeter-out/diagonal-grid", "--json"], in: scratch.path)
    #expect(estimate.output == stored)
    let markdown = try Tool.run(
      ["report", "tiltmeter-out/diagonal-grid", "--format", "markdown", "-o", "r.md"],
      in: scratch.path)
    #expect(markdown == Tool.Outcome(code: 0, output: "", error: ""))
    let kept = try scratch.read("tiltmeter-out/diagonal-grid/report.md")
    #expect(try scratch.read("r.md") == kept)
  }

  @Test func aSecondRunTrainsNothingAndSaysSo() throws {
    let scratch = try Scratch()
    let loud = Self.small.filter { $0 != "--quiet" }
    let first = try Tool.run(loud, in: scratch.path)
    let before = try scratch.read("tiltmeter-out/diagonal-grid/report.md")
    let second = try Tool.run(loud, in: scratch.path)
    #expect(first.error.contains("trained "))
    #expect(second.error.hasPrefix("nothing to train: all "))
    #expect(second.output == first.output)
    #expect(try scratch.read("tiltmeter-out/diagonal-grid/report.md") == before)
  }

  @Test func threadsDoNotChangeAByte() throws {
    let scratch = try Scratch()
    for jobs in ["1", "2", "3"] {
      let outcome = try Tool.run(Self.small + ["--jobs", jobs, "--out", jobs], in: scratch.path)
      #expect(outcome.code == 0)
    }
    let one = try scratch.read("1/summary.json")
    #expect(try scratch.read("2/summary.json") == one)
    #expect(try scratch.read("3/summary.json") == one)
  }

  @Test func killedAtAnyMomentItEndsInTheSameBytes() throws {
    let command = [
      "run", "slab", "budget=4000", "estimators=[direct]", "controls=[capability]",
      "training.steps=600", "--quiet",
    ]
    try Tool.expectSameBytesAfterKills(
      command, pauses: [0.02, 0.08, 0.15, 0.25, 0.2, 0.1, 0.15], in: Scratch())
  }

  @Test func anInterruptKeepsWhatWasFinished() throws {
    let scratch = try Scratch()
    let command = ["run", "slab", "budget=400000", "estimators=[direct]", "--quiet"]
    let running = try Tool.start([Tool.path] + command, in: scratch.path)
    Thread.sleep(forTimeInterval: 1.5)
    kill(running.process.processIdentifier, SIGINT)
    let outcome = running.wait()
    #expect(outcome.code == 130)
    #expect(
      outcome.error == "tiltmeter: interrupted; what was finished is kept, "
        + "the same command goes on\n")
    let plan = try Tool.run(
      ["plan", "slab", "budget=400000", "estimators=[direct]"], in: scratch.path)
    #expect(plan.code == 0)
    let report = try Tool.run(["report", "tiltmeter-out/slab"], in: scratch.path)
    #expect(report.code == 75)
    #expect(report.error.contains("the experiment is not finished: "))
  }

  /// Runs beyond the number kept as rows are kept as blocks of counts: same numbers, less room.
  @Test func blocksOfCountsAndRowsAgree() throws {
    let scratch = try Scratch()
    let common = [
      "run", "diagonal-grid", "estimators=[direct]", "controls=[]", "training.steps=2", "--quiet",
    ]
    let blocks = try Tool.run(
      common + ["budget=21000", "--out", "blocks", "--json"], in: scratch.path)
    #expect(blocks.code == 0)
    let again = try Tool.run(
      common + ["budget=21000", "--out", "blocks", "--json"], in: scratch.path)
    #expect(again.output == blocks.output)
    let rows = try Tool.run(common + ["budget=20000", "--out", "rows", "--json"], in: scratch.path)
    #expect(rows.code == 0)
    let size = { (name: String) -> Int in
      let path = scratch.path + "/\(name)/shards/runs.sqlite"
      return (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }
    #expect(size("blocks") > 0)
    #expect(size("blocks") * 4 < size("rows"))
  }
}
