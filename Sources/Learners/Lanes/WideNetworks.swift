import Kernels

/// Networks with wide layers, one after the other, their units side by side in the vectors.
///
/// All weights of one such network stay in a cache while its rows pass, where those of all lanes
/// together would not. Sums are those of `LaneNetwork`, each with one accumulator in the same
/// order, so bits are the same.
final class WideNetworks: NetworkGroup {
  let shape: MLPShape
  let blockRows: Int
  var used: Int
  let inputLayout = LaneBatches.Layout.byNetwork
  let parameters: LaneBuffer<Float>
  let slopes: LaneBuffer<Float>
  var logits: UnsafeMutablePointer<Float> { laneLogits.start }

  private let layout: WideLayout
  private let activation: Activation
  private let kernels: LaneKernels
  private let laneLogits: LaneBuffer<Float>
  /// Per hidden layer, [lanes, blockRows, stride of the layer]: weighted sums; values where they
  /// replace them.
  private let sums: [LaneBuffer<Float>]
  /// Per hidden layer, shaped like its sums; the sums' own memory unless gelu, whose slope needs
  /// the sums.
  private let values: [LaneBuffer<Float>]
  /// Per hidden layer, derivatives by one network's sums, [blockRows, stride of the layer].
  private let hiddenSlopes: [LaneBuffer<Float>]
  /// One network's last hidden values with rows side by side, or the transpose of its weights
  /// between two hidden layers.
  private let turned: LaneBuffer<Float>
  /// [lanes, outputs, row vectors of a block].
  private let networkLogits: LaneBuffer<Float>
  /// [lanes, blockRows x outputs filled up to lane vectors].
  private let networkSlopes: LaneBuffer<Float>
  /// The last layer's bias gradient, [outputs, lanes].
  private let biasSums: LaneBuffer<Float>
  /// One lane's, in all places of a vector.
  private let strength: LaneBuffer<Float>
  /// Entries of two gradients, [weights of the output layer or units of a strip, lanes].
  private lazy var sideBySide = {
    let vectors = max(
      WideLayout.strip * kernels.lanes,
      shape.outputs * shape.layers[shape.layers.count - 1].inputs)
    return (
      first: LaneBuffer<Float>(vectors: vectors, lanes: kernels.lanes),
      second: LaneBuffer<Float>(vectors: vectors, lanes: kernels.lanes)
    )
  }()

  /// - Parameter shape: with a hidden layer at least.
  init(shape: MLPShape, activation: Activation, kernels: LaneKernels) {
    self.shape = shape
    self.activation = activation
    self.kernels = kernels
    let lanes = kernels.lanes
    used = lanes
    let layout = WideLayout(shape, kernels: kernels)
    self.layout = layout
    let rows = Self.rows(hidden: layout.layers.dropLast().map(\.vectors), lanes: lanes)
    blockRows = rows
    parameters = LaneBuffer(vectors: layout.count, lanes: lanes)
    func buffer(_ vectors: Int) -> LaneBuffer<Float> { LaneBuffer(vectors: vectors, lanes: lanes) }
    let hidden = layout.layers.dropLast()
    sums = hidden.map { buffer(lanes * rows * Self.stride(of: $0.vectors)) }
    values = activation == .gelu
      ? hidden.map { buffer(lanes * rows * Self.stride(of: $0.vectors)) } : sums
    hiddenSlopes = hidden.map { buffer(rows * Self.stride(of: $0.vectors)) }
    let last = layout.layers[layout.layers.count - 1]
    let between = hidden.dropFirst().map {
      kernels.vectors(of: $0.inputs) * $0.vectors * lanes
    }
    let rowVectors = kernels.vectors(of: rows)
    turned = buffer(max(rowVectors * last.vectors * lanes, between.max() ?? 0))
    networkLogits = buffer(lanes * shape.outputs * rowVectors)
    networkSlopes = buffer(lanes * kernels.vectors(of: rows * shape.outputs))
    laneLogits = buffer(rows * shape.outputs)
    biasSums = buffer(shape.outputs)
    strength = buffer(1)
    slopes = buffer(rows * shape.outputs)
  }

  /// 128, enough for weights to be worth fetching; fewer, 16 at the least, where all networks'
  /// hidden values would take more than 64 megabytes.
  private static func rows(hidden: [Int], lanes: Int) -> Int {
    let row = 4 * lanes * lanes * hidden.reduce(0) { $0 + stride(of: $1) }
    return min(128, max(16, (64 << 20) / row / 16 * 16))
  }

  /// Lane vectors from one row of hidden values to the next: rows a power of two apart would push
  /// each other out of the cache.
  private static func stride(of vectors: Int) -> Int {
    vectors % 8 == 0 ? vectors + 1 : vectors
  }

