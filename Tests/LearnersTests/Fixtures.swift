import Kernels
import Learners
import Runs
import Synchronization

/// Small tasks and requests for the tests of learners.
enum Fixtures {
  static let setup = SetupID(high: 1, low: 2)

  /// A task of random numbers with random answers: 13 training rows, 7 pressure rows, 5 readout
  /// rows, 3 confirmation rows, so that no count divides a tile or a lane vector.
  static func task(heads: [Int], width: Int = 3, rows: Int = 13) -> EncodedTask {
    func pool(_ seed: UInt64, rows: Int, agree: Bool) -> Pool {
      let inputs = Noise.seed(seed).latents(.initialWeights, count: rows * width)
      let latents = Noise.seed(seed).latents(.batchOrder, count: 2 * rows * heads.count)
      func key(_ offset: Int) -> AnswerKey {
        AnswerKey(
          (0..<rows * heads.count).map { place in
            let size = heads[place % heads.count]
            return UInt16(abs(Int(latents[offset + place] * 1000)) % size)
          })
      }
      let a = key(0)
      return Pool(
        inputs: InputMatrix(count: rows, width: width, values: inputs),
        answers: [a, agree ? a : key(rows * heads.count)],
        rowNames: (0..<rows).map { "row \($0)" })
    }
    return EncodedTask(
      heads: heads, policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1),
      training: pool(11, rows: rows, agree: true), pressure: pool(12, rows: 7, agree: false),
      readout: pool(13, rows: 5, agree: false), confirmation: pool(14, rows: 3, agree: false))
  }

  static func requests(
    _ count: Int, pressure: (Int) -> Pressure = { _ in .none }, labels: Labels = .training
  ) -> [RunRequest] {
    (0..<count).map { index in
      RunRequest(
        setup: setup, labels: labels, pressure: pressure(index),
        noise: .seed(UInt64(100 + index)))
    }
  }

  /// Runs in the order of the requests.
  static func train(
    _ learner: any Learner, _ requests: [RunRequest], on task: EncodedTask, workers: Int = 1
  ) async throws -> [TrainedRun] {
    let finished = Mutex<[RunID: TrainedRun]>([:])
    try await learner.train(requests, on: task, workers: workers) { block in
      finished.withLock { for run in block { $0[run.request.id] = run } }
    }
    return try finished.withLock { runs in
      try requests.map { request in
        guard let run = runs[request.id] else { throw MissingRun(id: request.id) }
        return run
      }
    }
  }

  struct MissingRun: Error { let id: RunID }
}

extension TrainedRun {
  /// Every bit a run delivers.
  var bits: [UInt64] {
    [training, readout, confirmation].flatMap { answers in
      answers.logProbabilities.map { UInt64($0.bitPattern) }
    } + [gradientRatio.bitPattern, finalLoss.bitPattern]
  }
}
