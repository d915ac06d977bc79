import Documents
import Estimation
import Experiments
import Learners
import Runs
import Synchronization
import Testing

/// Every built-in experiment, on every one of a few hundred runs over both sides of zero.
@Suite struct BuiltInTests {
  static let names = BuiltIn.all.map(\.name)

  private func prepared(_ name: String, _ overrides: [String] = []) throws -> PreparedExperiment {
    // Fewer and shorter pretrainings: what is tested here does not depend on how good bases are.
    let quicker = name.hasPrefix("seventh-grader")
      ? ["pretraining.bases=8", "pretraining.steps=1000", "pretraining.gate=0"] : []
    return try PreparedExperiment(
      Experiment.load(SpecificationSource(name, overrides: latest(quicker + overrides))))
  }

  /// Trains arms of 40 runs, and reads them.
  private func readouts(
    _ prepared: PreparedExperiment, strengths: [Double], purpose: String
  ) async throws -> [[Readout]] {
    let bases = prepared.baseRequests(.standard)
    let made = Mutex<[ArtifactID: [Float]]>([:])
    try await prepared.learner.pretrain(bases, on: prepared.task, workers: 2) { finished in
      made.withLock { for base in finished { $0[base.request.id] = base.parameters } }
    }
    let supplies = Supplies(bases: made.withLock { $0 })
    let (task, rule) = (prepared.task, prepared.experiment.rule)
    var all: [[Readout]] = []
    for (index, strength) in strengths.enumerated() {
      let arm = Arm(
        pressure: Pressure(kind: prepared.experiment.pressure.kind, strength: strength), runs: 40)
      let requests = prepared.requests(
        for: arm, purpose: purpose, offset: 40 * index, bases: bases)
      let read = Mutex<[Readout]>([])
      try await prepared.learner.train(requests, on: task, supplies: supplies, workers: 2) { runs in
        let finished = runs.map { Readout($0, task: task, rule: rule) }
        read.withLock { $0 += finished }
      }
      all.append(read.withLock { $0 })
    }
    return all
  }

  /// The score is positive exactly when the run is b's; and both happen, so that this says
  /// something.
  @Test(arguments: names) func theScoreIsPositiveExactlyForB(name: String) async throws {
    let prepared = try prepared(name)
    let rule = prepared.experiment.rule
    let all = try await readouts(
      prepared, strengths: [-1, -0.1, -0.01, 0, 0.002, 0.005, 0.01, 0.03, 0.3], purpose: "score test"
    ).flatMap { $0 }
    #expect(all.count == 360)
    #expect(all.allSatisfy { ($0.score > 0) == ($0.outcome(rule) == .b) })
    for outcome in [Outcome.a, .b] {
      #expect(all.count { $0.outcome(rule) == outcome } >= 20, "\(outcome) hardly came up")
    }
  }

  /// Pressure moves the answers the way its sign says: the share of b's answers at strengths -1, 0
  /// and 1 rises by at least .05 each time (the shares differ by far more; 40 runs each).
  @Test(arguments: names, ["toward", "away"])
  func pressureMovesTheAnswersItsWay(name: String, kind: String) async throws {
    let prepared = try prepared(name, ["pressure.kind=\(kind)"])
    let shares = try await readouts(
      prepared, strengths: [-1, 0, 1], purpose: "side test"
    ).map { readouts in
      let hits = readouts.reduce(0) { $0 + $1.answers.count { $0 == .b } }
      return Double(hits) / Double(40 * prepared.task.readout.count)
    }
    // Where a is favoured already, pressing toward a has little left to move.
    #expect(shares[1] - shares[0] > 0.005, "\(shares)")
    #expect(shares[2] - shares[1] > 0.05, "\(shares)")
  }

  @Test(arguments: names) func allowsTheLearnerToBeTheReference(name: String) throws {
    let fast = try prepared(name)
    let slow = try prepared(name, ["learner.kind=mlp-reference"])
    #expect(fast.setupID != slow.setupID)
    #expect(fast.arithmetic != slow.arithmetic)
  }

  /// What decides no bits is in no id; what decides them is.
  @Test func idsDependOnWhatDecidesTheBits() throws {
    let base = try prepared("slab").setupID
    for same in ["experiment=other", "budget=30000", "level=0.9", "estimators=[direct]", "seed=2",
      "readout.threshold=0.8", "controls=[]"]
    {
      #expect(try prepared("slab", [same]).setupID == base, "\(same)")
    }
    for other in ["training.steps=301", "training.rate=0.021", "learner.hidden=[4]", "task.seed=2",
      "task.margin=0.09", "learner.weights=1.6", "training.batch=32", "training.optimizer=sgd"]
    {
      #expect(try prepared("slab", [other]).setupID != base, "\(other)")
    }
  }
}
