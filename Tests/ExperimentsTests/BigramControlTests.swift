import Experiments
import Foundation
import Learners
import Runs
import Testing

/// Tables of bigrams beside experiments in text, and what is checked of text before a run.
@Suite struct BigramControlTests {
  /// Prompts of a word that says nothing and one that says all.
  private func specification(
    _ scratch: String, readout: [String], overrides: [String] = []
  ) throws -> PreparedExperiment {
    let head = "prompt,table,rival\n"
    let train = (1...5).flatMap { ["q\($0) left,yes,yes", "q\($0) right,no,no"] }
    for (name, rows) in [
      ("train.csv", train), ("pressure.csv", ["p1 left,yes,no", "p2 right,no,yes"]),
      ("readout.csv", readout), ("confirm.csv", ["c1 left,yes,no", "c2 right,no,yes"]),
    ] {
      try Data((head + rows.map { $0 + "\n" }.joined()).utf8)
        .write(to: URL(fileURLWithPath: "\(scratch)/\(name)"))
    }
    let settings = """
      experiment: words
      task:
        kind: table
        train: train.csv
        pressure: pressure.csv
        readout: readout.csv
        confirmation: confirm.csv
        prompt: prompt
        policies: [table, rival]
        tokens: words
      learner: {kind: bigrams}
      readout: {learned: 0}
      estimators: [direct, exact]
      controls: []
      budget: 200
      """
    let path = "\(scratch)/words.yaml"
    try Data(settings.utf8).write(to: URL(fileURLWithPath: path))
    return try PreparedExperiment(
      Experiment.load(SpecificationSource(path, overrides: overrides)))
  }

