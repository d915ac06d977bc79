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
    try PreparedExperiment(Experiment.load(SpecificationSource(name, overrides: overrides)))
  }

  /// The score is positive exactly when the run is b's; and both happen, so that this says something.
  @Test(arguments: names) func theScoreIsPositiveExactlyForB(name: String) async throws {
    let prepared = try prepared(name)
    let rule = prepared.experiment.rule
    let kind = prepared.experiment.pressure.kind
    let arms = [-1, -0.01, 0, 0.002, 0.005, 0.01, 0.03, 0.3].map {
      Arm(pressure: Pressure(kind: kind, strength: $0), runs: 40)
    }
    let requests = arms.enumerated().flatMap {
      prepared.requests(for: $0.element, purpose: "score test", offset: 40 * $0.offset)
    }
    let learner = prepared.experiment.learner.learner(
      training: prepared.experiment.training, pretraining: nil)
    let task = prepared.task
    let readouts = Mutex<[Readout]>([])
    try await learner.train(requests, on: task, workers: 2) { runs in
      let read = runs.map { Readout($0, task: task, rule: rule) }
      readouts.withLock { $0 += read }
    }
    let all = readouts.withLock { $0 }
    #expect(all.count == requests.count)
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
    let task = prepared.task
    let rule = prepared.experiment.rule
    let learner = prepared.experiment.learner.learner(
      training: prepared.experiment.training, pretraining: nil)
    var shares: [Double] = []
    for (index, strength) in [-1.0, 0, 1].enumerated() {
      let arm = Arm(
        pressure: Pressure(kind: prepared.experiment.pressure.kind, strength: strength), runs: 40)
      let requests = prepared.requests(for: arm, purpose: "side test", offset: 40 * index)
      let answers = Mutex(0)
      try await learner.train(requests, on: task, workers: 2) { runs in
        let hits = runs.map { run in
          Readout(run, task: task, rule: rule).answers.count { $0 == .b }
        }
        answers.withLock { $0 += hits.reduce(0, +) }
      }
      shares.append(answers.withLock { Double($0) } / Double(40 * task.readout.count))
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
