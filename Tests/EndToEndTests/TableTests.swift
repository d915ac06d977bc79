import Foundation
import Testing

/// Anyone's own data, through the tool.
@Suite struct TableTests {
  /// Two coordinates; `linear` follows the first, `slab` the second's distance from zero.
  private func write(_ scratch: Scratch, rows: Int = 24) throws {
    func line(_ index: Int, _ x: Double, _ slab: Int, _ linear: Int) -> String {
      let distance = slab == 1 ? 0.7 : 0.05
      let y = (index % 2 == 0 ? 1.0 : -1.0) * (distance + 0.01 * Double(index % 20))
      return "\(x),\(y),\(linear),\(slab)"
    }
    func file(_ name: String, _ from: Int, conflict: Bool) throws {
      let lines = (from..<from + rows).map { index -> String in
        let linear = (index / 2) % 2
        let x = (linear == 1 ? 1.0 : -1.0) * (0.2 + 0.003 * Double(index))
        return line(index, x, conflict ? 1 - linear : linear, linear)
      }
      try scratch.write((["x1,x2,linear,slab"] + lines).joined(separator: "\n") + "\n", to: name)
    }
    try file("train.csv", 0, conflict: false)
    try file("pressure.csv", 100, conflict: true)
    try file("readout.csv", 200, conflict: true)
    try scratch.write(
      """
      experiment: mine
      task:
        kind: table
        train: train.csv
        pressure: pressure.csv
        readout: readout.csv
        policies: [linear, slab]
      training: {steps: 150}
      pair: {a: linear, b: slab}
      budget: 1500
      """, to: "mine.yaml")
  }

  @Test func runsAndItsFolderStandsAlone() throws {
    let scratch = try Scratch()
    try write(scratch)
    let outcome = try Tool.run(["run", "mine.yaml", "--quiet"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.hasPrefix("mine: linear (A) or slab (B)\n"))
    #expect(!outcome.output.contains("NOT shown"))
    try FileManager.default.moveItem(
      atPath: scratch.path + "/tiltmeter-out/mine", toPath: scratch.path + "/moved")
    for name in ["train.csv", "pressure.csv", "readout.csv", "mine.yaml"] {
      try FileManager.default.removeItem(atPath: scratch.path + "/" + name)
    }
    let report = try Tool.run(["report", "moved"], in: scratch.path)
    #expect(report.code == 0, "\(report.error)")
    #expect(report.output == outcome.output)
    let again = try Tool.run(["run", "moved/experiment.yaml", "--out", "moved"], in: scratch.path)
    #expect(again.code == 0, "\(again.error)")
    #expect(again.error.hasPrefix("nothing to train: "))
  }

  @Test func changedDataAreOtherRuns() throws {
    let scratch = try Scratch()
    try write(scratch)
    let before = try Tool.run(["plan", "mine.yaml", "--ids-only"], in: scratch.path)
    let text = try scratch.read("train.csv")
    try scratch.write(text.replacingOccurrences(of: "0.05,", with: "0.0500001,"), to: "train.csv")
    let after = try Tool.run(["plan", "mine.yaml", "--ids-only"], in: scratch.path)
    #expect(before.code == 0)
    #expect(after.code == 0)
    let shared = Set(before.output.split(separator: "\n"))
      .intersection(after.output.split(separator: "\n"))
    #expect(shared.isEmpty)
  }

  /// One mistake a row: what the file becomes, and the line that names it.
  @Test(arguments: [
    ("train.csv", "", "train.csv:1:1: error: the file is empty"),
    ("train.csv", "x1,x2,linear,slab\n1,2,0\n", "train.csv:2:"),
    ("train.csv", "x1,x2,linear,slab\n1,nan,0,0\n", "train.csv:2:3: error: "),
    ("train.csv", "x1,x2,linear,slab\n1,2,-1,0\n", "train.csv:2:5: error: "),
    ("train.csv", "x1,x2,linear,slab\n1,2,0.5,0\n", "train.csv:2:5: error: "),
    ("train.csv", "x1,x2,linear,slab\n1,2,0,1\n", "train.csv:2:"),
    ("train.csv", "x1,x2,linaer,slab\n1,2,0,0\n", "train.csv:1:"),
    ("readout.csv", "x1,x2,linear,slab\n1,2,0,0\n3,4,1,1\n",
      "readout.csv:1:14: error: the policies agree on every row"),
  ])
  func mistakesAreNamedWithTheirPlace(file: String, text: String, expected: String) throws {
    let scratch = try Scratch()
    try write(scratch)
    try scratch.write(text, to: file)
    let outcome = try Tool.run(["run", "mine.yaml"], in: scratch.path)
    #expect(outcome.code == 65, "\(outcome.error)")
    #expect(outcome.output == "")
    #expect(outcome.error.contains(expected), "expected \(expected)\n\(outcome.error)")
    #expect(!scratch.exists("tiltmeter-out"))
  }

  @Test func aRowInTwoSetsIsNamed() throws {
    let scratch = try Scratch()
    try write(scratch)
    let readout = try scratch.read("readout.csv")
    let row = try #require(
      try scratch.read("pressure.csv").split(separator: "\n").dropFirst(3).first)
    try scratch.write(readout + row + "\n", to: "readout.csv")
    let outcome = try Tool.run(["run", "mine.yaml"], in: scratch.path)
    #expect(outcome.code == 65, "\(outcome.error)")
    #expect(outcome.error.contains("pressure.csv:4"), "\(outcome.error)")
    #expect(outcome.error.contains("readout.csv:26"), "\(outcome.error)")
    #expect(!scratch.exists("tiltmeter-out"))
  }

  @Test func aFileThatIsNotThere() throws {
    let scratch = try Scratch()
    try write(scratch)
    try FileManager.default.removeItem(atPath: scratch.path + "/readout.csv")
    let outcome = try Tool.run(["run", "mine.yaml"], in: scratch.path)
    #expect(outcome.code == 66)
    #expect(outcome.error.contains("mine.yaml:6:12: error: "), "\(outcome.error)")
  }
}
