import Foundation
import Testing

/// What a user reads who made a mistake: whole messages and exit codes.
@Suite struct BadInputTests {
  @Test func everyErrorAtOnceWithItsPlace() throws {
    let scratch = try Scratch()
    try scratch.write(
      """
      experiment: my-slab
      task: {kind: slab, slabs: 4}
      learner:
        kind: mlp
        hiden: [16]
        activation: tahn
      training:
        steps: 010
        rate: fast
      readout: {threshold: 0.4}
      pair: {a: linear, b: slb}
      budgte: 100
      """, to: "bad.yaml")
    let outcome = try Tool.run(["validate", "bad.yaml"], in: scratch.path)
    #expect(outcome.code == 65)
    #expect(outcome.output == "")
    let lines = outcome.error.split(separator: "\n").map(String.init)
    for expected in [
      "bad.yaml:2:27: error: `task.slabs` is `4`",
      "bad.yaml:5:3: error: unknown key `hiden` in `learner`; did you mean `hidden`?",
      "bad.yaml:6:15: error: `learner.activation` is `tahn`",
      "bad.yaml:8:10: error: `training.steps` is `010`",
      "bad.yaml:9:9: error: `training.rate` is `fast`",
      "bad.yaml:10:22: error: `readout.threshold` is 0.4",
      "bad.yaml:11:22: error: `pair.b` is `slb`",
      "bad.yaml:12:1: error: unknown key `budgte`; did you mean `budget`?",
    ] {
      #expect(lines.contains { $0.hasPrefix(expected) }, "missing: \(expected)\n\(outcome.error)")
    }
    #expect(lines.count == 8)
    let run = try Tool.run(["run", "bad.yaml"], in: scratch.path)
    #expect(run.code == 65)
    #expect(run.error == outcome.error)
    #expect(!scratch.exists("tiltmeter-out"))
  }

