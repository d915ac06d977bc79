import Kernels
import Learners
import Runs
import Testing

/// Grouping, order, workers and instruction set never change a bit.
@Suite struct GroupingTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let heads: [Int]
    let hidden: [Int]
    let activation: Activation
    let batch: BatchSize
    let kind: Pressure.Kind
    var testDescription: String { "\(heads) \(hidden) \(activation) \(batch) \(kind)" }

    var learner: MLPLearner { learner(.widest) }

    func learner(_ set: InstructionSet) -> MLPLearner {
      MLPLearner(
        settings: MLPSettings(hidden: hidden, activation: activation),
        training: TrainingSettings(steps: 9, batch: batch), instructionSet: set)
    }

    /// Strengths of both signs and zero, mixed, and some capability controls.
    var requests: [RunRequest] {
      let strengths = [0, 0.5, -2, 0, 0.01, 3]
      let kind = kind
      return Fixtures.requests(19) { Pressure(kind: kind, strength: strengths[$0 % 6]) }
        + Fixtures.requests(3, labels: .capability(policy: 1))
    }
  }

  static let settings = [
    Setting(heads: [2], hidden: [16], activation: .tanh, batch: .full, kind: .toward),
    Setting(heads: [2], hidden: [5, 3], activation: .relu, batch: .rows(4), kind: .away),
    Setting(heads: [3], hidden: [17], activation: .gelu, batch: .rows(20), kind: .toward),
    Setting(heads: [2, 4], hidden: [1, 7], activation: .tanh, batch: .full, kind: .away),
    Setting(heads: [3], hidden: [], activation: .tanh, batch: .full, kind: .away),
  ]

  @Test(arguments: settings)
  func contract(setting: Setting) async throws {
    try await expectLearnerContract(
      setting.learner, task: Fixtures.task(heads: setting.heads), requests: setting.requests)
  }

  @Test func referenceKeepsTheContract() async throws {
    try await expectLearnerContract(
      ReferenceMLPLearner(
        settings: MLPSettings(hidden: [5]), training: TrainingSettings(steps: 3)),
      task: Fixtures.task(heads: [2]), requests: Self.settings[0].requests)
  }

  @Test(arguments: settings)
  func sameBitsOnEveryInstructionSet(setting: Setting) async throws {
    let task = Fixtures.task(heads: setting.heads)
    let requests = setting.requests
    let expected = try await Fixtures.train(setting.learner(.baseline), requests, on: task)
    for set in InstructionSet.available {
      let runs = try await Fixtures.train(setting.learner(set), requests, on: task)
      #expect(runs.map(\.bits) == expected.map(\.bits), "\(set)")
    }
  }

  /// More rows than a block holds: blocks differ in size between instruction sets.
  @Test func sameBitsOverManyBlocks() async throws {
    let task = Fixtures.task(heads: [2], width: 2, rows: 211)
    let settings = MLPSettings(hidden: [33, 9])
    let training = TrainingSettings(steps: 3)
    let requests = Fixtures.requests(9)
    var all: [[[UInt64]]] = []
    for set in InstructionSet.available {
      let learner = MLPLearner(settings: settings, training: training, instructionSet: set)
      all.append(try await Fixtures.train(learner, requests, on: task).map(\.bits))
    }
    #expect(all.allSatisfy { $0 == all[0] })
  }

  /// A run that diverges delivers NaN and leaves its neighbours alone.
  @Test func divergedRunsDisturbNobody() async throws {
    let task = Fixtures.task(heads: [2])
    let learner = MLPLearner(
      settings: MLPSettings(hidden: [4], activation: .relu),
      training: TrainingSettings(optimizer: .sgd, rate: 0.1, steps: 40))
    let strengths = [1e-3, 1e38, 1e-3, 0.5]
    let requests = Fixtures.requests(8) { Pressure(kind: .toward, strength: strengths[$0 % 4]) }
    let runs = try await Fixtures.train(learner, requests, on: task)
    for (index, run) in runs.enumerated() {
      let finite = run.readout.logProbabilities.allSatisfy(\.isFinite)
      #expect(finite == (index % 4 != 1))
      let alone = try await Fixtures.train(learner, [requests[index]], on: task)
      #expect(alone[0].bits == run.bits)
    }
  }

  @Test func cancellationStopsTraining() async throws {
    let task = Fixtures.task(heads: [2])
    let learner = MLPLearner(
      settings: MLPSettings(), training: TrainingSettings(steps: 1_000_000_000))
    let work = Task { try await Fixtures.train(learner, Fixtures.requests(40), on: task) }
    try await Task.sleep(for: .milliseconds(50))
    work.cancel()
    await #expect(throws: CancellationError.self) { _ = try await work.value }
  }

  @Test func deliveryErrorsComeThrough() async throws {
    struct Refused: Error {}
    let learner = MLPLearner(settings: MLPSettings(), training: TrainingSettings(steps: 2))
    await #expect(throws: Refused.self) {
      try await learner.train(
        Fixtures.requests(40), on: Fixtures.task(heads: [2]), workers: 2
      ) { _ in throw Refused() }
    }
  }
}
