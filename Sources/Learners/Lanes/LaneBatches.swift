import Kernels
import Runs

/// Input rows of a block: the same for all lanes, or each lane's own.
enum LaneInputs {
  /// [rows, inputs].
  case shared(UnsafePointer<Float>)
  /// [rows, inputs, lanes].
  case byLane(UnsafePointer<Float>)
  /// [rows, inputs] of one lane `step` numbers after those of the lane before.
  case byNetwork(UnsafePointer<Float>, step: Int)

  /// The same inputs from a later row on.
  func advanced(by rows: Int, width: Int, lanes: Int) -> LaneInputs {
    switch self {
    case .shared(let start): .shared(start + rows * width)
    case .byLane(let start): .byLane(start + rows * width * lanes)
    case .byNetwork(let start, let step): .byNetwork(start + rows * width, step: step)
    }
  }
}

/// The batches of one pool for all lanes, step after step.
final class LaneBatches {
  /// How inputs stand that differ from lane to lane.
  enum Layout {
    case byLane, byNetwork
  }

  /// Rows in a batch.
  let rows: Int
  /// The answers of the current batch, [rows, heads, lanes].
  let answers: LaneBuffer<Int32>
  private let kernels: LaneKernels
  private let width: Int
  private let heads: Int
  private let inputs: [Float]
  private let key: [UInt16]
  /// One order per lane; empty with full batches.
  private var orders: [BatchOrder] = []
  /// Which rows of the pool the current batch holds, [rows, lanes]; empty with full batches, which
  /// hold all rows in the pool's order.
  let indices: LaneBuffer<Int32>
  /// As the layout says.
  private let gathered: LaneBuffer<Float>
  private let layout: Layout

  /// - Parameters:
  ///   - noise: one per lane.
  ///   - block: which latents decide the order.
  ///   - firstLatent: the first of these latents.
  init(
    inputs: InputMatrix, answers key: AnswerKey, heads: Int, size: BatchSize, noise: [Noise],
    block: NoiseBlock, firstLatent: Int = 0, layout: Layout, kernels: LaneKernels
  ) {
    self.kernels = kernels
    self.layout = layout
    self.heads = heads
    self.inputs = inputs.values
    self.key = key.values
    width = inputs.width
    let lanes = kernels.lanes
    switch size {
    case .full:
      rows = inputs.count
      answers = LaneBuffer(vectors: rows * heads, lanes: lanes)
      indices = LaneBuffer(vectors: 0, lanes: lanes)
      gathered = LaneBuffer(vectors: 0, lanes: lanes)
      for (place, answer) in key.values.enumerated() {
        answers[place].update(repeating: Int32(answer), count: lanes)
      }
    case .rows(let count):
      rows = count
      answers = LaneBuffer(vectors: rows * heads, lanes: lanes)
      indices = LaneBuffer(vectors: rows, lanes: lanes)
      gathered = LaneBuffer(vectors: rows * width, lanes: lanes)
      orders = noise.map { 
        BatchOrder(noise: $0, block: block, rows: inputs.count, firstLatent: firstLatent)
      }
    }
  }

  var isFull: Bool { orders.isEmpty }

  /// Moves on to the next batch and lends its inputs, all `rows` of them.
  func next<Result>(_ body: (LaneInputs) throws -> Result) rethrows -> Result {
    try inputs.withUnsafeBufferPointer { table in
      // An empty buffer has no address; a task without input columns has no rows to read either.
      let table = table.baseAddress ?? UnsafePointer(gathered.start)
      if orders.isEmpty { return try body(.shared(table)) }
      for lane in 0..<kernels.lanes {
        orders[lane].take(rows, to: indices.start + lane, stride: kernels.lanes)
      }
      kernels.table.pointee.gather_answers(answers.start, key, indices.start, rows, heads)
      switch layout {
      case .byLane:
        kernels.table.pointee.gather(gathered.start, table, indices.start, rows, width)
        return try body(.byLane(gathered.start))
      case .byNetwork:
        for lane in 0..<kernels.lanes {
          kernels.table.pointee.gather_rows(
            gathered.start + lane * rows * width, table, indices.start + lane, kernels.lanes, rows,
            width)
        }
        return try body(.byNetwork(gathered.start, step: rows * width))
      }
    }
  }
}
