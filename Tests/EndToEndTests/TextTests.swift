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
    let threads = try Tool.run(
      ["run", "colours.yaml", "--quiet", "--jobs", "1", "--out", "other"], in: scratch.path)
    #expect(threads.output == outcome.output)
    let report = try Tool.run(["report", "tiltmeter-out/colours"], in: scratch.path)
    #expect(report.output == outcome.output)
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
