import Kernels
import Learners
import Runs
import Testing

/// Pretrained bases: made alone, kept, or made again within a run.
@Suite struct BaseTests {
  static let pretraining = TrainingSettings(rate: 0.01, steps: 8, batch: .rows(4))
  static let settings = MLPSettings(hidden: [5])

  static var learner: MLPLearner {
    MLPLearner(
      settings: settings, training: TrainingSettings(steps: 3, batch: .rows(4)),
      pretraining: pretraining)
  }

  private func bases(
    _ learner: any Learner, _ requests: [BaseRequest], on task: EncodedTask, workers: Int = 1
  ) async throws -> [TrainedBase] {
    let finished = Collected<TrainedBase>()
    try await learner.pretrain(requests, on: task, workers: workers) { finished.add($0) }
    let all = finished.all
    return requests.map { request in all.first { $0.request.id == request.id }! }
  }

  private func baseRequests(_ count: Int) -> [BaseRequest] {
    (0..<count).map { BaseRequest(setup: SetupID(high: 3, low: 4), noise: .seed(UInt64($0))) }
  }

  private func runs(_ bases: [BaseRequest], count: Int) -> [RunRequest] {
    (0..<count).map { index in
      RunRequest(
        setup: Fixtures.setup, base: bases[index % bases.count], labels: .training,
        pressure: .none, noise: .seed(UInt64(700 + index)))
    }
  }

  @Test func agreeWithTheReference() async throws {
    let task = Fixtures.pretrainableTask()
    let requests = baseRequests(3)
    let fast = try await bases(Self.learner, requests, on: task)
    let slow = try await bases(
      ReferenceMLPLearner(
        settings: Self.settings, training: TrainingSettings(), pretraining: Self.pretraining),
      requests, on: task)
    for (left, right) in zip(fast, slow) {
      #expect(left.gates.count == 2)
      for (x, y) in zip(left.parameters, right.parameters) {
        #expect(abs(x - y) < 2e-5 * max(1, abs(y)))
      }
      #expect(abs(left.finalLoss - right.finalLoss) < 2e-5)
    }
  }

  @Test func groupingNeverChangesBits() async throws {
    let task = Fixtures.pretrainableTask()
    let requests = baseRequests(19)
    let whole = try await bases(Self.learner, requests, on: task, workers: 2)
    for (index, request) in requests.enumerated() {
      let alone = try await bases(Self.learner, [request], on: task)
      #expect(alone[0].parameters.map(\.bitPattern) == whole[index].parameters.map(\.bitPattern))
    }
    #expect(Set(whole.map(\.parameters)).count == requests.count)
  }

  /// A kept base and one made within the run give the same bits, in any mixture.
  @Test func keptOrMadeAgain() async throws {
    let task = Fixtures.pretrainableTask()
    let requests = baseRequests(5)
    let runs = runs(requests, count: 19)
    let made = try await bases(Self.learner, requests, on: task)
    let kept = Dictionary(uniqueKeysWithValues: made.map { ($0.request.id, $0.parameters) })
    let within = try await Fixtures.train(Self.learner, runs, on: task)
    let all = try await Fixtures.train(
      Self.learner, runs, on: task, supplies: Supplies(bases: kept))
    let some = try await Fixtures.train(
      Self.learner, runs, on: task,
      supplies: Supplies(bases: kept.filter { $0.key != requests[2].id }))
    #expect(within.map(\.bits) == all.map(\.bits))
    #expect(within.map(\.bits) == some.map(\.bits))
    #expect(all.allSatisfy { $0.gates.isEmpty })
    for (index, run) in some.enumerated() { #expect(run.gates.isEmpty == (index % 5 != 2)) }
    for (run, base) in zip(within, runs.map { $0.base! }) {
      let own = made.first { $0.request.id == base.id }!
      #expect(run.gates.map(\.logProbabilities) == own.gates.map(\.logProbabilities))
    }
  }

  @Test func runsAgreeWithTheReference() async throws {
    let task = Fixtures.pretrainableTask()
    let runs = runs(baseRequests(2), count: 3)
    let fast = try await Fixtures.train(Self.learner, runs, on: task)
    let slow = try await Fixtures.train(
      ReferenceMLPLearner(
        settings: Self.settings, training: Self.learner.training,
        pretraining: Self.pretraining), runs, on: task)
    for (left, right) in zip(fast, slow) {
      for (x, y) in zip(left.readout.logProbabilities, right.readout.logProbabilities) {
        #expect(abs(x - y) < 5e-5 * max(1, abs(y)))
      }
    }
  }

  /// Steps are divided in proportion to rows, and none is lost.
  @Test func phasesShareSteps() {
    func examples(_ rows: Int) -> LabelledExamples {
      LabelledExamples(
        inputs: InputMatrix(count: rows, width: 1, values: [Float](repeating: 0, count: rows)),
        answers: AnswerKey([UInt16](repeating: 0, count: rows)))
    }
    let mixture = CapabilityMixture(phases: [examples(10), examples(20), examples(3)], gates: [])
    #expect(mixture.steps(33) == [10, 20, 3])
    #expect(mixture.steps(100).reduce(0, +) == 100)
    #expect(mixture.steps(0) == [0, 0, 0])
  }

  @Test func contract() async throws {
    try await expectLearnerContract(
      Self.learner, task: Fixtures.pretrainableTask(), requests: runs(baseRequests(3), count: 18))
  }
}
