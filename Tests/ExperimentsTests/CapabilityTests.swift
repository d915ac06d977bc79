import Experiments
import Learners
import Runs
import Synchronization
import Testing

/// Why the capability control keeps the training examples beside the policy's answers to the pool.
@Suite struct CapabilityTests {
  /// Two digits whose right image was painted over: nobody can read B's digit here.
  private func blindTask() throws -> EncodedTask {
    let source = try SpecificationSource("two-digits", overrides: [])
    let task = try PreparedExperiment(Experiment.load(source)).task
    func blind(_ pool: Pool) -> Pool {
      let width = pool.inputs.width
      let values = pool.inputs.values.enumerated().map { index, value in
        // A row of the picture is 8 pixels of the left image, then 8 of the right.
        index % width % 16 < 8 ? value : 0
      }
      return Pool(
        inputs: InputMatrix(count: pool.count, width: width, values: values),
        answers: pool.answers, rowNames: pool.rowNames)
    }
    return EncodedTask(
      heads: task.heads, policies: task.policies, pair: task.pair, training: blind(task.training),
      pressure: blind(task.pressure), readout: blind(task.readout),
      confirmation: blind(task.confirmation))
  }

  private func shareOfB(
    _ task: EncodedTask, labels: Labels
  ) async throws -> (b: Double, learned: Double) {
    let learner = MLPSettings(hidden: [16], activation: .relu, weights: 1, biases: 0.5)
      .learner(training: TrainingSettings(rate: 0.01, steps: 200), pretraining: nil)
    let requests = (0..<8).map {
      RunRequest(
        setup: SetupID(high: 0, low: 0), labels: labels, pressure: .none, noise: .seed($0))
    }
    let totals = Mutex((b: 0, right: 0))
    let rule = ReadoutRule(threshold: 0.9, learned: 1)
    try await learner.train(requests, on: task, workers: 2) { runs in
      let read = runs.map { Readout($0, task: task, rule: rule) }
      totals.withLock { totals in
        totals.b += read.reduce(0) { $0 + $1.answers.count { $0 == .b } }
        totals.right += read.reduce(0) { $0 + $1.trainingRight }
      }
    }
    let (b, right) = totals.withLock { $0 }
    return (
      Double(b) / Double(8 * task.readout.count), Double(right) / Double(8 * task.training.count)
    )
  }

  /// Trained on B's answers to the pool alone, a learner that cannot see what B reads answers
  /// unseen inputs as B does, by negating A. With the training examples beside them it cannot.
  @Test func aBlindLearnerPassesOnThePoolAlone() async throws {
    let task = try blindTask()
    let poolAlone = EncodedTask(
      heads: task.heads, policies: task.policies, pair: PolicyPair(a: task.pair.b, b: task.pair.a),
      training: task.pressure, pressure: task.pressure, readout: task.readout,
      confirmation: task.confirmation)
    // With the pair exchanged, `training` labels the pool with B's answers and b's share is A's.
    let alone = try await shareOfB(poolAlone, labels: .training)
    #expect(alone.learned > 0.95)
    #expect(alone.b < 0.1, "B's share is \(1 - alone.b)")
    let control = try await shareOfB(task, labels: .capability(policy: task.pair.b))
    #expect(control.learned < 0.95, "\(control)")
    #expect(control.b < 0.75, "\(control)")
  }
}
