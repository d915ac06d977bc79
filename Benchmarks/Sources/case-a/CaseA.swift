import Foundation
import Kernels
import Learners
import Runs

/// Trains networks 2-16-16-1 on 64 points with 200 full-batch Adam steps, on one worker, and prints
/// one line of JSON: trainings, processor seconds, and the mean final loss.
///
/// Usage: case-a <tanh|relu> <trainings> [instruction set]
@main struct CaseA {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3, let activation = Activation(rawValue: arguments[1]),
      let count = Int(arguments[2])
    else {
      print("usage: case-a <tanh|relu> <trainings> [instruction set]")
      exit(64)
    }
    let set = arguments.count > 3 ? InstructionSet(rawValue: arguments[3]) ?? .widest : .widest
    let learner = MLPLearner(
      settings: MLPSettings(hidden: [16, 16], activation: activation),
      training: TrainingSettings(optimizer: .adam, rate: 0.02, steps: 200), instructionSet: set)
    let requests = (0..<count).map {
      RunRequest(
        setup: SetupID(high: 0, low: 0), labels: .training, pressure: .none,
        noise: .seed(UInt64($0)))
    }
    let losses = Losses()
    let start = processorSeconds()
    try await learner.train(requests, on: task(), workers: 1) { await losses.add($0) }
    let seconds = processorSeconds() - start
    let loss = await losses.sum / Double(count)
    print(
      """
      {"trainings": \(count), "cpu_seconds": \(seconds), "mean_final_loss": \(loss), \
      "instruction_set": "\(set.rawValue)"}
      """)
  }

  /// 64 points on a grid of 8 by 8 over [-1, 1]^2; class 1 where the product of both is positive.
  static func task() -> EncodedTask {
    var values: [Float] = []
    var answers: [UInt16] = []
    for i in 0..<8 {
      for j in 0..<8 {
        let (x, y) = (Float(2 * i - 7) / 7, Float(2 * j - 7) / 7)
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
      heads: [2], policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1), training: pool(64),
      pressure: pool(0), readout: pool(0), confirmation: pool(0))
  }

  static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

actor Losses {
  private(set) var sum = 0.0

  func add(_ runs: [TrainedRun]) { for run in runs { sum += run.finalLoss } }
}