  @Test func duplicateKeysAndBrokenSyntax() throws {
    let scratch = try Scratch()
    try scratch.write("task: {kind: slab}\nbudget: 5000\nbudget: 6000\n", to: "twice.yaml")
    let twice = try Tool.run(["validate", "twice.yaml"], in: scratch.path)
    #expect(twice.code == 65)
    #expect(
      twice.error
        == "twice.yaml:3:1: error: the key `budget` stands here a second time; keep one of them\n")
    try scratch.write("task: {kind: slab\nbudget: 1\n", to: "open.yaml")
    let open = try Tool.run(["validate", "open.yaml"], in: scratch.path)
    #expect(open.code == 65)
    #expect(open.error.hasPrefix("open.yaml:2:"))
  }

  @Test func aBudgetThatIsTooSmallSaysWhatIsNeeded() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(["run", "slab", "budget=50"], in: scratch.path)
    #expect(outcome.code == 65)
    #expect(outcome.error.contains("a budget of 50 trainings is too small"))
    #expect(outcome.error.contains("need at least "))
    #expect(!scratch.exists("tiltmeter-out"))
    let needed = Int(outcome.error.split(separator: " ").last?.filter(\.isNumber) ?? "") ?? 0
    let enough = try Tool.run(["validate", "slab", "budget=\(needed)"], in: scratch.path)
    #expect(enough.code == 0, "a budget of \(needed) was said to be enough: \(enough.error)")
    let less = try Tool.run(["validate", "slab", "budget=\(needed - 1)"], in: scratch.path)
    #expect(less.code == 65)
  }

  @Test func namesThatAreNotThere() throws {
    let scratch = try Scratch()
    let typo = try Tool.run(["run", "two-digit"], in: scratch.path)
    #expect(typo.code == 66)
    #expect(
      typo.error == "tiltmeter: there is no file and no built-in experiment called two-digit; "
        + "did you mean `two-digits`?\n")
    #expect(try Tool.run(["run", "absent.yaml"], in: scratch.path).code == 66)
    #expect(try Tool.run(["report", "absent"], in: scratch.path).code == 66)
    #expect(try Tool.run(["estimate", "absent.csv"], in: scratch.path).code == 66)
    #expect(try Tool.run(["show", "nothing-like-it"], in: scratch.path).code == 66)
  }

  @Test func usage() throws {
    let scratch = try Scratch()
    for (arguments, words) in [
      (["rnu"], "tiltmeter: there is no verb `rnu`; did you mean `run`?\n"),
      (["shwo", "slab"], "tiltmeter: there is no verb `shwo`; did you mean `show`?\n"),
      (["list", "learner"], "'learner' is no kind; did you mean `learners`?"),
      (
        ["run", "slab", "--level", "0.9"],
        "`--level` is no option here: settings are written key=value, as in level=0.9"
      ),
      (["run", "slab", "-j", "4"], "`-j` is no option here: settings are written key=value\n"),
      (["plan", "slab", "--quiet", "two"], "'two' is a second SPEC"),
    ] {
      let outcome = try Tool.run(arguments, in: scratch.path)
      #expect(outcome.code == 64 && outcome.error.contains(words), "\(arguments): \(outcome.error)")
    }
    #expect(try Tool.run(["run", "--frobnicate"], in: scratch.path).code == 64)
    #expect(try Tool.run(["plan", "slab", "two-digits"], in: scratch.path).code == 64)
    #expect(try Tool.run(["run", "--jobs", "0"], in: scratch.path).code == 64)
    #expect(try Tool.run(["report", "x", "--format", "pdf"], in: scratch.path).code == 64)
    #expect(try Tool.run(["list", "spoons"], in: scratch.path).code == 64)
    #expect(try Tool.run(["--help"], in: scratch.path).code == 0)
    let version = try Tool.run(["--version"], in: scratch.path)
    #expect(version == Tool.Outcome(code: 0, output: "0.1.0\n", error: ""))
  }

  @Test func whereNothingCanBeWritten() throws {
    let scratch = try Scratch()
    try scratch.write("a file", to: "file")
    let outcome = try Tool.run(
      ["run", "diagonal-grid", "budget=1500", "--out", "file/folder"], in: scratch.path)
    #expect(outcome.code == 73)
    #expect(outcome.error.hasPrefix("tiltmeter: cannot write in file/folder: "))
    let report = try Tool.run(
      ["run", "diagonal-grid", "budget=1500", "--out", "/proc/tiltmeter"], in: scratch.path)
    #expect(report.code == 73)
  }

  /// A limit on file sizes stands for the full disk: the kernel refuses the write either way.
  @Test func aFullDiskKeepsWhatWasStored() throws {
    let scratch = try Scratch()
    let command = "\(Tool.path) run diagonal-grid budget=4000 training.steps=20 --quiet"
    let full = try Tool.shell(
      ["/bin/bash", "-c", "trap '' XFSZ; ulimit -f 200; exec \(command)"], in: scratch.path)
    #expect(full.code == 74, "\(full.error)")
    #expect(full.error.contains("what was stored before is kept"))
    let plan = try Tool.run(
      ["plan", "diagonal-grid", "budget=4000", "training.steps=20"], in: scratch.path)
    #expect(plan.code == 0)
    let resumed = try Tool.shell(["/bin/bash", "-c", command], in: scratch.path)
    #expect(resumed.code == 0)
    let fresh = try Tool.shell(["/bin/bash", "-c", command + " --out fresh"], in: scratch.path)
    #expect(fresh.code == 0)
    let expected = try scratch.read("fresh/summary.json")
    #expect(try scratch.read("tiltmeter-out/diagonal-grid/summary.json") == expected)
  }

  @Test func aDamagedShardIsNamedAndDamagedRowsAreTrainedAnew() throws {
    let scratch = try Scratch()
    let command = ["run", "diagonal-grid", "budget=1500", "training.steps=20", "--quiet"]
    #expect(try Tool.run(command, in: scratch.path).code == 0)
    let before = try scratch.read("tiltmeter-out/diagonal-grid/summary.json")
    let shard = scratch.path + "/tiltmeter-out/diagonal-grid/shards/runs.sqlite"
    let change = try Tool.shell(
      [
        "/usr/bin/env", "sqlite3", shard,
        "UPDATE records SET body = zeroblob(90) "
          + "WHERE kind = 1 AND id IN (SELECT id FROM records WHERE kind = 1 LIMIT 7)",
      ], in: scratch.path)
    #expect(change.code == 0, "\(change.error)")
    let again = try Tool.run(command, in: scratch.path)
    #expect(again.code == 0)
    #expect(again.error.contains("7 stored rows are damaged"))
    #expect(try scratch.read("tiltmeter-out/diagonal-grid/summary.json") == before)

    try Data("this is no database, and long enough not to be empty".utf8)
      .write(to: URL(fileURLWithPath: shard))
    let broken = try Tool.run(command, in: scratch.path)
    #expect(broken.code == 74)
    #expect(broken.error.contains("runs.sqlite is damaged"))
    #expect(broken.error.contains("move it away"))
  }
}
