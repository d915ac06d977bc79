import Kernels
import Runs

/// One network per lane: takes steps on batches, and answers pools.
final class LaneTrainer {
  let network: any NetworkGroup
  let heads: LaneHeads
  private let kernels: LaneKernels
  /// Of the last loss, laid out as the network's parameters.
  let gradient: LaneBuffer<Float>
  /// [blockRows, candidates, lanes].
  private let logProbabilities: LaneBuffer<Float>
  /// The logits of a whole batch, and their slopes, [batch rows, logits, lanes]; made when needed.
  private var whole: (logits: LaneBuffer<Float>, slopes: LaneBuffer<Float>)?

  /// Steps between two looks at whether the surrounding task was cancelled.
  private static let stepsPerCheck = 64

  init(_ network: any NetworkGroup, heads: OutputHeads, kernels: LaneKernels) {
    self.kernels = kernels
    self.heads = LaneHeads(heads, kernels: kernels)
    self.network = network
    gradient = network.makeGradient()
    logProbabilities = LaneBuffer(
      vectors: network.blockRows * heads.candidates, lanes: kernels.lanes)
  }

  /// Draws the weights of every lane.
  ///
  /// - Parameter noise: one per lane.
  func initialize(_ noise: [Noise], block: NoiseBlock, settings: MLPSettings) {
    let shape = network.shape
    network.load(
      noise.flatMap { noise in
        var parameters = noise.latents(block, count: shape.parameterCount)
        settings.scaleInitial(&parameters, of: shape)
        return parameters
      })
  }

  /// Takes steps on one set of examples.
  ///
  /// - Parameters:
  ///   - steps: with none, nothing moves and the loss of the batch to come is read.
  ///   - optimizer: goes on from where it is.
  /// - Returns: the mean loss over the last step's batch, per lane, penalty not included; in nats.
  /// - Throws: `CancellationError` when the surrounding task is cancelled.
  func train(
    on examples: LaneBatches, steps: Int, optimizer: inout LaneOptimizer,
    pressure: LanePressure? = nil
  ) throws -> [Double] {
    var losses = [Double](repeating: 0, count: kernels.lanes)
    for step in 0..<max(steps, 1) {
      if step % Self.stepsPerCheck == 0 { try Task.checkCancellation() }
      computeGradient(
        on: examples, scale: 1 / Float(examples.rows), losses: &losses,
        readingLoss: step >= steps - 1)
      if step == steps { break }
      if let pressure {
        computeGradient(of: pressure)
        pressure.add(to: gradient)
      }
      optimizer.step(network.parameters, gradient)
    }
    return losses.map { ($0 / Double(examples.rows)).canonical }
  }

  /// Computes the gradient of the loss over the next batch, without a step.
  ///
  /// - Parameters:
  ///   - scale: what the sum over rows is multiplied by.
  ///   - losses: to which each lane's sum over rows is added where it is read; in nats.
  func computeGradient(
    on examples: LaneBatches, scale: Float, losses: inout [Double], readingLoss: Bool
  ) {
    // What blocks use is looked up once, not for each of them.
    let (network, heads, gradient) = (network, heads, gradient)
    let (logits, slopes) = (network.logits, network.slopes.start)
    let answers = examples.answers.start
    let answersPerRow = heads.heads.count * kernels.lanes
    examples.next { inputs in
      forEachBlock(of: examples.rows, network, inputs) { block, rows in
        network.forward(block, rows: rows.count)
        let answers = answers + rows.lowerBound * answersPerRow
        heads.crossEntropySlopes(
          slopes, logits: logits, answers: answers, rows: rows.count, scale: scale)
        if readingLoss { addLosses(&losses, answers: answers, rows: rows.count) }
        network.backward(
          block, rows: rows.count, gradient: gradient, isFirst: rows.lowerBound == 0)
      }
    }
  }

