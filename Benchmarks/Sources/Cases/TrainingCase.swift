import Kernels
import Learners
import Runs

/// A job of a fixed size, for timing: the same as the one of its name in `peers/jax_cases.py`.
public struct TrainingCase: Sendable {
  public let learner: MLPLearner
  public let task: EncodedTask
  /// Multiplications and additions in the matrix products of one training.
  public let operations: Double
  /// Models in a diversity sequence; 1 where trainings are independent.
  private let rounds: Int

  /// The names of the trainings that a peer is compared on; `FunctionCase` is case c.
  public static let names = ["a-tanh", "a-relu", "b", "finetuning", "sequence"]

  /// - Returns: nil if there is no such case.
  public static func named(_ name: String, on set: InstructionSet = .widest) -> TrainingCase? {
    switch name {
    case "a-tanh": a(.tanh, on: set)
    case "a-relu": a(.relu, on: set)
    case "a-gelu": a(.gelu, on: set)
    case "b": b(on: set)
    case "finetuning": finetuning(on: set)
    case "sequence": sequence(on: set)
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

  /// The size of a finetuning: networks 60-128-128-33, three heads of eleven answers, 200 examples,
  /// 100 full-batch Adam steps. Weights are drawn here; where a base gives them, that is saved.
  public static func finetuning(on set: InstructionSet = .widest) -> TrainingCase {
    TrainingCase(
      task: CaseData.threeDigits, hidden: [128, 128], activation: .relu,
      training: TrainingSettings(optimizer: .adam, rate: 0.003, steps: 100), on: set)
  }

  /// Diversity sequences of eight networks of case a with tanh, pressed apart by D-BAT's term on 64
  /// points at strength 0.1.
  public static func sequence(on set: InstructionSet = .widest) -> TrainingCase {
    TrainingCase(
      task: CaseData.quadrantsAndPool, hidden: [16, 16], activation: .tanh,
      training: TrainingSettings(optimizer: .adam, rate: 0.02, steps: 200), on: set, rounds: 8)
  }

  private init(
    task: EncodedTask, hidden: [Int], activation: Activation, training: TrainingSettings,
    on set: InstructionSet, rounds: Int = 1
  ) {
    learner = MLPLearner(
      settings: MLPSettings(hidden: hidden, activation: activation), training: training,
      instructionSet: set)
    self.task = task
    self.rounds = rounds
    let outputs = task.heads == [2] ? 1 : task.candidates
    let widths = [task.inputWidth] + hidden + [outputs]
    let products = zip(widths, widths.dropFirst()).map { Double($0 * $1) }
    // Forward, the weights' gradient, and the inputs' gradient but for the first layer.
    let step = 3 * products.reduce(0, +) - products[0]
    let rows = if case .rows(let count) = training.batch { count } else { task.training.count }
    // Every model of a sequence but the first goes through the pool as well.
    let inputs = Double(rows) + Double(task.pressure.count * (rounds - 1)) / Double(rounds)
    operations = 2 * step * inputs * Double(training.steps)
  }

  /// Trains this many runs, in sequences as many as make them up.
  ///
  /// - Returns: the mean final loss.
  public func train(_ count: Int, workers: Int = 1) async throws -> Double {
    let finished = Finished()
    let sequences = max(1, count / rounds)
    // Requests are made piece by piece, as experiments do.
    for start in stride(from: 0, to: sequences, by: 8192) {
      let piece = start..<min(start + 8192, sequences)
      var earlier = piece.map { _ in [RunID]() }
      for round in 0..<rounds {
        let requests = piece.enumerated().map { place, sequence in
          RunRequest(
            setup: SetupID(high: 0, low: 0), labels: .training,
            pressure: round == 0 ? .none : Pressure(kind: .diversity(.dBat), strength: 0.1),
            earlier: earlier[place], noise: .seed(UInt64(sequence * rounds + round)))
        }
        let supplies = Supplies(
          earlier: await finished.answers, keepsPressureAnswers: round + 1 < rounds)
        try await learner.train(requests, on: task, supplies: supplies, workers: workers) { runs in
          await finished.add(runs, loss: runs.reduce(0) { $0 + $1.finalLoss })
        }
        for (place, request) in requests.enumerated() { earlier[place].append(request.id) }
      }
      await finished.forgetAnswers()
    }
    return await finished.loss / Double(sequences * rounds)
  }
}

private actor Finished {
  private(set) var loss = 0.0
  /// To the pressure pool.
  private(set) var answers: [RunID: Answers] = [:]

  func add(_ runs: [TrainedRun], loss more: Double) {
    loss += more
    for run in runs { answers[run.request.id] = run.pressure }
  }

  func forgetAnswers() { answers = [:] }
}
