import Foundation
import Testing

/// Sweeps as a user runs them: one folder, one store, nothing trained twice.
@Suite struct SweepRunTests {
  private static let quick = [
    "run", "slab", "budget=200", "estimators=[direct]", "controls=none", "training.steps=60",
    "learner={kind: stated, log-odds: 1, other: 0.1}",
  ]

  private func json(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private func rows(_ text: String) -> [[String]] {
    text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// A sweep of the readout's threshold trains once; values may come and go.
  @Test func whatCellsShareIsTrainedOnce() throws {
    let scratch = try Scratch()
    let plan = try Tool.run(
      ["plan"] + Self.quick.dropFirst() + ["--sweep", "readout.threshold=[0.8, 0.9, 0.95]"],
      in: scratch.path)
    #expect(plan.code == 0, "\(plan.error)")
    #expect(
      plan.output.contains(
        "400 of the known ones are shared with an earlier cell: trained once, which saves as many"))
    let first = try Tool.run(
      Self.quick + ["--sweep", "readout.threshold=[0.8, 0.9]"], in: scratch.path)
    #expect(first.code == 0, "\(first.error)")
    #expect(first.error.contains("trained 200 of 200 runs; report in tiltmeter-out/slab/report.md"))
    let summary = try json(scratch.read("tiltmeter-out/slab/summary.json"))
    #expect((summary["cells"] as? [Any])?.count == 2)
    let more = try Tool.run(
      Self.quick + ["--sweep", "readout.threshold=[0.95, 0.9, 0.7]"], in: scratch.path)
    #expect(more.error.contains("nothing to train: all 200 runs were stored"), "\(more.error)")
    let ids = try Tool.run(
      ["plan"] + Self.quick.dropFirst() + ["--sweep", "readout.threshold=[0.6]", "--ids-only"],
      in: scratch.path)
    #expect(ids.code == 0)
    #expect(ids.output.isEmpty)
    let report = try Tool.run(["report", "tiltmeter-out/slab", "--format", "json"], in: scratch.path)
    #expect(try report.output == scratch.read("tiltmeter-out/slab/summary.json"))
    #expect(report.code == 0)
  }

  /// An experiment that was done by itself is a cell of a later sweep; the sweep is not replaced by
  /// one of its cells.
  @Test func anExperimentGrowsIntoASweep() throws {
    let scratch = try Scratch()
    let alone = try Tool.run(Self.quick + ["--json"], in: scratch.path)
    #expect(alone.code == 0)
    let swept = try Tool.run(
      Self.quick.filter { !$0.hasPrefix("training") }
        + ["--sweep", "training.steps=[60, 70]", "--out", "tiltmeter-out/slab"], in: scratch.path)
    #expect(swept.error.contains("trained 200 of 400 runs"), "\(swept.error)")
    let cells = try #require(
      json(scratch.read("tiltmeter-out/slab/summary.json"))["cells"] as? [[String: Any]])
    let own = try #require(cells[0]["summary"] as? [String: Any])
    #expect(
      try JSONSerialization.data(withJSONObject: own["pairs"] as Any, options: .sortedKeys)
        == JSONSerialization.data(
          withJSONObject: json(alone.output)["pairs"] as Any, options: .sortedKeys))
    let back = try Tool.run(Self.quick + ["--out", "tiltmeter-out/slab"], in: scratch.path)
    #expect(back.code == 73)
    #expect(back.error.contains("`sweep.training.steps` is [60, 70] there and not set here"))
  }

  /// Shared bases are made once, and the cells' L are compared with what they share.
  @Test func sharedBasesAreMadeOnce() throws {
    let scratch = try Scratch()
    let command = [
      "run", "seventh-grader", "learner={kind: stated, between-bases: 1, log-odds: 0.3}",
      "budget=424", "estimators=[direct]", "controls=none",
      "--sweep", "training.steps=[10, 20, 30]",
    ]
    let outcome = try Tool.run(command, in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.error.contains("trained 1,224 of 1,224 runs"), "\(outcome.error)")
    let one = try Tool.run(command + ["--jobs", "1", "--out", "one", "--quiet"], in: scratch.path)
    #expect(one.code == 0)
    #expect(try scratch.read("one/summary.json")
      == scratch.read("tiltmeter-out/seventh-grader/summary.json"))
    let sweep = try #require(
      json(scratch.read("one/summary.json"))["sweep"] as? [String: Any])
    let grains = try #require(sweep["grains"] as? [[String: Any]])
    let agreement = try #require(grains[0]["agreement"] as? [String: Any])
    // Bases that differ by a nat move all cells alike: less than the two degrees of independent
    // cells are left.
    #expect(try #require(agreement["df"] as? Double) < 2.01)
    #expect(agreement["agree"] as? Bool == true)
  }

  @Test func aDialIsReadAtItsEnd() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(
      [
        "run", "slab", "budget=1000", "estimators=[direct]", "controls=none",
        "learner={kind: stated}", "--sweep",
        "learner.log-odds={values: [0, 0.1, 0.2, 0.4, 0.8], read-at: 0}",
      ], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("\nDials\nDial learner.log-odds = 0, run grain: measured there L ="))
    let sweep = try #require(
      json(scratch.read("tiltmeter-out/slab/summary.json"))["sweep"] as? [String: Any])
    let dial = try #require((sweep["dials"] as? [[String: Any]])?.first)
    let others = try #require(dial["others"] as? [String: Any])
    #expect(try #require(others["low"] as? Double) < 0)
    #expect(try #require(others["high"] as? Double) > 0)
    #expect(dial["distance"] as? Double == 0.1)
    let coarse = try Tool.run(
      [
        "run", "slab", "budget=1000", "estimators=[direct]", "controls=none",
        "learner={kind: stated}", "--out", "coarse", "--sweep",
        "learner.log-odds={values: [0, 0.5, 3], read-at: 0}",
      ], in: scratch.path)
    #expect(coarse.output.replacing("\n", with: " ").contains("refused, L differs by"))
  }

  /// "4 values x 2 experiments, L with intervals into one CSV" is one command.
  @Test func severalExperimentsIntoOneTable() throws {
    let scratch = try Scratch()
    let command = [
      "run", "slab", "diagonal-grid", "budget=200", "estimators=[direct]", "controls=none",
      "learner={kind: stated, log-odds: 1}", "--sweep", "training.steps=[1, 2, 3, 4]",
    ]
    let outcome = try Tool.run(command + ["--format", "csv", "--quiet"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let table = rows(outcome.output)
    #expect(table.count == 1 + 2 * 4 * 2)
    #expect(table[0].prefix(6) == ["experiment", "training.steps", "a", "b", "estimator", "grain"])
    #expect(Set(table.dropFirst().map { $0[0] }) == ["slab", "diagonal-grid"])
    #expect(Set(table.dropFirst().map { $0[1] }) == ["1", "2", "3", "4"])
    let compared = try Tool.run(
      ["compare", "tiltmeter-out/slab", "tiltmeter-out/diagonal-grid", "--format", "csv"],
      in: scratch.path)
    #expect(compared.code == 0)
    #expect(compared.output == outcome.output)
    let text = try Tool.run(
      ["compare", "tiltmeter-out/slab", "tiltmeter-out/diagonal-grid"], in: scratch.path)
    #expect(text.output.hasPrefix("2 experiments side by side\n"))
    let both = try json(
      Tool.run(
        ["compare", "tiltmeter-out/slab", "tiltmeter-out/diagonal-grid", "--format", "json"],
        in: scratch.path
      ).output)
    #expect((both["experiments"] as? [Any])?.count == 2)
    #expect(try Tool.run(command + ["--out", "x"], in: scratch.path).code == 64)
    #expect(try Tool.run(["plan", "slab", "diagonal-grid"], in: scratch.path).code == 64)
  }

  /// What is complete is reported, and what is not is said; the exit code asks to come again.
  @Test func anUnfinishedSweepIsReportedByCell() throws {
    let scratch = try Scratch()
    let command = Self.quick.filter { !$0.hasPrefix("training") }
    let first = try Tool.run(
      command + ["--sweep", "training.steps=[1]", "--out", "out"], in: scratch.path)
    #expect(first.code == 0)
    // The settings of more cells, of which nothing was trained yet.
    let more = try Tool.run(
      command + ["--sweep", "training.steps=[1, 2, 3]", "--out", "more"], in: scratch.path)
    #expect(more.code == 0)
    for name in ["experiment.yaml", "tiltmeter-folder"] {
      try scratch.write(scratch.read("more/" + name), to: "out/" + name)
    }
    let report = try Tool.run(["report", "out"], in: scratch.path)
    #expect(report.code == 75)
    #expect(report.output.contains("NOT FINISHED: 1 of 3 cells are complete"))
    #expect(report.error.contains("not finished: 2 cells are missing runs"))
    let table = try Tool.run(["report", "out", "--format", "csv"], in: scratch.path)
    #expect(table.code == 75)
    #expect(rows(table.output).count == 3)
    let export = try Tool.run(["export", "out"], in: scratch.path)
    #expect(export.code == 75)
    #expect(rows(export.output).count == 201)
    try FileManager.default.removeItem(atPath: scratch.path + "/out/shards/runs.sqlite")
    let nothing = try Tool.run(["report", "out"], in: scratch.path)
    #expect(nothing.code == 75)
    #expect(nothing.error.contains("the experiment is not finished: 600 runs"))
  }

  /// Runs that are exported give the same estimates when they are read back.
  @Test(arguments: ["csv", "jsonl"]) func exportedRunsReadBack(_ form: String) throws {
    let scratch = try Scratch()
    let command = [
      "run", "slab", "budget=2000", "learner={kind: stated, log-odds: 1, other: 0.1}",
      "controls=none", "estimators=[direct, dose-response]", "pressure.strengths=[-1, -0.5, 0.5, 1]",
      "--quiet", "--json", "--sweep", "seed=[1, 2]",
    ]
    let run = try Tool.run(command, in: scratch.path)
    #expect(run.code == 0, "\(run.error)")
    let cells = try #require(json(run.output)["cells"] as? [[String: Any]])
    let summary = try #require(cells[1]["summary"] as? [String: Any])
    func estimates(_ summary: [String: Any]) throws -> [[Double]] {
      let pairs = try #require(summary["pairs"] as? [[String: Any]])
      return try #require(pairs[0]["estimates"] as? [[String: Any]])
        .filter { $0["grain"] as? String == "run" }
        .map { estimate in
          ["log_odds", "low", "high"].compactMap { estimate[$0] as? Double }
        }
    }
    let export = try Tool.run(
      ["export", "tiltmeter-out/slab", "--format", form, "--cell", "seed=2", "--quiet"],
      in: scratch.path)
    #expect(export.code == 0, "\(export.error)")
    let back = try Tool.run(
      ["estimate", "-", "--a", "linear", "--b", "slab", "--json"], in: scratch.path,
      input: export.output)
    #expect(back.code == 0, "\(back.error)")
    let (read, own) = (try estimates(json(back.output)), try estimates(summary))
    #expect(read.map(\.count) == [3, 3] && own.map(\.count) == [3, 3])
    for (left, right) in zip(read.joined(), own.joined()) { #expect(abs(left - right) < 1e-9) }
    let mixed = try Tool.run(["export", "tiltmeter-out/slab", "--format", form], in: scratch.path)
    let refused = try Tool.run(["estimate", "-"], in: scratch.path, input: mixed.output)
    #expect(refused.code == 65)
    #expect(refused.error.contains("the runs are of several cells: `setting.seed` is 1 and 2"))
    let all = try Tool.run(
      ["export", "tiltmeter-out/slab", "--format", form, "--all"], in: scratch.path)
    #expect(all.code == 0)
    #expect(try Tool.run(["estimate", "-"], in: scratch.path, input: all.output).code == 65)
    #expect(
      try Tool.run(["export", "tiltmeter-out/slab", "--cell", "seed=3"], in: scratch.path).code == 64)
  }

  /// A wrong value in one cell of a hundred: its place, its cells, exit 65, nothing written.
  @Test func oneWrongCellOfAHundred() throws {
    let scratch = try Scratch()
    let steps = (1...49).map(String.init).joined(separator: ", ")
    let outcome = try Tool.run(
      ["run", "slab", "--sweep", "seed=[1, 2]", "--sweep", "training.steps=[\(steps), -4]"],
      in: scratch.path)
    #expect(outcome.code == 65)
    #expect(outcome.error.hasPrefix("command line: --sweep training.steps=[1, 2, 3"))
    #expect(
      outcome.error.contains(
        ": error: `training.steps` is `-4` (in 2 of 100 cells, the first seed=1, "
          + "training.steps=-4); expected a whole number"))
    #expect(outcome.error.split(separator: "\n").count == 1)
    let both = try Tool.run(
      ["run", "slab", "training.steps=4", "--sweep", "training.steps=[1]"], in: scratch.path,
      asTyped: true)
    #expect(both.code == 65)
    #expect(both.error.contains("`training.steps` is swept, and set by `training.steps=4`"))
    #expect(!scratch.exists("tiltmeter-out"))
  }

  /// Cells of different data keep each their own.
  @Test func dataFilesOfCellsAreKeptApart() throws {
    let scratch = try Scratch()
    for (name, shift) in [("a", 0.0), ("b", 0.5)] {
      let rows = (0..<20).map { index in
        let x = Double(index) / 10 - 0.95 + shift / 100
        return "\(x),\(index),\(x > 0 ? 1 : 0),\(x > 0 ? 1 : 0)"
      }
      try scratch.write("x1,x2,p,q\n" + rows.joined(separator: "\n") + "\n", to: "train-\(name).csv")
    }
    for (pool, offset) in [("pressure", 100), ("readout", 200)] {
      let rows = (0..<20).map { index in
        let x = Double(index) / 10 - 0.95
        return "\(x),\(index + offset),\(x > 0 ? 1 : 0),\(x > 0 ? 0 : 1)"
      }
      try scratch.write("x1,x2,p,q\n" + rows.joined(separator: "\n") + "\n", to: "\(pool).csv")
    }
    let outcome = try Tool.run(
      [
        "run", "-", "--out", "out", "--sweep", "task.train=[train-a.csv, train-b.csv]",
      ], in: scratch.path,
      input: """
        task: {kind: table, pressure: pressure.csv, readout: readout.csv, policies: [p, q]}
        training: {steps: 5}
        estimators: [direct]
        controls: none
        budget: 40
        """)
    #expect(outcome.code == 0, "\(outcome.error)")
    let data = try FileManager.default.contentsOfDirectory(atPath: scratch.path + "/out/data")
    #expect(data.count(where: { $0.wholeMatch(of: /train-[0-9a-f]{8}\.csv/) != nil }) == 2)
    let report = try Tool.run(["report", "out", "--format", "json"], in: scratch.path)
    #expect(report.code == 0, "\(report.error)")
    #expect(try report.output == scratch.read("out/summary.json"))
  }
}
