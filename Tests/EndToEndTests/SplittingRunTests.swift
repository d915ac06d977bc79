import Foundation
import Testing

/// Splitting, run as a user runs it.
@Suite struct SplittingRunTests {
  static let small = [
    "run", "slab", "estimators=[direct, splitting]", "controls=[]", "budget=6000",
    "direct.runs=500", "training.steps=100", "task.slab-scale=4", "splitting.population=60",
    "--quiet",
  ]

  @Test func threadsAndASecondRunDoNotChangeAByte() throws {
    let output = try Tool.expectSameBytesWithThreads(Self.small, in: Scratch())
    #expect(output.contains("splitting, run grain: ln P(B) = "))
    #expect(output.contains("final runs are B's on the confirmation pool too"))
  }

  @Test func killedAtAnyMomentItEndsInTheSameBytes() throws {
    try Tool.expectSameBytesAfterKills(
      Self.small.filter { !$0.hasPrefix("training.steps=") } + ["training.steps=600"],
      pauses: [0.1, 0.3, 0.3, 0.2], in: Scratch())
  }

  /// One B in half a million times a thousand, held to the exact law, and the same with A and B
  /// exchanged, where A is the rare one. Intervals of level .99 at fixed seeds: of a hundred seeds
  /// one or two would miss.
  @Test(arguments: [false, true]) func theExactValueLiesInside(exchanged: Bool) throws {
    let scratch = try Scratch()
    try scratch.write(
      ExactTests.settings
        .replacingOccurrences(of: "[direct, exact]", with: "[splitting, exact]")
        .replacingOccurrences(of: "level: 0.999", with: "level: 0.99"), to: "half-space.yaml")
    let pair = exchanged ? ["pair.a=opposite", "pair.b=first-coordinate"] : []
    let outcome = try Tool.run(
      [
        "run", "half-space.yaml", "learner.weights=0.4", "budget=100000", "controls=[]", "--quiet",
        "--json", "splitting.population=400", "splitting.runs=80000",
      ] + pair, in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let found = try ReportedSummary(outcome.output)
    let exact = try #require(found.estimate("exact")?.log_odds)
    #expect(exchanged ? exact < -18 : exact > 18)
    let splitting = try #require(found.estimate("splitting"))
    let (low, high) = (try #require(splitting.low), try #require(splitting.high))
    #expect(low < exact && exact < high, "\(low) \(exact) \(high)")
    #expect(high - low < 2.5)
    #expect(splitting.warnings.contains("no undiscovered mode assumed"))
  }

  /// A budget that ends on the way leaves a limit that the truth keeps, and says how far it came.
  @Test func aBudgetThatEndsFirstIsALimit() throws {
    let scratch = try Scratch()
    try scratch.write(
      ExactTests.settings.replacingOccurrences(
        of: "estimators: [direct, exact]", with: "estimators: [splitting, exact]"),
      to: "half-space.yaml")
    let command = [
      "run", "half-space.yaml", "learner.weights=0.4", "budget=60000", "controls=[]", "--quiet",
      "splitting.population=100", "splitting.runs=9000",
    ]
    let outcome = try Tool.run(command, in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let flat = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(flat.contains("the budget ended before the last level"))
    #expect(flat.contains("it came as far as a score of -"))
    #expect(flat.contains("splitting, which is named first, has only a limit (at least "))
    let found = try ReportedSummary(scratch.read("tiltmeter-out/half-space/summary.json"))
    let splitting = try #require(found.estimate("splitting"))
    let low = try #require(splitting.low)
    #expect(splitting.log_odds == nil && splitting.high == nil)
    #expect(splitting.trainings <= 9000)
    #expect(try #require(found.estimate("exact")?.log_odds) > low)
    #expect(low > 5)
  }

  /// Shared bases are drawn with a run's noise: the same bytes, and the condition is said.
  @Test func sharedBasesAreDrawn() throws {
    let output = try Tool.expectSameBytesWithThreads(
      SeventhGraderRunTests.small.filter { !$0.hasPrefix("controls") && !$0.hasPrefix("budget") } + [
        "estimators=[direct, splitting, ladder]", "controls=[]", "budget=6000",
        "readout.threshold=0.55", "splitting.population=40", "splitting.runs=1200",
        "ladder.rungs=3", "ladder.ladders=4", "ladder.runs=2400",
      ], in: Scratch())
    let flat = output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      flat.contains(
        "splitting, run grain: conditional on these bases: 6 of them, drawn with the noise of every "
          + "run"), "\(flat)")
  }
}
