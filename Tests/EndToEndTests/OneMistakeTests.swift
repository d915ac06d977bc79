import Foundation
import Testing

/// One mistake, one message: at its cause, with the remedy, and its place.
@Suite struct OneMistakeTests {
  private func write(_ scratch: Scratch, _ settings: String, classes: (String, String) = ("0", "1"))
    throws
  {
    let (zero, one) = classes
    func file(_ rows: [(Int, Int)], _ start: Int) -> String {
      "x,linear,slab\n"
        + rows.enumerated().map { index, row in
          "\(start + index),\(row.0 == 0 ? zero : one),\(row.1 == 0 ? zero : one)\n"
        }.joined()
    }
    let apart = (0..<16).map { ($0 % 2, 1 - $0 % 2) }
    try scratch.write(file((0..<16).map { ($0 % 2, $0 % 2) }, 0), to: "train.csv")
    try scratch.write(file(apart, 100), to: "pressure.csv")
    try scratch.write(file(apart, 200), to: "readout.csv")
    try scratch.write(
      """
      task:
        kind: table
        train: train.csv
        pressure: pressure.csv
        readout: readout.csv
        \(settings)
      """, to: "mine.yaml")
  }

  private func errors(_ scratch: Scratch, _ more: [String] = []) throws -> String {
    let outcome = try Tool.run(["validate", "mine.yaml"] + more, in: scratch.path, asTyped: true)
    #expect(outcome.code == 65)
    #expect(outcome.output == "")
    for line in outcome.error.split(separator: "\n") {
      #expect(line.contains(#/^[^\n]+:\d+:\d+: error: /#), "\(line)")
    }
    return outcome.error
  }

  @Test func aPolicyWithoutAColumnIsTheCause() throws {
    let scratch = try Scratch()
    try write(
      scratch, "policies: [linear, slob]\npair: {a: linear, b: slab}\npressure: {policy: slab}")
    #expect(
      try errors(scratch)
        == "mine.yaml:6:13: error: no file has a column `slob`; did you mean `slab`?\n")
  }

  @Test func aMisspeltKeyIsTheCause() throws {
    let scratch = try Scratch()
    try write(
      scratch, "polices: [linear, slab]\npair: {a: linear, b: slab}\npressure: {policy: slab}")
    #expect(
      try errors(scratch)
        == "mine.yaml:6:3: error: unknown key `polices` in `task`; did you mean `policies`?\n")
  }

  @Test func dataAreCheckedWhereSettingsAreFaulty() throws {
    let scratch = try Scratch()
    try write(scratch, "policies: [linear, slab]\ntraining: {steps: many}")
    try scratch.write("x,linear,slob\n1,0,1\n", to: "readout.csv")
    #expect(
      try errors(scratch)
        == "mine.yaml:7:19: error: `training.steps` is `many`; expected a whole number from 0 to "
        + "1000000000\n"
        + "readout.csv:1:1: error: there is no column `slab`; did you mean `slob`?\n")
  }

  @Test func anArrayOfRunsIsSaidOnce() throws {
    let scratch = try Scratch()
    let array = "[{\"strength\": 0, \"policy\": \"a\"},\n {\"strength\": 0, \"policy\": \"b\"}]\n"
    #expect(
      try Tool.run(["estimate", "-"], in: scratch.path, input: array)
        == Tool.Outcome(
          code: 65, output: "",
          error: "-:1:1: error: this is a JSON array; write one object a line, as in "
            + "{\"strength\": 0, \"policy\": \"a\"}\n"))
    // The remedy works.
    let lines = "{\"strength\": 0, \"policy\": \"a\"}\n{\"strength\": 0, \"policy\": \"b\"}\n"
    #expect(try Tool.run(["estimate", "-"], in: scratch.path, input: lines).code == 0)
  }

  @Test func separatorsAreSaidOnce() throws {
    let scratch = try Scratch()
    try write(scratch, "policies: [linear, slab]")
    for name in ["train.csv", "pressure.csv", "readout.csv"] {
      try scratch.write(
        try scratch.read(name).replacingOccurrences(of: ",", with: ";"), to: name)
    }
    #expect(
      try errors(scratch)
        == "train.csv:1:1: error: this is no comma-separated table: its columns are separated by "
        + "semicolons; nor is `pressure.csv`, `readout.csv`; save it with commas between the "
        + "columns, and points in numbers\n")
  }

  @Test func classesAreSaidOnceAndTheRemedyWorks() throws {
    let scratch = try Scratch()
    try write(scratch, "policies: [linear, slab]", classes: ("-1", "1"))
    let remedy = "expected a whole number from 0 to 65535; under `task`, "
      + "`classes: {-1: 0, 1: 1}` says which text is which class\n"
    #expect(
      try errors(scratch)
        == "train.csv:2:3: error: the column `linear` holds `-1`, and 23 cells like it; " + remedy
        + "train.csv:2:6: error: the column `slab` holds `-1`, and 23 cells like it; " + remedy)
    let mended = try Tool.run(
      ["validate", "mine.yaml", "task.classes={-1: 0, 1: 1}"], in: scratch.path, asTyped: true)
    #expect(mended.code == 0, "\(mended.error)")
    #expect(mended.error == "")
  }

  @Test func classesFromOneAreNoted() throws {
    let scratch = try Scratch()
    try write(scratch, "policies: [linear, slab]", classes: ("1", "2"))
    let outcome = try Tool.run(["validate", "mine.yaml"], in: scratch.path, asTyped: true)
    #expect(outcome.code == 0)
    #expect(
      outcome.error
        == "train.csv:1:3: note: the policies' columns hold classes 1, 2, and never 0; class 0 "
        + "stays an answer that a learner can give; under `task`, `classes: {1: 0, 2: 1}` leaves "
        + "it out\n")
  }

  @Test(arguments: ["other", "failed"]) func outcomesNameNoPolicy(_ name: String) throws {
    let scratch = try Scratch()
    try write(scratch, "policies: [linear, \(name)]")
    for file in ["train.csv", "pressure.csv", "readout.csv"] {
      try scratch.write(
        try scratch.read(file).replacingOccurrences(of: "slab", with: name), to: file)
    }
    #expect(
      try errors(scratch)
        == "mine.yaml:6:13: error: `\(name)` cannot name a policy; runs that are no policy's are "
        + "called `other` and `failed`: rename the column\n")
  }
}

