import Kernels

/// Forward and backward passes of one network per lane, over blocks of rows that fit a cache.
///
/// Blocks never decide bits: sums over rows run in order through memory from block to block.
final class LaneNetwork {
  let shape: MLPShape
  /// Rows per block.
  let blockRows: Int
  /// [parameters, lanes], in the shape's order.
  let parameters: LaneBuffer<Float>
  /// The last block's logits, [blockRows, outputs, lanes].
  var logits: UnsafeMutablePointer<Float> { sums[sums.count - 1].start }
  /// Derivatives by the last block's logits, to be filled in before `backward`; same shape.
  let slopes: LaneBuffer<Float>

  private let activation: Activation
  private let kernels: LaneKernels
  /// Per layer, [blockRows, layer.outputs, lanes]: weighted sums; values where they replace them.
  private let sums: [LaneBuffer<Float>]
  /// Per hidden layer, [blockRows, layer.outputs, lanes]; the sums' own memory unless gelu, whose
  /// slope needs the sums.
  private let values: [LaneBuffer<Float>]
  /// Per hidden layer, derivatives by its sums, [blockRows, layer.outputs, lanes].
  private let hiddenSlopes: [LaneBuffer<Float>]
  private let zero: LaneBuffer<Float>

  init(shape: MLPShape, activation: Activation, kernels: LaneKernels) {
    self.shape = shape
    self.activation = activation
    self.kernels = kernels
    let lanes = kernels.lanes
    let rows = Self.rows(shape: shape, lanes: lanes)
    blockRows = rows
    parameters = LaneBuffer(vectors: shape.parameterCount, lanes: lanes)
    sums = shape.layers.map { LaneBuffer(vectors: rows * $0.outputs, lanes: lanes) }
    values = activation == .gelu
      ? shape.layers.dropLast().map { LaneBuffer(vectors: rows * $0.outputs, lanes: lanes) }
      : Array(sums.dropLast())
    hiddenSlopes = shape.layers.dropLast().map {
      LaneBuffer(vectors: rows * $0.outputs, lanes: lanes)
    }
    slopes = LaneBuffer(vectors: rows * shape.outputs, lanes: lanes)
    zero = LaneBuffer(vectors: 1, lanes: lanes)
  }

  /// Whole tiles of rows that keep values and slopes of a block near 80 kilobytes: inside the
  /// second cache, and enough rows for the gradient of the weights to stay long in registers.
  private static func rows(shape: MLPShape, lanes: Int) -> Int {
    let perRow = 2 * shape.layers.reduce(0) { $0 + $1.outputs } * lanes * 4
    return min(96, max(12, 81_920 / perRow / 12 * 12))
  }

  /// Computes the logits of a block.
  ///
  /// - Parameters:
  ///   - inputs: from the block's first row on.
  ///   - rows: at most `blockRows`.
  func forward(_ inputs: LaneInputs, rows: Int) {
    for (index, layer) in shape.layers.enumerated() {
      let weights = parameters[layer.weights]
      let biases = parameters[layer.biases]
      let result = sums[index].start
      if index == 0, case .shared(let left) = inputs {
        kernels.table.pointee.product_shared(
          result, layer.outputs, biases, 0, 1, left, layer.inputs, 1, weights, layer.outputs, 1,
          rows, layer.outputs, layer.inputs)
      } else {
        kernels.table.pointee.product(
          result, layer.outputs, biases, 0, 1, below(index, inputs), layer.inputs, 1, weights,
          layer.outputs, 1, rows, layer.outputs, layer.inputs)
      }
      if index == shape.layers.count - 1 { return }
      let count = rows * layer.outputs
      switch activation {
      case .tanh: kernels.table.pointee.tanh_forward(result, count)
      case .relu: kernels.table.pointee.relu_forward(result, count)
      case .gelu: kernels.table.pointee.gelu_forward(values[index].start, result, count)
      }
    }
  }

  /// Adds the gradient of the block of the last `forward` to a gradient.
  ///
  /// - Parameter gradient: [parameters, lanes].
  func backward(_ inputs: LaneInputs, rows: Int, gradient: LaneBuffer<Float>) {
    var slopes = slopes.start
    for (index, layer) in shape.layers.enumerated().reversed() {
      let weights = gradient[layer.weights]
      if index == 0, case .shared(let left) = inputs {
        kernels.table.pointee.product_shared(
          weights, layer.outputs, weights, layer.outputs, 1, left, 1, layer.inputs, slopes,
          layer.outputs, 1, layer.inputs, layer.outputs, rows)
      } else {
        kernels.table.pointee.product(
          weights, layer.outputs, weights, layer.outputs, 1, below(index, inputs), 1,
          layer.inputs, slopes, layer.outputs, 1, layer.inputs, layer.outputs, rows)
      }
      kernels.table.pointee.add_rows(gradient[layer.biases], slopes, rows, layer.outputs)
      if index == 0 { return }
      let next = hiddenSlopes[index - 1].start
      kernels.table.pointee.product(
        next, layer.inputs, zero.start, 0, 0, slopes, layer.outputs, 1,
        parameters[layer.weights], 1, layer.outputs, rows, layer.inputs, layer.outputs)
      let count = rows * layer.inputs
      switch activation {
      case .tanh: kernels.table.pointee.tanh_backward(next, values[index - 1].start, count)
      case .relu: kernels.table.pointee.relu_backward(next, values[index - 1].start, count)
      case .gelu: kernels.table.pointee.gelu_backward(next, sums[index - 1].start, count)
      }
      slopes = next
    }
  }

  /// What goes into a layer, [rows, layer.inputs, lanes].
  private func below(_ index: Int, _ inputs: LaneInputs) -> UnsafePointer<Float> {
    if index > 0 { return UnsafePointer(values[index - 1].start) }
    guard case .own(let start) = inputs else {
      preconditionFailure("shared inputs take the kernels for shared operands")
    }
    return start
  }
}
