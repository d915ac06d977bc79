import Foundation
import Testing

/// The ladder over training noise, run as a user runs it.
@Suite struct LadderRunTests {
  static let small = [
    "run", "slab", "estimators=[direct, ladder]", "controls=[]", "budget=13000",
    "direct.runs=3000", "training.steps=60", "task.train=32", "learner.hidden=[4]",
    "ladder.ladders=6", "ladder.rungs=5", "--quiet",
  ]

  /// Held to the exact law, B one in a thousand: the interval of level .99 and three standard
  /// errors of the work miss at one seed in a hundred and at three in a thousand; this seed is
  /// fixed. Selecting for half B's is cheaper than for B's alone.
  @Test func theExactValueLiesInside() throws {
    let scratch = try Scratch()
    try scratch.write(
      ExactTests.settings
        .replacingOccurrences(of: "[direct, exact]", with: "[ladder, exact]")
        .replacingOccurrences(of: "level: 0.999", with: "level: 0.99"), to: "half-space.yaml")
    let outcome = try Tool.run(
      [
        "run", "half-space.yaml", "learner.weights=0.8", "budget=30000", "controls=[]", "--quiet",
        "--json", "ladder.runs=24000", "ladder.score=margin",
      ], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let found = try ReportedSummary(outcome.output)
    let exact = try #require(found.estimate("exact")?.log_odds)
    #expect(exact > 6)
    let ladder = try #require(found.estimate("ladder"))
    let (low, high) = (try #require(ladder.low), try #require(ladder.high))
    #expect(low < exact && exact < high, "\(low) \(exact) \(high)")
    #expect(high - low < 1)
    #expect(ladder.trainings == 24000)
    let work = try #require(ladder.details?.work_to_equality)
    let error = try #require(ladder.details?.work_standard_error)
    #expect(abs(work - exact) < 3 * error && error < 0.5, "\(work) \(error) \(exact)")
    #expect(try #require(ladder.details?.divergence_at_equality) < exact)
  }

  @Test func threadsAndASecondRunDoNotChangeAByte() throws {
    let output = try Tool.expectSameBytesWithThreads(Self.small, in: Scratch())
    #expect(output.contains("ladder, run grain: A and B are equally likely under a tilt"))
  }

  @Test func killedAtAnyMomentItEndsInTheSameBytes() throws {
    try Tool.expectSameBytesAfterKills(
      Self.small.filter { !$0.hasPrefix("training.steps=") } + ["training.steps=400"],
      pauses: [0.1, 0.3, 0.3, 0.2], in: Scratch())
  }

  /// Too few runs are said with the place and the remedy.
  @Test func refusals() throws {
    let scratch = try Scratch()
    let few = try Tool.run(
      ["validate", "slab", "estimators=[ladder]", "ladder.runs=1000"], in: scratch.path)
    #expect(few.code == 65)
    #expect(
      few.error.hasPrefix(
        "command line: ladder.runs=1000:1:13: error: `ladder.runs` is 1000; ladders as "
        + "these need at least 18528: raise it, or give fewer ladders or rungs\n"), "\(few.error)")
  }
}
