import Kernels
import Learners
import Runs

/// A training job of a fixed size, for timing.
public struct TrainingCase: Sendable {
  public let learner: MLPLearner
  public let task: EncodedTask

  /// Networks 2-16-16-1 on 64 points with 200 full-batch Adam steps.
  public static func a(_ activation: Activation, on set: InstructionSet = .widest) -> TrainingCase {
    TrainingCase(
      learner: MLPLearner(
        settings: MLPSettings(hidden: [16, 16], activation: activation),
        training: TrainingSettings(optimizer: .adam, rate: 0.02, steps: 200),
        instructionSet: set),
      task: quadrants(side: 8))
  }

  /// Networks 2-64-64-1 on 256 points with 300 steps of gradient descent on batches of 64.
  public static func minibatches(on set: InstructionSet = .widest) -> TrainingCase {
    TrainingCase(
      learner: MLPLearner(
        settings: MLPSettings(hidden: [64, 64], activation: .relu),
        training: TrainingSettings(optimizer: .sgd, rate: 0.1, steps: 300, batch: .rows(64)),
        instructionSet: set),
      task: quadrants(side: 16))
  }

  /// Trains this many runs on one worker.
  ///
  /// - Returns: the mean final loss.
  public func train(_ count: Int) async throws -> Double {
    let requests = (0..<count).map {
      RunRequest(
        setup: SetupID(high: 0, low: 0), labels: .training, pressure: .none,
        noise: .seed(UInt64($0)))
    }
    let losses = Losses()
    try await learner.train(requests, on: task, workers: 1) { await losses.add($0) }
    return await losses.sum / Double(count)
  }

  /// Points on a grid over [-1, 1]^2; class 1 where the product of both coordinates is positive.
  private static func quadrants(side: Int) -> EncodedTask {
    var values: [Float] = []
    var answers: [UInt16] = []
    for i in 0..<side {
      for j in 0..<side {
        let x = Float(2 * i - side + 1) / Float(side - 1)
        let y = Float(2 * j - side + 1) / Float(side - 1)
        values += [x, y]
        answers.append(x * y > 0 ? 1 : 0)
      }
    }
    func pool(_ rows: Int) -> Pool {
      let key = AnswerKey(Array(answers.prefix(rows)))
      return Pool(
        inputs: InputMatrix(count: rows, width: 2, values: Array(values.prefix(2 * rows))),
        answers: [key, key], rowNames: (0..<rows).map { "\($0)" })
    }
    return EncodedTask(
      heads: [2], policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1),
      training: pool(side * side), pressure: pool(0), readout: pool(0), confirmation: pool(0))
  }
}

private actor Losses {
  private(set) var sum = 0.0

  func add(_ runs: [TrainedRun]) { for run in runs { sum += run.finalLoss } }
}
