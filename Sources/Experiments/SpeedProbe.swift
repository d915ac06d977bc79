import Foundation
import Learners
import Runs

/// How many small trainings a second this machine does, measured in about a second.
///
/// Networks 2-16-16-1 with tanh, on 64 points, with 200 full-batch Adam steps: case a of the
/// benchmarks.
struct SpeedProbe {
  static let description = "networks 2-16-16-1, 64 points, 200 Adam steps"

  /// On one worker, per second.
  let one: Double
  /// On as many workers as there are threads, per second.
  let all: Double
  let threads: Int

  /// - Parameter seconds: how long each of the two measurements takes, about.
  static func measure(seconds: Double = 0.4) async throws -> SpeedProbe {
    let threads = ProcessInfo.processInfo.activeProcessorCount
    // The first rounds find code and memory cold.
    _ = try await rate(workers: threads, seconds: seconds / 8)
    return SpeedProbe(
      one: try await rate(workers: 1, seconds: seconds),
      all: try await rate(workers: threads, seconds: seconds), threads: threads)
  }

  /// What holds all workers back, where they do less than four fifths of what one does each.
  var remedy: String? {
    guard threads > 1, all < 0.8 * Double(threads) * one else { return nil }
    return "\(threads) threads do the work of "
      + String(format: "%.1f", all / one)
      + ": other programs use the processor, or threads share cores"
  }

  private static func rate(workers: Int, seconds: Double) async throws -> Double {
    let learner = MLPLearner(
      settings: MLPSettings(hidden: [16, 16]),
      training: TrainingSettings(optimizer: .adam, rate: 0.02, steps: 200))
    let clock = ContinuousClock()
    let start = clock.now
    var done = 0
    while true {
      let requests = (done..<done + 32 * workers).map {
        RunRequest(
          setup: SetupID(high: 0, low: 0), labels: .training, pressure: .none,
          noise: .seed(UInt64($0)))
      }
      try await learner.train(requests, on: task, workers: workers) { _ in }
      done += requests.count
      let elapsed = (clock.now - start) / .seconds(1)
      if elapsed >= seconds { return Double(done) / elapsed }
    }
  }

  /// Points on an 8 x 8 grid; class 1 where the product of both coordinates is positive.
  private static let task: EncodedTask = {
    var values: [Float] = []
    var answers: [UInt16] = []
    for i in 0..<64 {
      let x = Float(2 * (i / 8) - 7) / 7
      let y = Float(2 * (i % 8) - 7) / 7
      values += [x, y]
      answers.append(x * y > 0 ? 1 : 0)
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
  }()
}
