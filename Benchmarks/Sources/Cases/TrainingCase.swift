import Kernels
import Learners
import Runs

/// A job of a fixed size, for timing: the same as the one of its name in `peers/jax_cases.py`.
public struct TrainingCase: Sendable {
  public let learner: MLPLearner
  public let task: EncodedTask
  /// Multiplications and additions in the matrix products of one training.
  public let operations: Double
  private let loss: @Sendable (TrainedRun) -> Double

  /// The names of the cases that a peer is compared on.
  public static let names = ["a-tanh", "a-relu", "b", "c", "finetuning"]

  /// - Returns: nil if there is no such case.
  public static func named(_ name: String, on set: InstructionSet = .widest) -> TrainingCase? {
    switch name {
    case "a-tanh": a(.tanh, on: set)
    case "a-relu": a(.relu, on: set)
    case "a-gelu": a(.gelu, on: set)
    case "b": b(on: set)
    case "c": c(on: set)
    case "finetuning": finetuning(on: set)
    default: nil
    }
  }

  /// Networks 2-width-width-1 (16 in case a itself) on 64 points with 200 full-batch Adam steps.
  public static func a(
    _ activation: Activation, width: Int = 16, on set: InstructionSet = .widest
  ) -> TrainingCase {
    TrainingCase(
      task: CaseData.quadrants, hidden: [width, width], activation: activation,
      training: TrainingSettings(optimizer: .adam, rate: 0.02, steps: 200), on: set)
  }

  /// Networks 20-64-64-1 on 256 points with 300 steps of gradient descent on batches of 64.
  public static func b(on set: InstructionSet = .widest) -> TrainingCase {
    TrainingCase(
      task: CaseData.products, hidden: [64, 64], activation: .relu,
      training: TrainingSettings(optimizer: .sgd, rate: 0.1, steps: 300, batch: .rows(64)),
      on: set)
  }

  /// Networks 7-40-40-1 with fresh weights, read on all 128 Boolean inputs.
  public static func c(on set: InstructionSet = .widest) -> TrainingCase {
    TrainingCase(
      task: CaseData.booleans, hidden: [40, 40], activation: .relu,
      training: TrainingSettings(steps: 0), on: set,
      loss: { run in
        let ones = stride(from: 1, to: run.readout.logProbabilities.count, by: 2)
        return ones.reduce(0) { $0 - Double(run.readout.logProbabilities[$1]) }
          / Double(run.readout.count)
      })
  }

  /// The size of a finetuning: networks 60-128-128-33, three heads of eleven answers, 200 examples,
  /// 100 full-batch Adam steps. Weights are drawn here; where a base gives them, that is saved.
  public static func finetuning(on set: InstructionSet = .widest) -> TrainingCase {
    TrainingCase(
      task: CaseData.threeDigits, hidden: [128, 128], activation: .relu,
      training: TrainingSettings(optimizer: .adam, rate: 0.003, steps: 100), on: set)
  }

  private init(
    task: EncodedTask, hidden: [Int], activation: Activation, training: TrainingSettings,
    on set: InstructionSet, loss: @escaping @Sendable (TrainedRun) -> Double = { $0.finalLoss }
  ) {
    learner = MLPLearner(
      settings: MLPSettings(hidden: hidden, activation: activation), training: training,
      instructionSet: set)
    self.task = task
    self.loss = loss
    let outputs = task.heads == [2] ? 1 : task.candidates
    let widths = [task.inputWidth] + hidden + [outputs]
    let products = zip(widths, widths.dropFirst()).map { Double($0 * $1) }
    // Forward, the weights' gradient, and the inputs' gradient but for the first layer.
    let step = 3 * products.reduce(0, +) - products[0]
    let rows = if case .rows(let count) = training.batch { count } else { task.training.count }
    operations = training.steps == 0
      ? 2 * products.reduce(0, +) * Double(task.readout.count)
      : 2 * step * Double(rows) * Double(training.steps)
  }

  /// Trains this many runs.
  ///
  /// - Returns: the mean final loss.
  public func train(_ count: Int, workers: Int = 1) async throws -> Double {
    let losses = Losses()
    // Requests are made piece by piece, as experiments do.
    for start in stride(from: 0, to: count, by: 8192) {
      let requests = (start..<min(start + 8192, count)).map {
        RunRequest(
          setup: SetupID(high: 0, low: 0), labels: .training, pressure: .none,
          noise: .seed(UInt64($0)))
      }
      try await learner.train(requests, on: task, workers: workers) { runs in
        await losses.add(runs.reduce(0) { $0 + loss($1) })
      }
    }
    return await losses.sum / Double(count)
  }
}

private actor Losses {
  private(set) var sum = 0.0

  func add(_ more: Double) { sum += more }
}