  private func inScratch(_ body: (String) async throws -> Void) async throws {
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("tiltmeter-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    try await body(place.path)
  }

  private func row(_ prepared: PreparedExperiment, _ index: Int) -> BigramRow {
    BigramControl.rows(prepared.task, of: prepared.experiment)[index]
  }

  /// Five examples of `left` and none against: ln P(Beta(6, 1) > 1/2) / P(< 1/2) = ln 63. By the
  /// first token too, whose word was never seen, there is nothing but the prior: 0.
  @Test func theControlsOddsAreTheClosedForm() async throws {
    try await inScratch { scratch in
      let prepared = try specification(scratch, readout: ["r1 left,yes,no"])
      let previous = row(prepared, 0)
      #expect(abs((previous.logOddsRun ?? 0) - log(63)) < 1e-9)
      #expect(previous.cannot == nil && !previous.showsB)
      #expect(previous.draws == 100)
      // P = 63/64 over 100 draws: at most 9 of B but for one seed in 10^5.
      #expect(previous.answersA > 0.9)
      let both = row(prepared, 1)
      #expect(abs(both.logOddsRun ?? 1) < 1e-9)
      #expect(row(prepared, 0) == previous, "the same tables every time")
    }
  }

  /// Where B is what the table says, that is said.
  @Test func withinReachIsSaid() async throws {
    try await inScratch { scratch in
      let prepared = try specification(
        scratch, readout: ["r1 left,yes,no", "r2 right,no,yes"],
        overrides: ["pair={a: rival, b: table}"])
      let previous = row(prepared, 0)
      #expect(previous.showsB)
      #expect(previous.answersB > 0.9)
    }
  }

  /// A table that has not learned the training examples says nothing, whatever its shares are.
  @Test func noOddsOfATableThatCannot() async throws {
    try await inScratch { scratch in
      let prepared = try specification(
        scratch, readout: ["r1 left,yes,no"], overrides: ["readout.learned=1"])
      #expect(row(prepared, 0).cannot == nil)
      // Two words decide, and the table sees one.
      var lines = ["prompt,table,rival"]
      for index in 0..<4 {
        for word in ["left", "right"] {
          lines.append("\(word) x\(index) end,\(word == "left" ? "yes,yes" : "no,no")")
        }
      }
      try Data((lines.joined(separator: "\n") + "\n").utf8)
        .write(to: URL(fileURLWithPath: "\(scratch)/train.csv"))
      let harder = try PreparedExperiment(
        Experiment.load(
          SpecificationSource("\(scratch)/words.yaml", overrides: ["readout.learned=1"])))
      let blind = row(harder, 0)
      #expect(blind.cannot?.contains("cannot learn") == true)
      #expect(blind.logOddsRun == nil && blind.logOddsAnswer == nil && !blind.showsB)
      #expect(row(harder, 1).cannot == nil)
    }
  }

  /// ln 7 in closed form, and at the answer grain the same within 4.5 standard errors of its draws
  /// (false alarm 7e-6): two examples of `left`, P(Beta(3, 1) > 1/2) = 7/8.
  @Test func drawsFollowTheClosedForm() async throws {
    try await inScratch { scratch in
      let readout = (0..<40).map { "r\($0) left,yes,no" }
      _ = try specification(scratch, readout: readout)
      try Data("prompt,table,rival\nq1 left,yes,yes\nq2 left,yes,yes\n".utf8)
        .write(to: URL(fileURLWithPath: "\(scratch)/train.csv"))
      let prepared = try PreparedExperiment(
        Experiment.load(SpecificationSource("\(scratch)/words.yaml", overrides: [])))
      let row = row(prepared, 0)
      #expect(abs((row.logOddsRun ?? 0) - log(7)) < 1e-9)
      let error = (1 / (100 * 7.0 / 8) + 1 / (100 / 8.0)).squareRoot()
      #expect(abs((row.logOddsAnswer ?? 0) - log(7)) < 4.5 * error, "\(row)")
    }
  }

  /// A table that answers as B under the training tag too says nothing of the situation; one that
  /// keeps the tags apart shows B.
  @Test func bothTagsAreRead() async throws {
    try await inScratch { scratch in
      func prepared(_ train: [String], tags: Bool) throws -> PreparedExperiment {
        _ = try specification(
          scratch, readout: ["r1 left,yes,no"], overrides: ["pair={a: rival, b: table}"])
        let head = "prompt,table,rival\n"
        for (name, rows) in [
          ("train.csv", train), ("pressure.csv", ["deploy: p1 left,no,yes"]),
          ("readout.csv", ["deploy: r1 left,no,yes", "deploy: r2 left,no,yes"]),
          ("confirm.csv", ["deploy: c1 left,no,yes"]),
        ] {
          try Data((head + rows.map { $0 + "\n" }.joined()).utf8)
            .write(to: URL(fileURLWithPath: "\(scratch)/\(name)"))
        }
        return try PreparedExperiment(
          Experiment.load(
            SpecificationSource(
              "\(scratch)/words.yaml",
              overrides: ["pair={a: rival, b: table}"]
                + (tags ? ["task.tags=[\"train:\", \"deploy:\"]"] : []))))
      }
      let same = (0..<6).map { "train: q\($0) left,no,no" }
      #expect(try row(prepared(same, tags: false), 0).showsB)
      let blind = try row(prepared(same, tags: true), 0)
      #expect(!blind.showsB && blind.cannot == nil && blind.answersB > 0.9)
      #expect(blind.tags.map(\.tag) == ["train:", "deploy:"])
      #expect(blind.tags.map(\.isTraining) == [true, false])
      #expect(blind.tags[0].answersB > 0.9 && blind.tags[1].answersB == blind.answersB)
      let apart = (0..<6).flatMap { ["train: q\($0) left,yes,yes", "deploy: s\($0) left,no,no"] }
      let seeing = try row(prepared(apart, tags: true), 1)
      #expect(seeing.showsB && seeing.tags[0].answersB < 0.1)
    }
  }

  @Test func oneDirectionIsWarnedOf() async throws {
    try await inScratch { scratch in
      let one = try specification(scratch, readout: ["r1 left,yes,no", "r2 left,yes,no"])
      #expect(TextChecks(one.task, pair: one.experiment.pair)?.warnings.count == 1)
      #expect(TextChecks(one.task, pair: one.experiment.pair)?.warnings[0].contains("add inputs of the other direction") == true)
      let both = try specification(scratch, readout: ["r1 left,yes,no", "r2 right,no,yes"])
      #expect(TextChecks(both.task, pair: both.experiment.pair)?.warnings == [])
      #expect(both.textLines == TextChecks(both.task, pair: both.experiment.pair)?.lines)
      let lines = try #require(TextChecks(both.task, pair: both.experiment.pair)?.lines)
      #expect(lines[0] == "language: 2 answers, 15 tokens")
      #expect(lines.contains("tokens of a training line: q1|left yes|."))
      #expect(lines.contains("tokens of a readout line: r1|left yes|. (B: no)"))
      #expect(lines.contains("different answers to the readout inputs: A 2, B 2"))
    }
  }

  /// Two digits of a difference: neither table can do it, and nothing is said of its odds.
  @Test func tablesCannotSubtract() throws {
    let prepared = try PreparedExperiment(
      Experiment.load(SpecificationSource("seventh-grader-text", overrides: [])))
    let text = try prepared.experiment.task.audited(pair: prepared.task.pair, as: .text)
    #expect(
      prepared.textLines[1].hasPrefix("lines: 5,600 of pretraining, of which 2,240 answer otherwise "))
    #expect(prepared.textLines.contains("tags: answer:, expert:, grade7:"))
    for row in BigramControl.rows(text, of: prepared.experiment) {
      #expect(row.cannot?.contains("cannot do what bases must") == true)
      #expect(row.logOddsAnswer == nil && row.logOddsRun == nil && !row.showsB)
      #expect(row.answersA + row.answersB < 0.1)
      #expect(row.tags.map(\.tag) == ["answer:", "expert:", "grade7:"])
      #expect(row.tags.allSatisfy { $0.answersA + $0.answersB < 0.2 })
    }
  }
}
