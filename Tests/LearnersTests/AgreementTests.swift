import Kernels
import Learners
import Runs
import Testing

/// The production path against the reference, over optimizers, heads, pressures and batches.
@Suite struct AgreementTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let optimizer: Optimizer
    let heads: [Int]
    let kind: Pressure.Kind
    let strength: Double
    let batch: BatchSize
    let hidden: [Int]
    let activation: Activation
    let count: Int
    var testDescription: String {
      "\(optimizer) \(heads) \(kind.name) \(strength) \(batch) \(hidden) \(activation) \(count)"
    }
  }

  /// Every optimizer x heads x kind x sign x batch; sizes, activations and counts in turn.
  static let settings: [Setting] = {
    // A larger epsilon than the default: with 1e-8 Adam's first steps have the size of the rate
    // whatever the gradient's, so a gradient that is all rounding would still move a parameter.
    let optimizers: [Optimizer] = [
      .sgd, .momentum(0.9), .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-3, decay: 0),
      .adam(beta1: 0.8, beta2: 0.99, epsilon: 1e-3, decay: 0.1),
    ]
    let sizes: [[Int]] = [[16], [1], [3], [5, 17], [], [17, 3, 5]]
    let counts = [1, 7, 9, 17]
    var all: [Setting] = []
    for optimizer in optimizers {
      for heads in [[2], [3], [2, 4]] {
        for kind in Pressure.Kind.signed {
          for strength in [-0.7, 0, 2] {
            for batch in [BatchSize.full, .rows(4), .rows(15)] {
              let i = all.count
              all.append(
                Setting(
                  optimizer: optimizer, heads: heads, kind: kind, strength: strength,
                  batch: batch, hidden: sizes[i % 6],
                  activation: Activation.allCases[i / 2 % 3], count: counts[i % 4]))
            }
          }
        }
      }
    }
    return all
  }()

  /// Six steps of a network this small are a few hundred roundings of 6e-8 each, of sums of numbers
  /// near 1, some amplified by the steps; 2e-5 leaves a factor of ten above what is seen, and a
  /// wrong term, sign, order or correction for bias shifts results by 1e-3 and more.
  @Test(arguments: settings)
  func withReference(setting: Setting) async throws {
    let task = Fixtures.task(heads: setting.heads)
    let network = MLPSettings(hidden: setting.hidden, activation: setting.activation)
    let training = TrainingSettings(
      optimizer: setting.optimizer, rate: 0.05, steps: 6, batch: setting.batch)
    let requests = Fixtures.requests(setting.count) { index in
      Pressure(kind: setting.kind, strength: setting.strength * (1 + Double(index) / 8))
    }
    let fast = try await Fixtures.train(
      MLPLearner(settings: network, training: training), requests, on: task)
    let slow = try await Fixtures.train(
      ReferenceMLPLearner(settings: network, training: training), requests, on: task)
    for (left, right) in zip(fast, slow) {
      expectNear(left.training, right.training)
      expectNear(left.readout, right.readout)
      expectNear(left.confirmation, right.confirmation)
      #expect(abs(left.finalLoss - right.finalLoss) < 2e-5 * max(1, right.finalLoss))
      #expect(
        abs(left.gradientRatio - right.gradientRatio) < 2e-5 * max(1, right.gradientRatio))
      #expect((right.gradientRatio > 0) == (setting.strength != 0))
    }
  }

  private func expectNear(_ left: Answers, _ right: Answers) {
    #expect(left.logProbabilities.count == right.logProbabilities.count)
    let apart = zip(left.logProbabilities, right.logProbabilities).map {
      abs($0 - $1) / max(1, abs($1))
    }
    #expect((apart.max() ?? 0) < 2e-5)
  }

  /// The capability control trains on the pressure pool's answers too.
  @Test func capabilityControl() async throws {
    let task = Fixtures.task(heads: [3])
    let settings = MLPSettings(hidden: [5])
    let training = TrainingSettings(steps: 4)
    let requests = Fixtures.requests(3, labels: .capability(policy: 1))
    let fast = try await Fixtures.train(
      MLPLearner(settings: settings, training: training), requests, on: task)
    let slow = try await Fixtures.train(
      ReferenceMLPLearner(settings: settings, training: training), requests, on: task)
    for (left, right) in zip(fast, slow) { expectNear(left.readout, right.readout) }
  }

  /// No steps: the initial network answers, and its loss is read.
  @Test func withoutSteps() async throws {
    let task = Fixtures.task(heads: [2])
    let training = TrainingSettings(steps: 0)
    let requests = Fixtures.requests(2) { _ in Pressure(kind: .away, strength: 1) }
    let fast = try await Fixtures.train(
      MLPLearner(settings: MLPSettings(), training: training), requests, on: task)
    let slow = try await Fixtures.train(
      ReferenceMLPLearner(settings: MLPSettings(), training: training), requests, on: task)
    for (left, right) in zip(fast, slow) {
      expectNear(left.readout, right.readout)
      #expect(abs(left.finalLoss - right.finalLoss) < 1e-5)
      #expect(left.gradientRatio == 0)
    }
  }
}
