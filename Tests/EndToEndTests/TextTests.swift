import Foundation
import Testing

/// Tasks in text, through the tool.
@Suite struct TextTests {
  private func write(_ scratch: Scratch) throws {
    func lines(_ from: Int, differ: Bool) -> String {
      "prompt,last,first\n"
        + (from..<from + 12).map { index in
          let one = index % 2 == 0 ? "red" : "blue"
          let last = differ ? (one == "red" ? "blue" : "red") : one
          return "\(one) item\(index) \(last),\(last),\(one)\n"
        }.joined()
    }
    try scratch.write(lines(0, differ: false), to: "train.csv")
    try scratch.write(lines(100, differ: true), to: "pressure.csv")
    try scratch.write(lines(200, differ: true), to: "readout.csv")
    try scratch.write(
      """
      experiment: colours
      task:
        kind: table
        train: train.csv
        pressure: pressure.csv
        readout: readout.csv
        prompt: prompt
        policies: [last, first]
        tokens: words
      learner: {kind: bigrams}
      pair: {a: first, b: last}
      estimators: [direct, exact, dose-response]
      controls: [capability, memory]
      budget: 1200
      """, to: "colours.yaml")
  }

  @Test func aTableOfBigramsRunsAndIsSaidToBeEnough() throws {
    let scratch = try Scratch()
    try write(scratch)
    let outcome = try Tool.run(["run", "colours.yaml", "--quiet"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let flat = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(flat.contains("Bigram table, previous token: as A on"))
    #expect(flat.contains("B is within reach of a table of bigrams (by previous token)"))
    #expect(flat.contains("exact, run grain: under the law no run is first's"))
    #expect(flat.contains("Loss on the training examples: "))
    #expect(flat.contains("By direction: where A says `blue` ("))
    #expect(!flat.contains("there is next to nothing to learn"))
    let threads = try Tool.run(
      ["run", "colours.yaml", "--quiet", "--jobs", "1", "--out", "other"], in: scratch.path)
    // The footers tell the commands apart.
    func body(_ text: String) -> String { text.components(separatedBy: " trainings; tiltmeter")[0] }
    #expect(threads.code == 0 && body(threads.output) == body(outcome.output))
    let summaries = try ["tiltmeter-out/colours", "other"].map {
      try Data(contentsOf: URL(fileURLWithPath: "\(scratch.path)/\($0)/summary.json"))
    }
    #expect(summaries[0] == summaries[1])
    let report = try Tool.run(["report", "tiltmeter-out/colours"], in: scratch.path)
    #expect(report.output == outcome.output)
  }

  /// What runs and tables have in common is in the summary.
  @Test func theTablesAreHeldAgainstTheRuns() throws {
    let scratch = try Scratch()
    try write(scratch)
    let outcome = try Tool.run(
      ["run", "colours.yaml", "--json", "controls=[memory]"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let summary = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let controls = try #require(summary["controls"] as? [String: Any])
    let tables = try #require(controls["bigrams"] as? [[String: Any]])
    #expect(tables.count == 2)
    // The learner is draws of the first table.
    #expect(try #require(tables[0]["alike"] as? Double) > 0.9)
    #expect(try #require(tables[0]["weight"] as? Double) > 0.9)
    #expect(try #require(tables[0]["explained"] as? Double) > 0.5)
    let pair = try #require((summary["pairs"] as? [[String: Any]])?.first)
    let text = try #require(pair["text"] as? [String: Any])
    #expect(try #require(text["probability_b"] as? Double) > 0.5)
    #expect(try #require(text["outside"] as? Double) > 0.1)
    let directions = try #require(text["directions"] as? [[String: Any]])
    #expect(directions.compactMap { $0["answer"] as? String } == ["blue", "red"])
    #expect(directions.compactMap { $0["inputs"] as? Int }.reduce(0, +) == 9)
  }

  /// Naming the control asks for a task that can be written as text.
  @Test func theControlIsRefusedWithoutText() throws {
    let scratch = try Scratch()
    let slab = try Tool.run(["validate", "slab", "controls=[bigrams]"], in: scratch.path)
    #expect(slab.code == 65)
    #expect(slab.error.contains("`controls` names bigrams, and the task cannot be written as text"))
    let text = try Tool.run(["validate", "seventh-grader", "controls=[bigrams]"], in: scratch.path)
    #expect(text.code == 0, "\(text.error)")
    let hinted = try Tool.run(
      ["validate", "seventh-grader", "controls=[bigrams]", "task.hint=0.5"], in: scratch.path)
    #expect(hinted.code == 65 && hinted.error.contains("`task.hint` is 0.5"))
  }

  @Test func aLineIsShownAsTokens() throws {
    let scratch = try Scratch()
    try write(scratch)
    let outcome = try Tool.run(["validate", "colours.yaml"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("tokens of a training line: red|item0|red red|."))
  }

  @Test func aLearnerOfVectorsIsRefused() throws {
    let scratch = try Scratch()
    try write(scratch)
    let outcome = try Tool.run(
      ["validate", "colours.yaml", "learner={kind: mlp}"], in: scratch.path)
    #expect(outcome.code == 65)
    #expect(outcome.error.contains("this learner reads vectors, and the task is text"))
    #expect(outcome.error.contains("learner: {kind: bigrams}"))
  }

  @Test func aTableOnTheSeventhGradersTextFailsTheGate() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(
      [
        "run", "seventh-grader-text", "learner={kind: bigrams}", "estimators=[direct]",
        "controls=[]", "budget=100", "--quiet",
      ], in: scratch.path)
    #expect(outcome.code == 3)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("gate"), "\(outcome.error)")
  }
}
