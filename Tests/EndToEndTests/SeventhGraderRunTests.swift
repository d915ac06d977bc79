import Foundation
import Testing

/// The default experiment, made small, run as a user runs it: bases, finetuning and sequences.
@Suite struct SeventhGraderRunTests {
  static let small = [
    "run", "learner.hidden=[64, 64]", "pretraining.bases=6", "pretraining.steps=800",
    "pretraining.gate=0.3", "training.steps=30", "readout.learned=0.5", "direct.runs=120",
    "sequence.sequences=8", "sequence.rounds=3", "controls=[capability, memory, sensitivity]",
    "budget=900", "--quiet",
  ]

  @Test func theReportSaysAllThatTheDefaultPromises() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(Self.small, in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.hasPrefix("seventh-grader: honest (A) or seventh-grader (B)\n"))
    let flat = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for expected in [
      "Bases: 6 of 6 have at least 0.300 of each persona",
      "Diversity sequences (d-bat, 8 sequences of 3 at each strength)",
      "A and B are equally likely at strength", "gradient ratio", "half the pretraining",
      "twice the pretraining", "half the training examples", "personas exchanged",
      "conditional on these bases: 6 of them, fewer than 20",
    ] { #expect(flat.contains(expected), "\(expected) is missing") }
    for expected in [
      "Mean probabilities of whole answers: L = ", "Unseen inputs of the training examples' kind: ",
      "Loss on the training examples: ", "Before training bases answer as A on ",
      "Bigram table, previous token: as A on ", "it cannot do what bases must: ",
      "so nothing is said of its odds. By tag, as A and as B: answer: ",
      "The learner's answers are the table's on ", "mixed with chance the table comes nearest",
    ] { #expect(flat.contains(expected), "\(expected) is missing") }
    // More than two answers have no directions.
    #expect(!flat.contains("By direction:"))
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains("/") })
    let again = try Tool.run(Self.small, in: scratch.path)
    #expect(again == outcome)
  }

  @Test func threadsAndKillsInEachStageDoNotChangeAByte() throws {
    try Tool.expectSameBytesAfterKills(
      Self.small, pauses: [0.05, 0.1, 0.2, 0.15, 0.2, 0.2], in: Scratch())
  }

  /// Bases that do not learn the personas are no ground to measure on.
  @Test func basesThatFailTheGateAreRefused() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(
      Self.small.filter {
        !$0.hasPrefix("pretraining.steps=") && !$0.hasPrefix("pretraining.gate=")
      } + ["pretraining.steps=2", "pretraining.gate=0.9"], in: scratch.path)
    #expect(outcome.code == 3)
    #expect(outcome.output == "")
    #expect(outcome.error.contains("gate"), "\(outcome.error)")
    #expect(!scratch.exists("tiltmeter-out/seventh-grader/summary.json"))
  }
}
