import Kernels
import Learners
import Runs
import Testing

/// Wide networks give the bits that they give side by side, lane by lane.
@Suite struct WideNetworksTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let hidden: [Int]
    let heads: [Int]
    let activation: Activation
    let batch: BatchSize
    var optimizer = Optimizer.adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.01)
    var testDescription: String { "\(hidden) \(heads) \(activation) \(batch)" }

    func learner(_ set: InstructionSet, laneByLane: Bool) -> MLPLearner {
      var learner = MLPLearner(
        settings: MLPSettings(hidden: hidden, activation: activation),
        training: TrainingSettings(optimizer: optimizer, rate: 0.02, steps: 3, batch: batch),
        instructionSet: set)
      learner.isLaneByLane = laneByLane
      return learner
    }
  }

  /// Whole strips and narrower last ones, units that leave a vector unfilled, more inner units than
  /// a strip takes at once (257), more rows than a block (211, in 150 of them as a batch).
  static let settings = [
    Setting(hidden: [32], heads: [2], activation: .tanh, batch: .full),
    Setting(hidden: [64, 40], heads: [2], activation: .relu, batch: .rows(17), optimizer: .sgd),
    Setting(hidden: [42, 131, 47], heads: [3], activation: .gelu, batch: .rows(150)),
    Setting(
      hidden: [257, 60], heads: [2, 4, 5], activation: .relu, batch: .full,
      optimizer: .momentum(0.9)),
    Setting(hidden: [48, 256], heads: [5, 6], activation: .tanh, batch: .rows(4)),
  ]

  @Test(arguments: settings, InstructionSet.available)
  func asLaneByLane(setting: Setting, set: InstructionSet) async throws {
    let task = Fixtures.task(heads: setting.heads, width: 19, rows: 211, pressureRows: 133)
    let requests =
      Fixtures.requests(5)
      + Fixtures.requests(5) { Pressure(kind: .toward, strength: [0, 0.5, -2, 0.01, 3][$0]) }
      + Fixtures.requests(3, labels: .capability(policy: 1))
    let wide = try await Fixtures.train(
      setting.learner(set, laneByLane: false), requests, on: task)
    let plain = try await Fixtures.train(
      setting.learner(set, laneByLane: true), requests, on: task)
    let differing = zip(wide, plain).filter { $0.bits != $1.bits }.map { "\($0.0.request.id)" }
    #expect(differing == [])
    #expect(Set(wide.map(\.bits)).count > 10)
  }

  /// Terms of rows one by one, and of a whole batch that takes more than a block.
  @Test(arguments: [SamenessKind.dBat, .mutualInformation], [BatchSize.full, .rows(130)])
  func sameness(kind: SamenessKind, batch: BatchSize) async throws {
    let setting = Setting(hidden: [40, 64], heads: [2, 3], activation: .tanh, batch: batch)
    let task = Fixtures.task(heads: setting.heads, rows: 140, pressureRows: 139)
    func runs(laneByLane: Bool) async throws -> [[UInt64]] {
      let learner = setting.learner(.widest, laneByLane: laneByLane)
      let first = try await Fixtures.train(
        learner, Fixtures.requests(6), on: task, supplies: Supplies(keepsPressureAnswers: true))
      let requests = first.enumerated().map { index, run in
        RunRequest(
          setup: Fixtures.setup, labels: .training,
          pressure: Pressure(kind: .diversity(kind), strength: 0.5), earlier: [run.request.id],
          noise: .seed(UInt64(700 + index)))
      }
      let answers = Dictionary(uniqueKeysWithValues: first.map { ($0.request.id, $0.pressure!) })
      let second = try await Fixtures.train(
        learner, requests, on: task, supplies: Supplies(earlier: answers))
      return (first + second).map(\.bits)
    }
    let (wide, plain) = (
      try await runs(laneByLane: false), try await runs(laneByLane: true)
    )
    #expect(zip(wide, plain).count { $0 != $1 } == 0)
  }

  @Test func bases() async throws {
    let task = Fixtures.pretrainableTask()
    func bases(laneByLane: Bool) async throws -> [TrainedBase] {
      var learner = MLPLearner(
        settings: MLPSettings(hidden: [64, 64]), training: TrainingSettings(steps: 2),
        pretraining: TrainingSettings(steps: 5, batch: .rows(4)))
      learner.isLaneByLane = laneByLane
      let made = Collected<TrainedBase>()
      try await learner.pretrain(
        (0..<5).map { BaseRequest(setup: Fixtures.setup, noise: .seed(UInt64($0))) }, on: task,
        workers: 1
      ) { made.add($0) }
      return made.all
    }
    let (wide, plain) = (
      try await bases(laneByLane: false), try await bases(laneByLane: true)
    )
    #expect(wide.map(\.finalLoss) == plain.map(\.finalLoss))
    #expect(zip(wide, plain).count { $0.parameters != $1.parameters } == 0)
    func gates(_ base: TrainedBase) -> [[Float]] { base.gates.map(\.logProbabilities) }
    #expect(zip(wide, plain).count { gates($0) != gates($1) } == 0)
  }

  /// A network that diverges leaves its neighbours alone.
  @Test func divergedRunsDisturbNobody() async throws {
    let task = Fixtures.task(heads: [2])
    let learner = MLPLearner(
      settings: MLPSettings(hidden: [40, 40], activation: .relu),
      training: TrainingSettings(optimizer: .sgd, rate: 0.1, steps: 40))
    let requests = Fixtures.requests(4) {
      Pressure(kind: .toward, strength: $0 == 1 ? 1e38 : 1e-3)
    }
    let runs = try await Fixtures.train(learner, requests, on: task)
    for (index, run) in runs.enumerated() {
      #expect(run.readout.logProbabilities.allSatisfy(\.isFinite) == (index != 1))
      let alone = try await Fixtures.train(learner, [requests[index]], on: task)
      #expect(alone[0].bits == run.bits)
    }
  }
}
