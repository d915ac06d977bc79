import Kernels
import Runs

/// Trains runs of one plan side by side, one per lane, from start to end.
final class LaneGroup {
  private let requests: [RunRequest]
  private let task: EncodedTask
  private let training: TrainingSettings
  private let kernels: LaneKernels
  private let heads: LaneHeads
  private let network: LaneNetwork
  private let gradient: LaneBuffer<Float>
  private let examples: LaneBatches
  private let pressure: LanePressure?
  private var optimizer: LaneOptimizer
  /// [blockRows, candidates, lanes].
  private let logProbabilities: LaneBuffer<Float>
  /// Sums over the rows of the last step's batch, [lanes].
  private var losses: [Double]

  /// Steps between two looks at whether the surrounding task was cancelled.
  private static let stepsPerCheck = 64

  /// - Parameter requests: 1 ... lanes of them, all of `plan`; lanes left over repeat the last.
  init(
    _ requests: [RunRequest], plan: RunPlan, task: EncodedTask, settings: MLPSettings,
    training: TrainingSettings, kernels: LaneKernels
  ) {
    self.requests = requests
    self.task = task
    self.training = training
    self.kernels = kernels
    let lanes = kernels.lanes
    let filled = (0..<lanes).map { requests[min($0, requests.count - 1)] }
    let outputs = OutputHeads(task.heads)
    heads = LaneHeads(outputs, kernels: kernels)
    let shape = MLPShape(
      inputs: task.inputWidth, hidden: settings.hidden, outputs: outputs.logits)
    network = LaneNetwork(shape: shape, activation: settings.activation, kernels: kernels)
    gradient = LaneBuffer(vectors: shape.parameterCount, lanes: lanes)
    optimizer = LaneOptimizer(
      training, parameterCount: shape.parameterCount, kernels: kernels)
    logProbabilities = LaneBuffer(
      vectors: network.blockRows * outputs.candidates, lanes: lanes)
    losses = [Double](repeating: 0, count: lanes)
    let (inputs, answers) = task.examples(for: plan.labels)
    examples = LaneBatches(
      inputs: inputs, answers: answers, heads: outputs.count, size: training.batch,
      noise: filled.map(\.noise), block: .batchOrder, kernels: kernels)
    pressure = plan.pressure.map {
      LanePressure(
        $0, requests: filled, task: task, size: training.batch,
        parameterCount: shape.parameterCount, kernels: kernels)
    }
    initialize(filled.map(\.noise), settings: settings)
  }

  /// - Throws: `CancellationError` when the surrounding task is cancelled.
  func run() throws -> [TrainedRun] {
    // Without steps the loss is still read, over the batch that the first step would have seen.
    for step in 0..<max(training.steps, 1) {
      if step % Self.stepsPerCheck == 0 { try Task.checkCancellation() }
      computeGradient(readingLoss: step >= training.steps - 1)
      if step == training.steps { break }
      if let pressure { addPenalty(pressure) }
      optimizer.step(network.parameters, gradient)
    }
    let answers = [task.training, task.readout, task.confirmation].map(answersTo)
    let ratios = pressure?.gradientRatios
    return requests.indices.map { lane in
      TrainedRun(
        request: requests[lane], training: answers[0][lane], readout: answers[1][lane],
        confirmation: answers[2][lane], gradientRatio: ratios?[lane] ?? 0,
        finalLoss: (losses[lane] / Double(examples.rows)).canonical)
    }
  }

  private func initialize(_ noise: [Noise], settings: MLPSettings) {
    let shape = network.shape
    let biases = Float(settings.biases)
    for (lane, noise) in noise.enumerated() {
      let latents = noise.latents(.initialWeights, count: shape.parameterCount)
      var place = network.parameters.start + lane
      for layer in shape.layers {
        let scale = settings.scale(of: layer)
        for i in layer.weights..<layer.end {
          place.pointee = latents[i] * (i < layer.biases ? scale : biases)
          place += kernels.lanes
        }
      }
    }
  }

  private func computeGradient(readingLoss: Bool) {
    accumulate(gradient, over: examples) { logits, answers, rows, scale in
      heads.crossEntropySlopes(
        network.slopes.start, logits: logits, answers: answers, rows: rows, scale: scale)
      if readingLoss { addLosses(logits, answers: answers, rows: rows) }
    }
  }

  private func addPenalty(_ pressure: LanePressure) {
    accumulate(pressure.gradient, over: pressure.batches) { logits, answers, rows, scale in
      pressure.term.slopes(
        network.slopes.start, logits: logits, answers: answers, rows: rows, scale: scale,
        heads: heads)
    }
    pressure.add(to: gradient)
  }

  /// Overwrites a gradient with that of a mean over a batch.
  ///
  /// - Parameter fillSlopes: takes a block's logits, answers and rows and 1 / rows of the batch,
  ///   and leaves the derivatives by the logits in the network.
  private func accumulate(
    _ gradient: LaneBuffer<Float>, over batches: LaneBatches,
    fillSlopes: (UnsafePointer<Float>, UnsafePointer<Int32>, Int, Float) -> Void
  ) {
    gradient.fill(0)
    let scale = 1 / Float(batches.rows)
    batches.next { inputs in
      for start in stride(from: 0, to: batches.rows, by: network.blockRows) {
        let rows = min(network.blockRows, batches.rows - start)
        let block = inputs.advanced(
          by: start, width: task.inputWidth, lanes: kernels.lanes)
        network.forward(block, rows: rows)
        fillSlopes(network.logits, batches.answers[start * heads.heads.count], rows, scale)
        network.backward(block, rows: rows, gradient: gradient)
      }
    }
  }

  private func addLosses(
    _ logits: UnsafePointer<Float>, answers: UnsafePointer<Int32>, rows: Int
  ) {
    heads.logProbabilities(logProbabilities.start, logits: logits, rows: rows)
    let lanes = kernels.lanes
    var offset = 0
    for row in 0..<rows {
      for (head, size) in task.heads.enumerated() {
        for lane in 0..<lanes {
          let answer = Int(answers[(row * task.heads.count + head) * lanes + lane])
          losses[lane] -= Double(logProbabilities[offset + answer][lane])
        }
        offset += size
      }
    }
  }

  /// The answers of every requested run to a pool.
  private func answersTo(_ pool: Pool) -> [Answers] {
    let candidates = heads.heads.candidates
    let lanes = kernels.lanes
    var results = requests.map { _ in [Float](repeating: 0, count: pool.count * candidates) }
    pool.inputs.values.withUnsafeBufferPointer { table in
      for start in stride(from: 0, to: pool.count, by: network.blockRows) {
        let rows = min(network.blockRows, pool.count - start)
        let inputs = table.baseAddress.map { $0 + start * task.inputWidth }
        network.forward(.shared(inputs ?? UnsafePointer(gradient.start)), rows: rows)
        heads.logProbabilities(logProbabilities.start, logits: network.logits, rows: rows)
        for lane in results.indices {
          for place in 0..<rows * candidates {
            results[lane][start * candidates + place] =
              logProbabilities.start[place * lanes + lane].canonical
          }
        }
      }
    }
    return results.map { Answers(heads: task.heads, logProbabilities: $0) }
  }
}