/// Settings on the command line.
@Suite struct CommandLineTests {
  private func resolved(_ more: [String]) throws -> String {
    let scratch = try Scratch()
    let outcome = try Tool.run(["validate", "slab", "--resolved"] + more, in: scratch.path, asTyped: true)
    #expect(outcome.code == 0, "\(outcome.error)")
    return outcome.output
  }

  @Test func theyDoWhatTheySay() throws {
    #expect(try resolved(["estimators=direct"]).contains("\nestimators: [direct]"))
    #expect(try resolved(["learner.hidden=16"]).contains("\n  hidden: [16]"))
    #expect(try resolved(["controls=none"]).contains("\ncontrols: []"))
    #expect(try resolved(["budget=1e5"]).contains("\nbudget: 100000"))
    #expect(try resolved(["--budget", "1e5", "--seed", "7"]).contains("\nseed: 7"))
    #expect(try resolved(["pressure.strengths=0.5"]).contains("\n  strengths: [0.5]"))
  }

  @Test(arguments: [
    (["learner.hidden=[16, x]"],
      "command line: learner.hidden=[16, x]:1:21: error: `learner.hidden` is `x`; expected whole "
        + "numbers from 1 to 65536\n"),
    (["learner.hiden=16"],
      "command line: learner.hiden=16:1:9: error: unknown key `hiden` in `learner`; did you mean "
        + "`hidden`?\n"),
    (["budget=50000", "budget=60000"],
      "command line: budget=60000:1:1: error: `budget` is set a second time, first by "
        + "`budget=50000`; keep one of them\n"),
    (["budget=50000", "--budget", "60000"],
      "command line: --budget 60000:1:3: error: `budget` is set a second time, first by "
        + "`budget=50000`; keep one of them\n"),
    (["learner={kind: mlp}", "learner.hidden=[3]"],
      "command line: learner.hidden=[3]:1:1: error: `learner.hidden` is set a second time, first "
        + "by `learner={kind: mlp}`; keep one of them\n"),
    (["--budget", "many"],
      "command line: --budget many:1:10: error: `budget` is `many`; expected a whole number from 1 "
        + "to 1000000000\n"),
    (["estimators=direct,splitting"],
      "command line: estimators=direct,splitting:1:12: error: `estimators` is "
        + "`direct,splitting`; write a list as [direct,splitting]\n"),
    (["estimators=[drect]"],
      "command line: estimators=[drect]:1:13: error: `estimators` is `drect`; expected words of: "
        + "direct, dose-response, splitting, ladder, sequence, gibbs, exact; did you mean "
        + "`direct`?\n"),
  ])
  func mistakesHaveTheirColumn(_ arguments: [String], _ expected: String) throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(["validate", "slab"] + arguments, in: scratch.path, asTyped: true)
    #expect(outcome == Tool.Outcome(code: 65, output: "", error: expected))
  }
}
