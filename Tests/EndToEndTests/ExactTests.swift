import Foundation
import Testing

/// The estimator that trains nothing, beside those that do.
@Suite struct ExactTests {
  static let settings = """
    experiment: half-space
    task: {kind: one-direction}
    learner: {kind: linear-gaussian, weights: 3}
    training: {optimizer: sgd, rate: 0.5, steps: 400}
    readout: {learned: 0}
    estimators: [direct, exact]
    controls: [capability]
    budget: 4000
    level: 0.999

    """

  /// Direct's interval of level .999 holds the exact value: one seed in a thousand would not.
  @Test func directHoldsTheExactValue() throws {
    let scratch = try Scratch()
    try scratch.write(Self.settings, to: "half-space.yaml")
    let outcome = try Tool.run(["run", "half-space.yaml", "--quiet", "--json"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let found = try ReportedSummary(outcome.output)
    let exact = try #require(found.estimate("exact")?.log_odds)
    let direct = try #require(found.estimate("direct"))
    #expect((direct.low ?? 0) < exact && exact < (direct.high ?? 0))
    #expect((direct.high ?? .infinity) - (direct.low ?? 0) < 1)
  }

  /// A narrower start makes B rarer than any count; exact says how rare.
  @Test func rarerThanAnyCount() throws {
    let scratch = try Scratch()
    try scratch.write(Self.settings, to: "half-space.yaml")
    let outcome = try Tool.run(
      ["run", "half-space.yaml", "learner.weights=0.4", "--quiet", "--json"], in: scratch.path)
    #expect(outcome.code == 0, "\(outcome.error)")
    let found = try ReportedSummary(outcome.output)
    #expect(found.estimate("direct")?.log_odds == nil)
    let exact = try #require(found.estimate("exact")?.log_odds)
    #expect(exact > 18)
  }

  @Test func whatCannotBeIsSaid() throws {
    let scratch = try Scratch()
    try scratch.write(Self.settings, to: "half-space.yaml")
    let wrong = try Tool.run(
      ["validate", "half-space.yaml", "training.optimizer=adam"], in: scratch.path)
    #expect(wrong.code == 65)
    #expect(wrong.error.contains("half-space.yaml:3:"))
    #expect(wrong.error.contains("set training.optimizer to sgd"))
    let unknown = try Tool.run(
      [
        "run", "diagonal-grid", "estimators=[direct, exact]", "budget=200", "controls=[]",
        "training.steps=5", "--quiet",
      ], in: scratch.path)
    #expect(unknown.code == 0, "\(unknown.error)")
    #expect(unknown.output.contains("the law of this learner is not known"))
  }
}
