import Kernels
import Learners
import Runs
import Synchronization

/// Small tasks and requests for the tests of learners.
enum Fixtures {
  static let setup = SetupID(high: 1, low: 2)

  /// A task of random numbers with random answers: 13 training rows, 7 pressure rows, 5 readout
  /// rows, 3 confirmation rows, so that no count divides a tile or a lane vector.
  static func task(
    heads: [Int], width: Int = 3, rows: Int = 13, pressureRows: Int = 7
  ) -> EncodedTask {
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
      training: pool(11, rows: rows, agree: true), pressure: pool(12, rows: pressureRows, agree: false),
      readout: pool(13, rows: 5, agree: false), confirmation: pool(14, rows: 3, agree: false))
  }

  /// The same with a capability mixture of two phases, whose gates are the readout pool's keys.
  static func pretrainableTask() -> EncodedTask {
    let task = task(heads: [2, 4])
    func examples(_ pool: Pool, _ policy: Int) -> LabelledExamples {
      LabelledExamples(inputs: pool.inputs, answers: pool.answers[policy])
    }
    return task.with(
      capability: CapabilityMixture(
        phases: [examples(task.training, 0), examples(task.pressure, 1)],
        gates: [0, 1].map {
          CapabilityMixture.Gate(persona: "\($0)", examples: examples(task.readout, $0))
        }))
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
    _ learner: any Learner, _ requests: [RunRequest], on task: EncodedTask,
    supplies: Supplies = Supplies(), workers: Int = 1
  ) async throws -> [TrainedRun] {
    let finished = Collected<TrainedRun>()
    try await learner.train(requests, on: task, supplies: supplies, workers: workers) {
      finished.add($0)
    }
    let runs = Dictionary(finished.all.map { ($0.request.id, $0) }) { first, _ in first }
    return try requests.map { request in
      guard let run = runs[request.id] else { throw MissingRun(id: request.id) }
      return run
    }
  }

  struct MissingRun: Error { let id: RunID }
}

/// What came in from several workers.
final class Collected<Element: Sendable>: Sendable {
  private let elements = Mutex<[Element]>([])

  var all: [Element] { elements.withLock { $0 } }

  func add(_ more: [Element]) { elements.withLock { $0 += more } }
}

extension TrainedRun {
  /// Every bit a run delivers.
  var bits: [UInt64] {
    [training, readout, confirmation].flatMap { answers in
      answers.logProbabilities.map { UInt64($0.bitPattern) }
    } + [gradientRatio.bitPattern, finalLoss.bitPattern]
  }
}
