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
  var logits: UnsafeMutablePointer<Float> { sums[sums.count - 1].start }
  let slopes: LaneBuffer<Float>

  private let activation: Activation
  /// The activation as products know it: gelu goes in passes of its own.
  private var code: Int32 {
    switch activation {
    case .tanh: Int32(tiltmeter_tanh)
    case .relu: Int32(tiltmeter_relu)
    case .gelu: Int32(tiltmeter_no_activation)
    }
  }
  private let kernels: LaneKernels
  /// Per layer, [blockRows, stride of layer.outputs, lanes]: weighted sums; values where they
  /// replace them.
  private let sums: [LaneBuffer<Float>]
  /// Per hidden layer, shaped like its sums; the sums' own memory unless gelu, whose slope needs
  /// the sums.
  private let values: [LaneBuffer<Float>]
  /// Per hidden layer, derivatives by its sums, shaped like them.
  private let hiddenSlopes: [LaneBuffer<Float>]

  init(shape: MLPShape, activation: Activation, kernels: LaneKernels) {
    self.shape = shape
    self.activation = activation
    self.kernels = kernels
    let lanes = kernels.lanes
    used = lanes
    let hidden = shape.layers.dropLast().map { Self.stride(of: $0.outputs) }
    let rows = Self.rows(hidden: hidden, lanes: lanes)
    blockRows = rows
    parameters = LaneBuffer(vectors: shape.parameterCount, lanes: lanes)
    sums = (hidden + [shape.outputs]).map { LaneBuffer(vectors: rows * $0, lanes: lanes) }
    values = activation == .gelu
      ? hidden.map { LaneBuffer(vectors: rows * $0, lanes: lanes) } : Array(sums.dropLast())
    hiddenSlopes = hidden.map { LaneBuffer(vectors: rows * $0, lanes: lanes) }
    slopes = LaneBuffer(vectors: rows * shape.outputs, lanes: lanes)
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
    for (index, layer) in shape.layers.enumerated() {
      let weights = parameters[layer.weights]
      let biases = parameters[layer.biases]
      let result = sums[index].start
      let hidden = index < shape.layers.count - 1
      let stride = hidden ? Self.stride(of: layer.outputs) : layer.outputs
      switch below(index, inputs) {
      case .shared(let left):
        kernels.table.pointee.forward_shared(
          result, stride, biases, left, weights, rows, layer.outputs, layer.inputs,
          hidden ? code : 0)
      case .own(let left, let leftStride):
        kernels.table.pointee.forward(
          result, stride, biases, left, leftStride, weights, rows, layer.outputs, layer.inputs,
          hidden ? code : 0)
      }
      if !hidden { return }
      let count = rows * stride
      switch activation {
      case .tanh: kernels.table.pointee.tanh_forward(result, count)
      case .relu: break
      case .gelu: kernels.table.pointee.gelu_forward(values[index].start, result, count)
      }
    }
  }

  func backward(_ inputs: LaneInputs, rows: Int, gradient: LaneBuffer<Float>) {
    var slopes = slopes.start
    var stride = shape.outputs
    for (index, layer) in shape.layers.enumerated().reversed() {
      let weights = gradient[layer.weights]
      switch below(index, inputs) {
      case .shared(let left):
        kernels.table.pointee.gradient_shared(
          weights, left, slopes, stride, rows, layer.outputs, layer.inputs)
      case .own(let left, let leftStride):
        kernels.table.pointee.gradient(
          weights, left, leftStride, slopes, stride, rows, layer.outputs, layer.inputs)
      }
      if index == 0 { return }
      let next = hiddenSlopes[index - 1].start
      let nextStride = Self.stride(of: layer.inputs)
      kernels.table.pointee.backward(
        next, nextStride, slopes, stride, parameters[layer.weights], rows, layer.inputs,
        layer.outputs, values[index - 1].start, code)
      if activation == .gelu {
        kernels.table.pointee.gelu_backward(next, sums[index - 1].start, rows * nextStride)
      }
      (slopes, stride) = (next, nextStride)
    }
  }

  /// What goes into a layer.
  private enum Below {
    /// [rows, layer.inputs].
    case shared(UnsafePointer<Float>)
    /// [rows, stride of layer.inputs, lanes].
    case own(UnsafePointer<Float>, stride: Int)
  }

  private func below(_ index: Int, _ inputs: LaneInputs) -> Below {
    if index > 0 {
      let width = shape.layers[index].inputs
      return .own(UnsafePointer(values[index - 1].start), stride: Self.stride(of: width))
    }
    return switch inputs {
    case .shared(let start): .shared(start)
    case .byLane(let start): .own(start, stride: shape.inputs)
    case .byNetwork: preconditionFailure("inputs stand as `inputLayout` says")
    }
  }

  func addSquares(of gradient: LaneBuffer<Float>, to sums: UnsafeMutablePointer<Float>) {
    kernels.table.pointee.add_squares(sums, gradient.start, 1, gradient.vectors)
  }

  func add(
    _ penalty: LaneBuffer<Float>, strengths: UnsafePointer<Float>, to gradient: LaneBuffer<Float>
  ) {
    kernels.table.pointee.add_penalty(
      gradient.start, penalty.start, strengths, gradient.vectors)
  }
}
