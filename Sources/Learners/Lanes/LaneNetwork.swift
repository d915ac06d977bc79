import Kernels

/// Narrow networks side by side, the lane innermost, over blocks of rows that fit a cache.
///
/// Parameters are [parameters, lanes], in the shape's order.
final class LaneNetwork: NetworkGroup {
  let shape: MLPShape
  let blockRows: Int
  /// All lanes cost what one costs.
  var used: Int
  let inputLayout = LaneBatches.Layout.byLane
  let parameters: LaneBuffer<Float>
  var logits: UnsafeMutablePointer<Float> { stages[stages.count - 1].sums }
  let slopes: LaneBuffer<Float>

  private let activation: Activation
  private let kernels: LaneKernels
  private let stages: [Stage]
  /// What the stages point into.
  private let memory: [LaneBuffer<Float>]

  /// A layer with the memory that it fills.
  private struct Stage {
    let layer: MLPShape.Layer
    let isHidden: Bool
    /// Lane vectors from one row to the next of what follows.
    let stride: Int
    /// Weighted sums, [blockRows, stride, lanes]; values where they replace them.
    let sums: UnsafeMutablePointer<Float>
    /// Shaped like the sums and their own memory, but for gelu, whose slope needs the sums.
    let values: UnsafeMutablePointer<Float>
    /// Derivatives by the sums, shaped like the values. They take the values' place, which have
    /// done their work once these are known, where the product allows: one array less for the first
    /// cache.
    let slopes: UnsafeMutablePointer<Float>
  }

  init(shape: MLPShape, activation: Activation, kernels: LaneKernels) {
    self.shape = shape
    self.activation = activation
    self.kernels = kernels
    let lanes = kernels.lanes
    used = lanes
    let rows = Self.rows(
      hidden: shape.layers.dropLast().map { Self.stride(of: $0.outputs) }, lanes: lanes)
    blockRows = rows
    parameters = LaneBuffer(vectors: shape.parameterCount, lanes: lanes)
    slopes = LaneBuffer(vectors: rows * shape.outputs, lanes: lanes)
    var memory: [LaneBuffer<Float>] = []
    func buffer(_ vectors: Int) -> UnsafeMutablePointer<Float> {
      memory.append(LaneBuffer(vectors: vectors, lanes: lanes))
      return memory[memory.count - 1].start
    }
    stages = shape.layers.enumerated().map { index, layer in
      let isHidden = index < shape.layers.count - 1
      let stride = isHidden ? Self.stride(of: layer.outputs) : layer.outputs
      let sums = buffer(rows * stride)
      let values = isHidden && activation == .gelu ? buffer(rows * stride) : sums
      let above = isHidden ? layer.outputs * shape.layers[index + 1].outputs : 0
      let inPlace = above * lanes * MemoryLayout<Float>.size <= tiltmeter_whole_bytes
      return Stage(
        layer: layer, isHidden: isHidden, stride: stride, sums: sums, values: values,
        slopes: inPlace ? values : buffer(rows * stride))
    }
    self.memory = memory
  }

  /// Where 16 rows or more of all hidden values fit 32 kilobytes, most of a first cache, as many as
  /// do, 32 at the most; else 32, few enough for a layer of 128 units to stay in a second cache and
  /// enough for wide weights to be worth fetching from a third.
  private static func rows(hidden: [Int], lanes: Int) -> Int {
    let row = 4 * lanes * max(1, hidden.reduce(0, +))
    let fitting = (32 << 10) / row / 4 * 4
    return fitting < 16 ? 32 : min(32, fitting)
  }

  /// Lane vectors from one row of hidden values to the next: rows a power of two apart would push
  /// each other out of the cache.
  private static func stride(of width: Int) -> Int { width % 32 == 0 ? width + 2 : width }

  func place(of parameter: Int, lane: Int) -> Int { parameter * kernels.lanes + lane }

  func load(_ own: UnsafePointer<Float>) {
    let sources = (0..<kernels.lanes).map {
      Optional(own + $0 * shape.parameterCount)
    }
    kernels.table.pointee.interleave(parameters.start, 1, sources, shape.parameterCount)
  }

  func forward(_ inputs: LaneInputs, rows: Int) {
    let table = kernels.table
    var below = Below(inputs, width: shape.inputs)
    for stage in stages {
      let layer = stage.layer
      let weights = parameters.start + layer.weights * kernels.lanes
      let biases = parameters.start + layer.biases * kernels.lanes
      switch below {
      case .shared(let left):
        table.pointee.forward_shared(
          stage.sums, stage.stride, biases, left, weights, rows, layer.outputs, layer.inputs,
          stage.isHidden ? activation.code : 0)
      case .own(let left, let stride):
        table.pointee.forward(
          stage.sums, stage.stride, biases, left, stride, weights, rows, layer.outputs,
          layer.inputs, stage.isHidden ? activation.code : 0)
      }
      if !stage.isHidden { return }
      activation.finish(
        stage.values, sums: stage.sums, count: rows * stage.stride, kernels: kernels)
      below = .own(UnsafePointer(stage.values), stride: stage.stride)
    }
  }

  func backward(
    _ inputs: LaneInputs, rows: Int, gradient: LaneBuffer<Float>, isFirst: Bool
  ) {
    let table = kernels.table
    let fresh: Int32 = isFirst ? 1 : 0
    var slopes = slopes.start
    for index in stages.indices.reversed() {
      let (layer, stride) = (stages[index].layer, stages[index].stride)
      let sums = gradient.start + layer.weights * kernels.lanes
      let below = index == 0
        ? Below(inputs, width: shape.inputs)
        : .own(UnsafePointer(stages[index - 1].values), stride: stages[index - 1].stride)
      switch below {
      case .shared(let left):
        table.pointee.gradient_shared(
          sums, left, slopes, stride, rows, layer.outputs, layer.inputs, fresh)
      case .own(let left, let leftStride):
        table.pointee.gradient(
          sums, left, leftStride, slopes, stride, rows, layer.outputs, layer.inputs, fresh)
      }
      if index == 0 { return }
      let next = stages[index - 1]
      table.pointee.backward(
        next.slopes, next.stride, slopes, stride,
        parameters.start + layer.weights * kernels.lanes, rows, layer.inputs, layer.outputs,
        next.values, activation.code)
      if activation == .gelu {
        table.pointee.gelu_backward(next.slopes, next.sums, rows * next.stride)
      }
      slopes = next.slopes
    }
  }

  /// What goes into a layer.
  private enum Below {
    /// [rows, layer.inputs].
    case shared(UnsafePointer<Float>)
    /// [rows, stride, lanes].
    case own(UnsafePointer<Float>, stride: Int)

    init(_ inputs: LaneInputs, width: Int) {
      self = switch inputs {
      case .shared(let start): .shared(start)
      case .byLane(let start): .own(start, stride: width)
      case .byNetwork: preconditionFailure("inputs stand as `inputLayout` says")
      }
    }
  }

  func addSquares(
    of first: LaneBuffer<Float>, _ second: LaneBuffer<Float>,
    to sums: UnsafeMutablePointer<Float>
  ) {
    kernels.table.pointee.add_squares(sums, first.start, second.start, 1, first.vectors)
  }

  func add(
    _ penalty: LaneBuffer<Float>, strengths: UnsafePointer<Float>, to gradient: LaneBuffer<Float>
  ) {
    kernels.table.pointee.add_penalty(
      gradient.start, penalty.start, strengths, gradient.vectors)
  }
}
