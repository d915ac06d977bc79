import Foundation
import Testing

/// Nothing of the user's is lost: what a folder may be written to, and what is never written to.
@Suite struct FolderTests {
  /// Done in a blink.
  static let quick = [
    "run", "slab", "budget=32", "estimators=[direct]", "controls=[]", "training.steps=2", "--quiet",
  ]

  /// Every file below a folder, with its content.
  private func files(_ scratch: Scratch, _ folder: String = ".") throws -> [String: Data] {
    var found: [String: Data] = [:]
    let root = scratch.path + "/" + folder
    for name in try FileManager.default.subpathsOfDirectory(atPath: root) {
      found[name] = FileManager.default.contents(atPath: root + "/" + name)
    }
    return found
  }

  /// A table of the user's own in files that are called as the tool's own would be.
  private func own(_ scratch: Scratch) throws {
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/data", withIntermediateDirectories: true)
    let header = "x,y,left,right\n"
    let agreeing = (0..<12).map { "\(Double($0) / 4),\($0 % 2),\($0 % 2),\($0 % 2)\n" }.joined()
    let differing = { (first: Int) in
      (first..<first + 12).map { "\($0),\($0 % 2),\($0 % 2),\(1 - $0 % 2)\n" }.joined()
    }
    try scratch.write(header + agreeing, to: "data/train.csv")
    try scratch.write(header + differing(100), to: "data/pressure.csv")
    try scratch.write(header + differing(200), to: "data/readout.csv")
    try scratch.write("my own words\n", to: "report.md")
    try scratch.write(
      """
      experiment: mine
      task:
        kind: table
        train: data/train.csv
        pressure: data/pressure.csv
        readout: data/readout.csv
        policies: [left, right]
      training: {steps: 2}
      estimators: [direct]
      controls: []
      budget: 32

      """, to: "experiment.yaml")
  }

  @Test func aFolderOfTheUsersIsRefused() throws {
    let scratch = try Scratch()
    try own(scratch)
    let before = try files(scratch)
    for out in [".", "../" + (scratch.path as NSString).lastPathComponent, scratch.path + "/data"] {
      let outcome = try Tool.run(["run", "experiment.yaml", "--out", out], in: scratch.path)
      #expect(outcome.code == 73)
      #expect(outcome.output == "")
      #expect(outcome.error.hasPrefix("tiltmeter: \(out) holds what tiltmeter did not write ("))
      #expect(outcome.error.contains("nothing was written"))
      #expect(try files(scratch) == before)
    }
    let elsewhere = try Tool.run(["run", "experiment.yaml", "--quiet"], in: scratch.path)
    #expect(elsewhere.code == 0, "\(elsewhere.error)")
    for (name, content) in before {
      #expect(FileManager.default.contents(atPath: scratch.path + "/" + name) == content)
    }
  }