  private func computeGradient(of pressure: LanePressure) {
    let (network, penalty, gradient) = (network, pressure.penalty, pressure.gradient)
    let (logits, slopes) = (network.logits, network.slopes.start)
    let count = penalty.batches.rows
    penalty.batches.next { inputs in
      if penalty.needsWholeBatch, count > network.blockRows {
        computeGradientInTwoPasses(of: pressure, inputs)
        return
      }
      forEachBlock(of: count, network, inputs) { block, rows in
        network.forward(block, rows: rows.count)
        penalty.fill(slopes, logits: logits, rows: rows)
        network.backward(
          block, rows: rows.count, gradient: gradient, isFirst: rows.lowerBound == 0)
      }
    }
  }

  /// Collects the logits of all blocks before any slope is known, then goes forward once more.
  private func computeGradientInTwoPasses(of pressure: LanePressure, _ inputs: LaneInputs) {
    let count = pressure.penalty.batches.rows
    let width = heads.heads.logits
    let vectors = count * width
    let (logits, slopes) = whole ?? (
      LaneBuffer(vectors: vectors, lanes: kernels.lanes),
      LaneBuffer(vectors: vectors, lanes: kernels.lanes))
    whole = (logits, slopes)
    forEachBlock(of: count, network, inputs) { block, rows in
      network.forward(block, rows: rows.count)
      logits[rows.lowerBound * width].update(
        from: network.logits, count: rows.count * width * kernels.lanes)
    }
    pressure.penalty.fill(slopes.start, logits: logits.start, rows: 0..<count)
    forEachBlock(of: count, network, inputs) { block, rows in
      network.forward(block, rows: rows.count)
      network.slopes.start.update(
        from: slopes[rows.lowerBound * width], count: rows.count * width * kernels.lanes)
      network.backward(
        block, rows: rows.count, gradient: pressure.gradient, isFirst: rows.lowerBound == 0)
    }
  }

  private func forEachBlock(
    of count: Int, _ network: any NetworkGroup, _ inputs: LaneInputs,
    _ body: (LaneInputs, Range<Int>) -> Void
  ) {
    let width = network.shape.inputs
    for start in stride(from: 0, to: count, by: network.blockRows) {
      let rows = start..<min(start + network.blockRows, count)
      body(inputs.advanced(by: start, width: width, lanes: kernels.lanes), rows)
    }
  }

  private func addLosses(
    _ losses: inout [Double], answers: UnsafePointer<Int32>, rows: Int
  ) {
    heads.logProbabilities(logProbabilities.start, logits: network.logits, rows: rows)
    let lanes = kernels.lanes
    let sizes = heads.heads.sizes
    var offset = 0
    for row in 0..<rows {
      for (head, size) in sizes.enumerated() {
        for lane in 0..<lanes {
          let answer = Int(answers[(row * sizes.count + head) * lanes + lane])
          losses[lane] -= Double(logProbabilities[offset + answer][lane])
        }
        offset += size
      }
    }
  }

  /// The answers of the first lanes to inputs.
  func answers(to inputs: InputMatrix, lanes wanted: Int) -> [Answers] {
    let candidates = heads.heads.candidates
    let lanes = kernels.lanes
    var results = (0..<wanted).map { _ in [Float](repeating: 0, count: inputs.count * candidates) }
    inputs.values.withUnsafeBufferPointer { table in
      // An empty buffer has no address; inputs without columns have nothing to be read.
      let table = table.baseAddress ?? UnsafePointer(gradient.start)
      for start in stride(from: 0, to: inputs.count, by: network.blockRows) {
        let rows = min(network.blockRows, inputs.count - start)
        network.forward(.shared(table + start * inputs.width), rows: rows)
        heads.logProbabilities(logProbabilities.start, logits: network.logits, rows: rows)
        for lane in results.indices {
          for place in 0..<rows * candidates {
            results[lane][start * candidates + place] =
              logProbabilities.start[place * lanes + lane].canonical
          }
        }
      }
    }
    return results.map { Answers(heads: heads.heads.sizes, logProbabilities: $0) }
  }
}
