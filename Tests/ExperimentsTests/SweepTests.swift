import Documents
import Foundation
import Testing

import Experiments

/// Sweeps as settings: which cells there are, what is wrong with them, and which folders they fit.
@Suite struct SweepTests {
  private func sweep(_ text: String) throws -> Sweep {
    try Sweep(reading: YAMLDocument.parse(text, file: "s.yaml"), directory: "")
  }

  private static let base = """
    experiment: mine
    task: {kind: slab, dimensions: 2}
    estimators: [direct]
    budget: 400

    """

  private func problems(_ text: String) -> [String] {
    do {
      _ = try sweep(text)
      return []
    } catch let error as DocumentError {
      return error.diagnostics.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  @Test func cellsAreTheCrossProduct() throws {
    let found = try sweep(
      Self.base + """
        sweep:
          training.steps: [1, 2]
          zip: [{learner.hidden: [[8], [16, 16]], seed: [3, 4]}]
          task.noisy: {values: [0, 0.5], read-at: 0}
        """)
    #expect(found.keys == ["training.steps", "learner.hidden", "seed", "task.noisy"])
    #expect(found.cells.count == 8)
    #expect(
      found.cells.map(\.label).prefix(3) == [
        "training.steps=1, learner.hidden=[8], seed=3, task.noisy=0.0",
        "training.steps=1, learner.hidden=[8], seed=3, task.noisy=0.5",
        "training.steps=1, learner.hidden=[16, 16], seed=4, task.noisy=0.0",
      ])
    #expect(found.axes.map { $0.dial?.value } == [nil, nil, 0])
    #expect(found.cells[7].experiment.seed == 4)
    #expect(found.cells[7].experiment.training.steps == 2)
    #expect(try sweep(Self.base).cells.map(\.label) == [""])
  }

  /// A cell is the experiment that its settings alone would make.
  @Test func aCellIsAnExperiment() throws {
    let swept = try PreparedSweep(
      sweep(Self.base + "sweep: {training.steps: [7, 9], learner.hidden: [[8]]}"))
    let alone = try PreparedExperiment(
      Experiment(
        reading: YAMLDocument.parse(
          Self.base + "training: {steps: 9}\nlearner: {hidden: [8]}", file: "a.yaml"),
        directory: ""))
    #expect(swept.cells[1].setupID == alone.setupID)
    #expect(swept.cells[0].setupID != alone.setupID)
  }

  @Test func everyMistakeOnceWithItsCells() {
    #expect(
      problems(
        Self.base + """
          sweep:
            training.steps: [1, 2, -3]
            seed: [1, x]
            level: [0.9]
          """) == [
            "s.yaml:6:26: error: `training.steps` is `-3` (in 2 of 6 cells, the first "
              + "training.steps=-3, seed=1, level=0.9); expected a whole number from 0 to 1000000000",
            "s.yaml:7:13: error: `seed` is `x` (in 3 of 6 cells, the first training.steps=1, "
              + "seed=x, level=0.9); expected a whole number from 0",
          ])
    // What is wrong in every cell is said as it would be of one experiment.
    #expect(
      problems(Self.base + "sweep: {training.stebs: [1, 2]}") == [
        "s.yaml:5:18: error: unknown key `stebs` in `training`; did you mean `steps`?"
      ])
  }

  @Test(arguments: [
    ("training.steps: 5", "the sweep of `training.steps` is `5`; expected a list of values"),
    ("training.steps: []", "the sweep of `training.steps` is empty"),
    ("budget: [1, 2]", "`budget` cannot be swept"),
    ("experiment: [a, b]", "`experiment` cannot be swept"),
    ("training..steps: [1]", "`training..steps` is no key"),
    ("learner.hidden: [8, 16]",
      "`learner.hidden` is a list itself, and the swept value `8` is none; write every value as a "
        + "list, as in learner.hidden: [[8], [16]]"),
    ("estimators: [direct, [exact]]",
      "`estimators` is a list itself, and the swept value `direct` is none"),
    ("pressure.strengths: [adaptive, 3]",
      "`pressure.strengths` is a list itself, and the swept value `3` is none"),
    ("{training.steps: [1], training: [{steps: 2}]}",
      "`training` and `training.steps` are swept, and one holds the other"),
    ("zip: [{training.steps: [1, 2], seed: [1]}]", "lists that go together have different lengths"),
    ("zip: [5]", "`zip` holds `5`"),
    ("task.noisy: {values: [0, x], read-at: 0}", "a value of the dial `task.noisy` is `x`"),
    ("task.noisy: {values: [0, 1], read-at: zero}", "`read-at` of `task.noisy` is `zero`"),
    ("task.noisy: {vales: [0, 1]}", "unknown key `vales` in the sweep of `task.noisy`"),
    ("level: [0.9, 0.90]", "`0.90` and `0.9` of `level` make the same settings"),
    ("5", "`sweep` is `5`"),
  ]) func oneMistakeOneMessage(_ block: String, _ message: String) {
    let text = Self.base + "sweep:" + (block.contains(": ") && !block.hasPrefix("{")
      ? "\n  " + block : " " + block) + "\n"
    let found = problems(text)
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.contains(message) ?? false, "\(found)")
    #expect(found.first?.hasPrefix("s.yaml:") ?? false)
  }

  @Test func tenMillionCellsAreRefusedBeforeTheyAreMade() {
    let values = (1...1000).map(String.init).joined(separator: ", ")
    let found = problems(
      Self.base + "sweep:\n  seed: [\(values)]\n  training.steps: [\(values)]\n"
        + "  training.rate: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.11]\n")
    #expect(found.count == 1)
    #expect(found.first?.contains("the sweep has 10,000,000 cells") ?? false, "\(found)")
  }

  // MARK: Folders

  private func difference(_ there: String, _ here: String) throws -> String? {
    let found = try KeptSettings(sweep(Self.base + here)).difference(
      from: KeptSettings(sweep(Self.base + there)))
    return found?.description
  }

  @Test func valuesMayComeAndGo() throws {
    #expect(
      try difference("sweep: {seed: [1, 2]}", "sweep: {seed: [2, 3, 4]}") == nil)
    #expect(try difference("seed: 2", "sweep: {seed: [2, 3]}") == nil)
    #expect(
      try difference(
        "training: {steps: 7}\nsweep: {seed: [1, 2]}",
        "sweep: {seed: [1, 2], training.steps: [7, 5]}") == nil)
    // Keys that follow from a swept one are no difference.
    #expect(
      try difference("sweep: {pair.b: [slab]}", "sweep: {pair: [{a: slab, b: linear}]}") != nil)
    #expect(
      try difference(
        "sweep: {pair: [{a: linear, b: slab}]}",
        "sweep: {pair: [{a: linear, b: slab}, {a: slab, b: linear}]}") == nil)
  }

  @Test func whatWouldBeLostIsADifference() throws {
    #expect(
      try difference("sweep: {seed: [1, 2]}", "seed: 1")
        == "`sweep.seed` is [1, 2] there and not set here")
    #expect(
      try difference("seed: 5", "sweep: {seed: [1, 2]}") == "`seed` is 5 there and [1, 2] here")
    #expect(
      try difference(
        "sweep: {seed: [1, 2]}\ntraining: {steps: 3}", "sweep: {seed: [1, 2]}\ntraining: {steps: 4}")
        == "`training.steps` is 3 there and 4 here")
  }

  /// What the folder keeps reads back to the same cells.
  @Test func keptSettingsReadBack() throws {
    let first = try sweep(
      Self.base + """
        sweep:
          task: [{kind: slab, slabs: 3}, {kind: two-digits}]
          training.steps: {values: [1, 2], read-at: 2}
          zip: [{learner.hidden: [[8], [16]], seed: [1, 2]}]
        """)
    let kept = try KeptSettings(first)
    let second = try sweep(kept.yaml)
    #expect(second.cells.map(\.label).sorted() == first.cells.map(\.label).sorted())
    #expect(try KeptSettings(second).difference(from: kept) == nil)
    let text = try KeptSettings(second).yaml
    #expect(try KeptSettings(sweep(text)).yaml == text)
  }
}