  @Test func aFileOrALinkIsNoFolder() throws {
    let scratch = try Scratch()
    try scratch.write("mine\n", to: "file")
    let file = try Tool.run(Self.quick + ["--out", "file"], in: scratch.path)
    #expect(file.code == 73)
    #expect(file.error == "tiltmeter: file is not a folder; nothing was written: move it away\n")
    #expect(try scratch.read("file") == "mine\n")
    // A folder under another name is that folder.
    #expect(try Tool.run(Self.quick + ["--out", "real"], in: scratch.path).code == 0)
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/link", withDestinationPath: "real")
    let linked = try Tool.run(Self.quick + ["--out", "link", "budget=40"], in: scratch.path)
    #expect(linked.code == 0, "\(linked.error)")
    // What lies below a link inside may be anyone's.
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/elsewhere", withIntermediateDirectories: true)
    try own(scratch)
    #expect(
      try Tool.run(["run", "experiment.yaml", "--out", "table", "--quiet"], in: scratch.path).code
        == 0)
    try FileManager.default.removeItem(atPath: scratch.path + "/table/data")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/table/data", withDestinationPath: "../data")
    let before = try files(scratch, "data")
    let data = try Tool.run(["run", "experiment.yaml", "--out", "table"], in: scratch.path)
    #expect(data.code == 73)
    #expect(data.error.contains("table/data is a link"))
    #expect(try files(scratch, "data") == before)
  }

  /// The settings in a folder may be run as they are; changed, they would be written to.
  @Test func inputsAreNeverWrittenTo() throws {
    let scratch = try Scratch()
    try own(scratch)
    #expect(
      try Tool.run(["run", "experiment.yaml", "--out", "out", "--quiet"], in: scratch.path).code == 0)
    let before = try files(scratch)
    for name in ["out/experiment.yaml", "./out//experiment.yaml", "linked.yaml", "hard.yaml"] {
      if name == "linked.yaml" {
        try FileManager.default.createSymbolicLink(
          atPath: scratch.path + "/" + name, withDestinationPath: "out/experiment.yaml")
      }
      if name == "hard.yaml" {
        try FileManager.default.linkItem(
          atPath: scratch.path + "/out/experiment.yaml", toPath: scratch.path + "/" + name)
      }
      let arguments = name.hasPrefix("linked") || name.hasPrefix("hard")
        ? ["task.train=out/data/train.csv", "task.pressure=out/data/pressure.csv",
          "task.readout=out/data/readout.csv"] : []
      let outcome = try Tool.run(
        ["run", name, "budget=40", "--out", "out"] + arguments, in: scratch.path)
      #expect(outcome.code == 73, "\(name): \(outcome.error)")
      #expect(outcome.error.hasPrefix(
        name == "out/experiment.yaml"
          ? "tiltmeter: out/experiment.yaml is an input, which is never written to; "
          : "tiltmeter: out/experiment.yaml is the input \(name), which is never written to; "))
      #expect(try files(scratch, "out") == before.filter { $0.key.hasPrefix("out/") }
        .reduce(into: [:]) { $0[String($1.key.dropFirst(4))] = $1.value })
    }
    let same = try Tool.run(["run", "out/experiment.yaml", "--out", "out"], in: scratch.path)
    #expect(same.code == 0, "\(same.error)")
    #expect(same.error.hasPrefix("nothing to train: all 32 runs were stored"))
    // A report is an input's neighbour, never in its place.
    for name in ["out/experiment.yaml", "out/../out/data/train.csv", "hard.yaml", "linked.yaml",
      "out/shards/runs.sqlite", "out/tiltmeter-folder"] {
      let outcome = try Tool.run(["report", "out", "-o", name], in: scratch.path)
      #expect(outcome.code == 73)
      #expect(outcome.error.contains("which is never written to"))
    }
    let kept = try Tool.run(["report", "out", "-o", "out/report.txt"], in: scratch.path)
    #expect(kept == Tool.Outcome(code: 0, output: "", error: ""))
    for (name, content) in before {
      #expect(FileManager.default.contents(atPath: scratch.path + "/" + name) == content, "\(name)")
    }
  }

  @Test func aFolderBelongsToOneSetUp() throws {
    let scratch = try Scratch()
    let first = try Tool.run(Self.quick + ["--out", "out"], in: scratch.path)
    #expect(first.code == 0)
    let before = try files(scratch)
    for (change, difference, sweep) in [
      (
        "learner.hidden=[8]", "`learner.hidden` is [4, 4] there and [8] here",
        "learner.hidden=[[4, 4], [8]]"
      ),
      ("seed=2", "`seed` is 1 there and 2 here", "seed=[1, 2]"),
      (
        "readout.threshold=0.8", "`readout.threshold` is 0.9 there and 0.8 here",
        "readout.threshold=[0.9, 0.8]"
      ),
      ("experiment=other", "`experiment` is \"slab\" there and \"other\" here", nil),
    ] {
      for verb in ["run", "plan"] {
        let outcome = try Tool.run(
          [verb] + Self.quick.dropFirst() + [change, "--out", "out"], in: scratch.path)
        #expect(outcome.code == 73)
        #expect(
          outcome.error
            == "tiltmeter: out was made with other settings: \(difference); nothing was written: "
            + "choose another folder with --out, or leave --out away, and every set-up has a folder "
            + "of its own"
            + (sweep.map { "; or have both in one experiment, as a sweep: --sweep '\($0)'" } ?? "")
            + "\n")
        #expect(try files(scratch) == before)
      }
    }
    // What only adds goes on.
    for change in ["budget=64", "level=0.9", "controls=[memory]"] {
      let outcome = try Tool.run(Self.quick + [change, "--out", "out"], in: scratch.path)
      #expect(outcome.code == 0, "\(change): \(outcome.error)")
    }
  }

  @Test func otherDataAreAnotherSetUp() throws {
    let scratch = try Scratch()
    try own(scratch)
    let command = ["run", "experiment.yaml", "--quiet"]
    #expect(try Tool.run(command + ["--out", "out"], in: scratch.path).code == 0)
    let text = try scratch.read("data/train.csv")
    try scratch.write(text.replacingOccurrences(of: "0.25,", with: "0.26,"), to: "data/train.csv")
    let other = try Tool.run(command + ["--out", "out"], in: scratch.path)
    #expect(other.code == 73)
    #expect(other.error.contains(
      "`task.train` is data/train.csv there and data/train.csv, which has other contents here; "
        + "nothing was written: choose another folder with --out, or leave --out away, and "
        + "every set-up has a folder of its own\n"))
  }

  /// A loop over settings without `--out` keeps every result, and finds each again.
  @Test func aLoopOverSettingsKeepsEveryResult() throws {
    let scratch = try Scratch()
    var summaries: [String: String] = [:]
    for round in 0..<2 {
      for seed in ["1", "2", "3"] {
        let loud = Self.quick.filter { $0 != "--quiet" } + ["seed=\(seed)", "--json"]
        let outcome = try Tool.run(loud, in: scratch.path)
        #expect(outcome.code == 0, "\(outcome.error)")
        if round == 0 {
          summaries[seed] = outcome.output
        } else {
          #expect(outcome.error.hasPrefix("nothing to train: all 32 runs were stored"))
          #expect(outcome.output == summaries[seed])
        }
        let plan = try Tool.run(
          ["plan"] + loud.dropFirst().filter { $0 != "--json" }, in: scratch.path)
        #expect(plan.output.contains("0 of the known ones to do"))
      }
    }
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: scratch.path + "/tiltmeter-out")
    #expect(folders.count == 3 && folders.contains("slab"))
    #expect(folders.allSatisfy { $0.wholeMatch(of: /slab(-[0-9a-f]{8})?/) != nil })
    let reports = try folders.map {
      try Tool.run(["report", "tiltmeter-out/\($0)", "--format", "json"], in: scratch.path).output
    }
    #expect(Set(reports) == Set(summaries.values))
  }

  /// A footer cites commands that served the report's own set-up.
  @Test func aReportCitesItsOwnCommands() throws {
    let scratch = try Scratch()
    #expect(try Tool.run(Self.quick + ["--out", "out"], in: scratch.path).code == 0)
    #expect(try Tool.run(Self.quick + ["seed=2", "--out", "other"], in: scratch.path).code == 0)
    #expect(
      try Tool.run(Self.quick + ["training.steps=3", "--out", "third"], in: scratch.path).code == 0)
    // As if a store of another set-up had been put beside this one's.
    try FileManager.default.copyItem(
      atPath: scratch.path + "/third/shards/runs.sqlite",
      toPath: scratch.path + "/out/shards/third.sqlite")
    let report = try Tool.run(["report", "out"], in: scratch.path)
    #expect(report.code == 0)
    #expect(report.output.components(separatedBy: " trainings in ").count == 2)
    #expect(!report.output.contains("training.steps=3"))
  }

  @Test func namesOfAllKinds() throws {
    let scratch = try Scratch()
    for out in ["file:x", "file:x?mode=ro", "a b/ü", "-x", ":memory:"] {
      let outcome = try Tool.run(Self.quick + ["--out=\(out)"], in: scratch.path)
      #expect(outcome.code == 0, "\(out): \(outcome.error)")
      #expect(scratch.exists("\(out)/shards/runs.sqlite"))
      #expect(try Tool.run(["report", "./\(out)"], in: scratch.path).code == 0)
    }
    #expect(try Tool.run(Self.quick + ["--out", ""], in: scratch.path).code == 64)
    let bytes = try Tool.shell(
      [
        "/bin/bash", "-c",
        "\(Tool.path) run slab budget=32 'estimators=[direct]' 'controls=[]' --out $'a\\xff'",
      ], in: scratch.path)
    #expect(bytes.code == 64)
    #expect(bytes.error.hasPrefix("tiltmeter: argument 7, `a\\xff`, is not UTF-8 text; "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path).count == 5)
  }

  @Test func whatIsInTheWayIsNamed() throws {
    let scratch = try Scratch()
    #expect(try Tool.run(Self.quick + ["--out", "out"], in: scratch.path).code == 0)
    for name in ["summary.json", "experiment.yaml", "report.md"] {
      let place = scratch.path + "/out/" + name
      let kept = try scratch.read("out/" + name)
      try FileManager.default.removeItem(atPath: place)
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      let outcome = try Tool.run(Self.quick + ["--out", "out", "budget=48"], in: scratch.path)
      #expect(outcome.code == 73, "\(outcome.error)")
      #expect(
        outcome.error == "tiltmeter: out/\(name) is a folder, and a file belongs there; nothing was "
          + "written: move it away\n")
      if name == "experiment.yaml" {
        let report = try Tool.run(["report", "out"], in: scratch.path)
        #expect(report.code == 74)
        #expect(report.error.hasPrefix("tiltmeter: out/experiment.yaml: Is a directory; "))
        #expect(!report.error.contains("--out"))
      }
      try FileManager.default.removeItem(atPath: place)
      try scratch.write(kept, to: "out/" + name)
    }
    for (target, words) in [("out", "Is a directory"), ("no/such/file", "No such file or directory")] {
      let outcome = try Tool.run(["report", "out", "-o", target], in: scratch.path)
      #expect(outcome.code == 73)
      #expect(
        outcome.error == "tiltmeter: cannot write \(target): \(words); name another file with -o\n")
    }
    let null = try Tool.run(["report", "out", "-o", "/dev/null"], in: scratch.path)
    #expect(null == Tool.Outcome(code: 0, output: "", error: ""))
    #expect(try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
      == .typeCharacterSpecial)
  }
}