  func place(of parameter: Int, lane: Int) -> Int { lane * layout.count + layout.places[parameter] }

  func load(_ own: UnsafePointer<Float>) {
    for lane in 0..<kernels.lanes {
      for (index, place) in layout.places.enumerated() {
        parameters.start[lane * layout.count + place] = own[lane * shape.parameterCount + index]
      }
    }
  }

  func forward(_ inputs: LaneInputs, rows: Int) {
    for lane in 0..<used { forward(inputs, rows: rows, lane: lane) }
    let rowVectors = kernels.vectors(of: rows)
    for output in 0..<shape.outputs {
      let sources = (0..<kernels.lanes).map { lane in
        UnsafePointer?(networkLogits[(lane * shape.outputs + output) * rowVectors])
      }
      kernels.table.pointee.interleave(laneLogits[output], shape.outputs, sources, rows)
    }
  }

  private func forward(_ inputs: LaneInputs, rows: Int, lane: Int) {
    let own = parameters.start + lane * layout.count
    for (index, layer) in layout.layers.enumerated() {
      let left = below(index, inputs, lane: lane)
      if layer.isOutput {
        let stride = Self.stride(of: layer.vectors)
        let rowVectors = kernels.vectors(of: rows)
        kernels.table.pointee.turn(
          turned.start, layer.vectors * kernels.lanes, 0, left.start, stride, rows, layer.vectors)
        kernels.table.pointee.logits_of_units(
          networkLogits[lane * shape.outputs * rowVectors], rowVectors, own + layer.biases,
          own + layer.weights, turned.start, layer.outputs, rowVectors, layer.vectors,
          layer.inputs)
        return
      }
      let stride = Self.stride(of: layer.vectors)
      let result = sums[index][lane * blockRows * stride]
      kernels.table.pointee.forward_units(
        result, stride, own + layer.biases, left.start, left.row, own + layer.weights, rows,
        layer.vectors, layer.inputs, activation.code)
      activation.finish(
        values[index][lane * blockRows * stride], sums: result, count: rows * stride,
        kernels: kernels)
    }
  }

  func backward(
    _ inputs: LaneInputs, rows: Int, gradient: LaneBuffer<Float>, isFirst: Bool
  ) {
    let count = rows * shape.outputs
    let step = kernels.vectors(of: count)
    let results = (0..<kernels.lanes).map { Optional(networkSlopes[$0 * step]) }
    kernels.table.pointee.separate(results, slopes.start, count)
    addBiasSlopes(rows: rows, gradient: gradient, isFirst: isFirst)
    for lane in 0..<used {
      backward(
        inputs, rows: rows, lane: lane, slopes: networkSlopes[lane * step],
        gradient: gradient.start + lane * layout.count, isFirst: isFirst)
    }
  }

  /// Adds the sums over rows of the slopes by the logits to those by the last layer's biases.
  private func addBiasSlopes(rows: Int, gradient: LaneBuffer<Float>, isFirst: Bool) {
    let first = layout.layers[layout.layers.count - 1].biases
    for output in 0..<shape.outputs {
      for lane in 0..<kernels.lanes {
        biasSums[output][lane] = gradient.start[lane * layout.count + first + output]
      }
    }
    // The gradient of a layer without inputs is that of its biases.
    kernels.table.pointee.gradient(
      biasSums.start, slopes.start, 0, slopes.start, shape.outputs, rows, shape.outputs, 0,
      isFirst ? 1 : 0)
    for output in 0..<shape.outputs {
      for lane in 0..<kernels.lanes {
        gradient.start[lane * layout.count + first + output] = biasSums[output][lane]
      }
    }
  }

  /// - Parameters:
  ///   - slopes: by one network's logits, [rows, outputs].
  ///   - gradient: the network's.
  private func backward(
    _ inputs: LaneInputs, rows: Int, lane: Int, slopes: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>, isFirst: Bool
  ) {
    let table = kernels.table
    let fresh: Int32 = isFirst ? 1 : 0
    let own = parameters.start + lane * layout.count
    /// Of the layer above: [rows, `above.row` numbers].
    var above: (start: UnsafePointer<Float>, row: Int) = (slopes, shape.outputs)
    for (index, layer) in layout.layers.enumerated().reversed() {
      let left = below(index, inputs, lane: lane)
      let weights: UnsafePointer<Float>
      let stripInner: Int
      if layer.isOutput {
        table.pointee.gradient_units(
          gradient + layer.weights, nil, above.start, above.row, left.start,
          left.row / kernels.lanes, rows, layer.vectors, layer.outputs, fresh)
        weights = UnsafePointer(own + layer.weights)
        stripInner = layer.outputs
      } else {
        let stride = above.row / kernels.lanes
        table.pointee.gradient_units(
          gradient + layer.weights, gradient + layer.biases, left.start, left.row, above.start,
          stride, rows, layer.vectors, layer.inputs, fresh)
        if index == 0 { return }
        turn(own, layer)
        weights = UnsafePointer(turned.start)
        stripInner = layer.vectors * kernels.lanes
      }
      let next = hiddenSlopes[index - 1].start
      let vectors = layout.layers[index - 1].vectors
      let stride = Self.stride(of: vectors)
      table.pointee.backward_units(
        next, stride, above.start, above.row, weights, stripInner, rows, vectors, layer.outputs,
        values[index - 1][lane * blockRows * stride], activation.code)
      if activation == .gelu {
        table.pointee.gelu_backward(
          next, sums[index - 1][lane * blockRows * stride], rows * stride)
      }
      above = (UnsafePointer(next), stride * kernels.lanes)
    }
  }

