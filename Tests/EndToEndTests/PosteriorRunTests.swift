import Foundation
import Testing

/// A posterior sampled as an experiment goes: stored, repeated, interrupted.
@Suite struct PosteriorRunTests {
  static let command = [
    "run", "diagonal-grid", "estimators=[direct, gibbs]", "controls=[]", "budget=200",
    "training.steps=20", "task.train=12", "task.readout=20", "readout.threshold=0.6",
    "readout.learned=0.8", "learner.hidden=[4]", "gibbs.rungs=8", "gibbs.warm-up=200",
    "gibbs.rounds=600", "gibbs.leapfrog=6", "--quiet",
  ]

  private struct Summary: Decodable {
    struct Pair: Decodable { let estimates: [Estimate] }
    struct Estimate: Decodable {
      let estimator: String
      let grain: String
      let law: String
      let log_odds: Double?
    }
    let pairs: [Pair]
  }

  @Test func oneAndTwoThreadsGiveTheSameBytes() throws {
    let scratch = try Scratch()
    let one = try Tool.run(
      Self.command + ["--jobs", "1", "--out", "one", "--json"], in: scratch.path)
    #expect(one.code == 0, "\(one.error)")
    let two = try Tool.run(
      Self.command + ["--jobs", "2", "--out", "two", "--json"], in: scratch.path)
    #expect(one.output == two.output)
    let loud = Self.command.filter { $0 != "--quiet" }
    let again = try Tool.run(loud + ["--out", "one", "--json"], in: scratch.path)
    #expect(again.output == one.output)
    #expect(again.error.hasPrefix("nothing to train: all "))
    let found = try JSONDecoder().decode(Summary.self, from: Data(one.output.utf8))
    let answer = try #require(
      found.pairs.first?.estimates.first { $0.estimator == "gibbs" && $0.grain == "answer" })
    #expect(answer.law == "posterior")
    #expect(answer.log_odds != nil)
  }

  @Test func killedItEndsInTheSameBytes() throws {
    try Tool.expectSameBytesAfterKills(Self.command, pauses: [0.1, 0.3, 0.3], in: Scratch())
  }

  @Test func whatCannotBeSampledIsSaid() throws {
    let scratch = try Scratch()
    try scratch.write(ExactTests.settings, to: "half-space.yaml")
    let outcome = try Tool.run(
      ["run", "half-space.yaml", "estimators=[direct, gibbs]", "--quiet"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("this learner has no posterior to draw from"))
    let few = try Tool.run(
      ["validate", "diagonal-grid", "estimators=[gibbs]", "gibbs.ladders=3"], in: scratch.path)
    #expect(few.code == 65 && few.error.contains("`gibbs.ladders` is `3`"))
  }
}
