import Foundation
import Testing

/// Replica exchange over tilts of training, run as a user runs it.
@Suite struct LadderRunTests {
  private struct Summary: Decodable {
    struct Pair: Decodable { let estimates: [Estimate] }
    struct Estimate: Decodable {
      let estimator: String
      let grain: String
      let log_odds: Double?
      let low: Double?
      let high: Double?
      let trainings: Int
    }
    let pairs: [Pair]

    func estimate(_ name: String) -> Estimate? {
      pairs.first?.estimates.first { $0.estimator == name && $0.grain == "run" }
    }
  }

  /// Held to the exact law, B one in a thousand, and the same bytes with one thread and with two.
  /// The interval of level .99 misses at one seed in a hundred; this seed is fixed.
  @Test func theExactValueLiesInside() throws {
    let scratch = try Scratch()
    try scratch.write(
      ExactTests.settings
        .replacingOccurrences(of: "estimators: [direct, exact]", with: "estimators: [ladder, exact]")
        .replacingOccurrences(of: "level: 0.999", with: "level: 0.99"), to: "half-space.yaml")
    let command = [
      "run", "half-space.yaml", "learner.weights=0.8", "budget=30000", "controls=[]", "--quiet",
      "--json", "ladder.runs=24000",
    ]
    let outcome = try Tool.run(command + ["--out", "two", "--jobs", "2"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let found = try JSONDecoder().decode(Summary.self, from: Data(outcome.output.utf8))
    let exact = try #require(found.estimate("exact")?.log_odds)
    #expect(exact > 6)
    let ladder = try #require(found.estimate("ladder"))
    let (low, high) = (try #require(ladder.low), try #require(ladder.high))
    #expect(low < exact && exact < high, "\(low) \(exact) \(high)")
    #expect(high - low < 1)
    #expect(ladder.trainings == 24000)
    let one = try Tool.run(command + ["--out", "one", "--jobs", "1"], in: scratch.path)
    #expect(one.output == outcome.output)
  }

  @Test func whatCannotBeIsSaid() throws {
    let scratch = try Scratch()
    let few = try Tool.run(
      ["validate", "slab", "estimators=[ladder]", "ladder.runs=500", "budget=9000"],
      in: scratch.path)
    #expect(few.code == 65)
    #expect(few.error.contains("`ladder.runs` is 500; ladders as these need at least 6176"))
    let shared = try Tool.run(
      ["validate", "seventh-grader", "estimators=[direct, ladder]", "budget=90000"],
      in: scratch.path)
    #expect(shared.code == 65)
    #expect(shared.error.contains("`ladder` moves each run's whole noise"))
  }
}