  /// Transposes one network's weights between two hidden layers.
  private func turn(_ own: UnsafePointer<Float>, _ layer: WideLayout.Layer) {
    let lanes = kernels.lanes
    for first in Swift.stride(from: 0, to: layer.vectors, by: WideLayout.strip) {
      let width = min(WideLayout.strip, layer.vectors - first)
      kernels.table.pointee.turn(
        turned.start, layer.vectors * lanes, first * lanes,
        own + layer.weights + first * lanes * layer.inputs, width, layer.inputs, width)
    }
  }

  /// What goes into a layer of one network, rows `row` numbers apart.
  private func below(
    _ index: Int, _ inputs: LaneInputs, lane: Int
  ) -> (start: UnsafePointer<Float>, row: Int) {
    if index > 0 {
      let stride = Self.stride(of: layout.layers[index - 1].vectors)
      return (
        UnsafePointer(values[index - 1][lane * blockRows * stride]), stride * kernels.lanes
      )
    }
    return switch inputs {
    case .shared(let start): (start, shape.inputs)
    case .byNetwork(let start, let step): (start + lane * step, shape.inputs)
    case .byLane: preconditionFailure("inputs stand as `inputLayout` says")
    }
  }

  func addSquares(
    of first: LaneBuffer<Float>, _ second: LaneBuffer<Float>,
    to sums: UnsafeMutablePointer<Float>
  ) {
    let table = kernels.table
    let strip = WideLayout.strip * kernels.lanes
    /// Both gradients' entries of all lanes, from a place in each network on, side by side.
    func interleave(_ place: Int, _ count: Int, to vector: Int) {
      for (gradient, result) in [(first, sideBySide.first), (second, sideBySide.second)] {
        let sources = (0..<kernels.lanes).map {
          UnsafePointer?(gradient.start + $0 * layout.count + place)
        }
        table.pointee.interleave(result[vector], 1, sources, count)
      }
    }
    func add(step: Int, from vector: Int, count: Int) {
      table.pointee.add_squares(
        sums, sideBySide.first[vector], sideBySide.second[vector], step, count)
    }
    /// Neighbours in the shape's order, which lie together strip by strip.
    func addNeighbours(_ parameter: Int, count: Int) {
      for j in Swift.stride(from: 0, to: count, by: strip) {
        interleave(layout.places[parameter + j], min(strip, count - j), to: 0)
        add(step: 1, from: 0, count: min(strip, count - j))
      }
    }
    for layer in shape.layers.dropLast() {
      for k in 0..<layer.inputs {
        addNeighbours(layer.weights + k * layer.outputs, count: layer.outputs)
      }
      addNeighbours(layer.biases, count: layer.outputs)
    }
    // The last layer's weights lie along its inputs.
    let last = shape.layers[shape.layers.count - 1]
    for output in 0..<last.outputs {
      for k in Swift.stride(from: 0, to: last.inputs, by: strip) {
        interleave(
          layout.places[last.weights + k * last.outputs + output], min(strip, last.inputs - k),
          to: output * last.inputs + k)
      }
    }
    for k in 0..<last.inputs { add(step: last.inputs, from: k, count: last.outputs) }
    addNeighbours(last.biases, count: last.outputs)
  }

  func add(
    _ penalty: LaneBuffer<Float>, strengths: UnsafePointer<Float>, to gradient: LaneBuffer<Float>
  ) {
    let lanes = kernels.lanes
    let vectors = layout.count / lanes
    for lane in 0..<used {
      strength.start.update(repeating: strengths[lane], count: lanes)
      kernels.table.pointee.add_penalty(
        gradient[lane * vectors], penalty[lane * vectors], strength.start, vectors)
    }
  }
}
