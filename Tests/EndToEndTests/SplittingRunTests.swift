import Foundation
import Testing

/// Splitting, run as a user runs it.
@Suite struct SplittingRunTests {
  static let small = [
    "run", "slab", "estimators=[direct, splitting]", "controls=[]", "budget=6000",
    "direct.runs=500", "training.steps=100", "task.slab-scale=4", "splitting.population=60", "--quiet",
  ]

  private struct Summary: Decodable {
    struct Pair: Decodable { let estimates: [Estimate] }
    struct Estimate: Decodable {
      let estimator: String
      let grain: String
      let log_odds: Double?
      let low: Double?
      let high: Double?
      let trainings: Int
      let warnings: [String]
    }
    let pairs: [Pair]

    func estimate(_ name: String) -> Estimate? {
      pairs.first?.estimates.first { $0.estimator == name && $0.grain == "run" }
    }
  }

  private func summary(_ text: String) throws -> Summary {
    try JSONDecoder().decode(Summary.self, from: Data(text.utf8))
  }

  @Test func threadsAndASecondRunDoNotChangeAByte() throws {
    let scratch = try Scratch()
    for jobs in ["1", "2"] {
      let outcome = try Tool.run(Self.small + ["--jobs", jobs, "--out", jobs], in: scratch.path)
      #expect(outcome.code == 0, "\(outcome.error)")
      #expect(outcome.output.contains("splitting, run grain: ln P(B) = "))
      #expect(outcome.output.contains("final runs are B's on the confirmation pool too"))
    }
    let one = try scratch.read("1/summary.json")
    #expect(try scratch.read("2/summary.json") == one)
    let again = try Tool.run(
      Self.small.filter { $0 != "--quiet" } + ["--out", "1", "--json"], in: scratch.path)
    #expect(again.output == one)
    #expect(again.error.hasPrefix("nothing to train: all "))
  }

  /// Killed with -9 in the middle of its rounds, it ends in the bytes of an undisturbed run.
  @Test func killedAtAnyMomentItEndsInTheSameBytes() throws {
    let scratch = try Scratch()
    let slower = Self.small + ["training.steps=600", "--jobs", "1"]
    let whole = try Tool.run(slower + ["--out", "whole"], in: scratch.path)
    #expect(whole.code == 0, "\(whole.error)")
    var kills = 0
    for pause in [0.15, 0.4, 0.7, 0.5] {
      let running = try Tool.start([Tool.path] + slower + ["--out", "killed"], in: scratch.path)
      Thread.sleep(forTimeInterval: pause)
      if running.process.isRunning {
        kill(running.process.processIdentifier, SIGKILL)
        kills += 1
      }
      _ = running.wait()
    }
    #expect(kills >= 2, "the experiment was too quick to be killed more than \(kills) times")
    let last = try Tool.run(slower + ["--out", "killed"], in: scratch.path)
    #expect(last.code == 0, "\(last.error)")
    let expected = try scratch.read("whole/summary.json")
    #expect(try scratch.read("killed/summary.json") == expected)
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
        "run", "half-space.yaml", "learner.weights=0.4", "budget=60000", "controls=[]", "--quiet",
        "--json", "splitting.population=200", "splitting.runs=40000",
      ] + pair, in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let found = try summary(outcome.output)
    let exact = try #require(found.estimate("exact")?.log_odds)
    #expect(exchanged ? exact < -18 : exact > 18)
    let splitting = try #require(found.estimate("splitting"))
    let (low, high) = (try #require(splitting.low), try #require(splitting.high))
    #expect(low < exact && exact < high, "\(low) \(exact) \(high)")
    #expect(high - low < 2.5)
    #expect(splitting.warnings.contains("no undiscovered mode assumed"))
    #expect(
      splitting.warnings.contains { $0.hasPrefix("A is the rare one") } == exchanged)
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
    #expect(flat.contains("splitting did not get to an estimate, only to a limit (L at least "))
    let found = try summary(scratch.read("tiltmeter-out/half-space/summary.json"))
    let splitting = try #require(found.estimate("splitting"))
    let low = try #require(splitting.low)
    #expect(splitting.log_odds == nil && splitting.high == nil)
    #expect(splitting.trainings <= 9000)
    #expect(try #require(found.estimate("exact")?.log_odds) > low)
    #expect(low > 5)
  }

  @Test func sharedBasesAreRefused() throws {
    let scratch = try Scratch()
    let outcome = try Tool.run(
      ["run", "seventh-grader", "estimators=[direct, splitting]", "budget=90000"],
      in: scratch.path)
    #expect(outcome.code == 65)
    #expect(outcome.error.contains("pretraining.bases: per-run"))
    #expect(!scratch.exists("tiltmeter-out"))
  }
}
