import Foundation
import Testing

/// Folders that version 0.1.0 made at commit a1e6d2b: no mark, tables of form 3, and rows of diverged
/// trainings that it took for damaged. Made with
/// `tiltmeter run slab 'estimators=[direct]' 'controls=[]' budget=32 training.optimizer=sgd
/// training.rate=1e6 learner.activation=relu training.steps=20 task.pressure=2 task.readout=2
/// task.confirmation=2`, twice, and `sqlite3 runs.sqlite .dump`.
@Suite struct EarlierFolderTests {
  static let command = [
    "run", "slab", "estimators=[direct]", "controls=[]", "budget=32", "training.optimizer=sgd",
    "training.rate=1e6", "learner.activation=relu", "training.steps=20", "task.pressure=2",
    "task.readout=2", "task.confirmation=2", "--json",
  ]

  private func folder(in scratch: Scratch) throws {
    let fixtures = Tool.root + "/Tests/EndToEndTests/Fixtures/form-3"
    let made = try Tool.shell(
      [
        "/bin/sh", "-c",
        "mkdir -p old/shards && cp \(fixtures)/experiment.yaml old && "
          + "sqlite3 old/shards/runs.sqlite < \(fixtures)/runs.sql",
      ], in: scratch.path)
    try #require(made.code == 0, "\(made.error)")
  }

  @Test func isReadAsItIs() throws {
    let scratch = try Scratch()
    try folder(in: scratch)
    let fresh = try Tool.run(Self.command + ["--out", "fresh"], in: scratch.path)
    #expect(fresh.code == 0, "\(fresh.error)")
    let before = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/old/shards/runs.sqlite"))
    let report = try Tool.run(["report", "old", "--format", "json"], in: scratch.path)
    #expect(report == Tool.Outcome(code: 0, output: fresh.output, error: ""))
    let after = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/old/shards/runs.sqlite"))
    #expect(after == before)
    #expect(!scratch.exists("old/tiltmeter-folder"))
  }

  @Test func isContinuedWithoutTrainingAnything() throws {
    let scratch = try Scratch()
    try folder(in: scratch)
    let more = try Tool.run(
      Self.command + ["budget=40", "--out", "old"], in: scratch.path)
    #expect(more.code == 0)
    #expect(more.error == "trained 8 of 40 runs; report in old/report.md\n")
    #expect(scratch.exists("old/tiltmeter-folder"))
    let again = try Tool.run(Self.command + ["budget=40", "--out", "old"], in: scratch.path)
    #expect(again.error == "nothing to train: all 40 runs were stored; report in old/report.md\n")
    let fresh = try Tool.run(Self.command + ["budget=40", "--out", "fresh"], in: scratch.path)
    #expect(again.output == fresh.output)
  }

  /// Which set-up a command of then served was not written down: a report cites none that is not
  /// known to be its own.
  @Test func citesNoCommandOfThen() throws {
    let scratch = try Scratch()
    try folder(in: scratch)
    #expect(try scratch.read("old/experiment.yaml").contains("slab"))
    let before = try Tool.run(["report", "old"], in: scratch.path)
    #expect(before.code == 0 && !before.output.contains("tiltmeter run"), "\(before.output)")
    let more = try Tool.run(
      Self.command.filter { $0 != "--json" } + ["budget=40", "--out", "old"], in: scratch.path)
    #expect(more.code == 0)
    #expect(
      more.output.split(separator: "\n").joined(separator: " ").components(
        separatedBy: "tiltmeter run").count == 2)
    #expect(more.output.contains("8 trainings in"))
  }

  @Test func belongsToItsSetUp() throws {
    let scratch = try Scratch()
    try folder(in: scratch)
    let other = try Tool.run(Self.command + ["seed=2", "--out", "old"], in: scratch.path)
    #expect(other.code == 73)
    #expect(other.error.hasPrefix(
      "tiltmeter: old was made with other settings: `seed` is 1 there and 2 here; "))
    #expect(!scratch.exists("old/tiltmeter-folder"))
  }
}
