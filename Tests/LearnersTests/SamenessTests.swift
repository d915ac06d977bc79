import Kernels
import Learners
import Runs
import Testing

/// Diversity pressures: the definition against central differences, the kernels against it.
@Suite struct SamenessTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let kind: SamenessKind
    let heads: [Int]
    let batch: BatchSize
    let models: Int
    var testDescription: String { "\(kind.rawValue) \(heads) \(batch) \(models)" }
  }

  static let settings: [Setting] = SamenessKind.allCases.flatMap { kind in
    [[2], [3], [2, 4]].flatMap { heads in
      [(BatchSize.full, 1), (.full, 3), (.rows(4), 2)].map {
        Setting(kind: kind, heads: heads, batch: $0.0, models: $0.1)
      }
    }
  }

  /// Answers of plain runs to the pressure pool, by their ids.
  private func earlier(
    _ learner: any Learner, on task: EncodedTask, count: Int
  ) async throws -> [RunID: Answers] {
    let runs = try await Fixtures.train(
      learner, Fixtures.requests(count), on: task, supplies: Supplies(keepsPressureAnswers: true))
    return Dictionary(uniqueKeysWithValues: runs.map { ($0.request.id, $0.pressure!) })
  }

  /// Requests of which each presses away from `models` runs of its own.
  private func pressing(_ setting: Setting, count: Int, from ids: [RunID]) -> [RunRequest] {
    (0..<count).map { index in
      RunRequest(
        setup: Fixtures.setup, labels: .training,
        pressure: Pressure(kind: .diversity(setting.kind), strength: 0.5 + Double(index) / 4),
        earlier: (0..<setting.models).map { ids[(index + $0) % ids.count] },
        noise: .seed(UInt64(500 + index)))
    }
  }

  /// h^2 of truncation and 1e-16 / h of rounding are both near 1e-11 of values near 1.
  @Test(arguments: settings.filter { $0.batch == .full })
  func centralDifferences(setting: Setting) async throws {
    let task = Fixtures.task(heads: setting.heads)
    let reference = ReferenceTraining<Double>(
      settings: MLPSettings(hidden: [5, 3]), training: TrainingSettings(steps: 2), task: task)
    let answers = try await earlier(
      MLPLearner(settings: MLPSettings(hidden: [4]), training: TrainingSettings(steps: 9)),
      on: task, count: setting.models
    ).sorted { $0.key < $1.key }.map(\.value)
    let term = SamenessTerms.term(setting.kind)
    var network = reference.network(.seed(3))
    func mean() -> ReferenceTraining<Double>.Gradient {
      reference.sameness(
        term, network: network, earlier: answers, rows: Array(0..<task.pressure.count))
    }
    let gradient = mean().gradient
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(norm > 1e-4)
    let h = 1e-5
    for place in network.parameters.indices {
      let kept = network.parameters[place]
      network.parameters[place] = kept + h
      let up = mean().value
      network.parameters[place] = kept - h
      let down = mean().value
      network.parameters[place] = kept
      let difference = (up - down) / (2 * h)
      #expect(
        abs(difference - gradient[place]) < 1e-6 * max(abs(gradient[place]), 1e-2 * norm),
        "parameter \(place)")
    }
  }

  /// As in `AgreementTests`: 2e-5 leaves a factor above rounding, and a wrong term shifts results
  /// by 1e-3 and more.
  @Test(arguments: settings)
  func withReference(setting: Setting) async throws {
    let task = Fixtures.task(heads: setting.heads)
    let network = MLPSettings(hidden: [5, 3])
    let training = TrainingSettings(
      optimizer: .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-3, decay: 0), rate: 0.05, steps: 6,
      batch: setting.batch)
    let lanes = MLPLearner(settings: network, training: training)
    let answers = try await earlier(lanes, on: task, count: 5)
    let requests = pressing(setting, count: 9, from: answers.keys.sorted())
    let supplies = Supplies(earlier: answers)
    let fast = try await Fixtures.train(lanes, requests, on: task, supplies: supplies)
    let slow = try await Fixtures.train(
      ReferenceMLPLearner(settings: network, training: training), requests, on: task,
      supplies: supplies)
    for (left, right) in zip(fast, slow) {
      let apart = zip(left.readout.logProbabilities, right.readout.logProbabilities).map {
        abs($0 - $1) / max(1, abs($1))
      }
      #expect((apart.max() ?? 0) < 2e-5)
      #expect(
        abs(left.gradientRatio - right.gradientRatio) < 2e-5 * max(1, right.gradientRatio))
      #expect(right.gradientRatio > 0)
    }
  }

  /// More pool rows than a block holds: the mutual information goes through them twice.
  @Test func overManyBlocks() async throws {
    let task = Fixtures.task(heads: [3], width: 2, rows: 13, pressureRows: 211)
    let network = MLPSettings(hidden: [33, 9])
    let training = TrainingSettings(
      optimizer: .sgd, rate: 0.05, steps: 4)
    let lanes = MLPLearner(settings: network, training: training)
    let answers = try await earlier(lanes, on: task, count: 3)
    for kind in SamenessKind.allCases {
      let setting = Setting(kind: kind, heads: [3], batch: .full, models: 2)
      let requests = pressing(setting, count: 2, from: answers.keys.sorted())
      let supplies = Supplies(earlier: answers)
      let slow = try await Fixtures.train(
        ReferenceMLPLearner(settings: network, training: training), requests, on: task,
        supplies: supplies)
      var all: [[[UInt64]]] = []
      for set in InstructionSet.available {
        let learner = MLPLearner(settings: network, training: training, instructionSet: set)
        let fast = try await Fixtures.train(learner, requests, on: task, supplies: supplies)
        all.append(fast.map(\.bits))
        for (left, right) in zip(fast, slow) {
          for (x, y) in zip(left.readout.logProbabilities, right.readout.logProbabilities) {
            #expect(abs(x - y) < 2e-5 * max(1, abs(y)))
          }
        }
      }
      #expect(all.allSatisfy { $0 == all[0] })
    }
  }

  /// Alone, together, shuffled, with one worker or two: the same bits.
  @Test func contract() async throws {
    let task = Fixtures.task(heads: [2, 4])
    let learner = MLPLearner(
      settings: MLPSettings(hidden: [5]), training: TrainingSettings(steps: 5, batch: .rows(4)))
    let answers = try await earlier(learner, on: task, count: 5)
    let ids = answers.keys.sorted()
    let requests = [(SamenessKind.dBat, 1), (.mutualInformation, 3)].flatMap { kind, models in
      pressing(
        Setting(kind: kind, heads: [2, 4], batch: .rows(4), models: models), count: 10, from: ids)
    }
    try await expectLearnerContract(
      learner, task: task, requests: requests, supplies: Supplies(earlier: answers))
  }

  /// Models that answer alike with certainty: penalties and slopes stay finite.
  @Test func certainModelsStayFinite() {
    for kind in SamenessKind.allCases {
      let term = SamenessTerms.term(kind)
      let sure: [[Double]] = [[1, 0, 0], [0, 1, 0]]
      let (value, slopes) = term.sameness(
        sure, sure, sizes: [3], marginal: [0.4, 0.3, 0.3])
      #expect(value.isFinite && slopes.joined().allSatisfy(\.isFinite), "\(kind)")
    }
  }

  /// Hand-computed values for p = (.8, .2) and q = (.6, .4).
  @Test func values() {
    func value(_ kind: SamenessKind) -> Double {
      SamenessTerms.term(kind).sameness(
        [[0.8, 0.2]], [[0.6, 0.4]], sizes: [2], marginal: [0.5, 0.5]
      ).value
    }
    #expect(abs(value(.expectedAgreement) - 0.56) < 1e-12)
    // -ln(.6 x .2 + .4 x .8 + 1e-7)
    #expect(abs(value(.dBat) - 0.8209803) < 1e-6)
    #expect(abs(value(.totalVariation) - 0.8) < 1e-12)
    // m = (.7, .3): 1 - (.8 ln(8/7) + .2 ln(2/3) + .6 ln(6/7) + .4 ln(4/3)) / (2 ln 2)
    #expect(abs(value(.jensenShannon) - 0.9651485) < 1e-6)
    // One row: no mutual information; KL((.8, .2) || (.5, .5)) = .8 ln 1.6 + .2 ln .4.
    #expect(abs(value(.mutualInformation) - 0.1927448) < 1e-6)
  }
}
