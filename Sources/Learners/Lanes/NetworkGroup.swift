import Kernels

/// Networks of one shape, one per lane, that go forward and backward together over blocks of rows.
///
/// Where parameters lie decides speed and nothing else: `LaneNetwork` has the lane innermost,
/// `WideNetworks` has one network after the other. Blocks never decide bits either: sums over rows
/// run in order through memory from block to block.
protocol NetworkGroup: AnyObject {
  var shape: MLPShape { get }
  /// Rows in a block at the most.
  var blockRows: Int { get }
  /// Lanes from the first on whose results anybody wants; the others may stand still.
  var used: Int { get set }
  /// How inputs that differ from lane to lane are to stand.
  var inputLayout: LaneBatches.Layout { get }
  /// Those of all lanes, in the group's own order; places without a parameter hold 0.
  var parameters: LaneBuffer<Float> { get }
  /// The last block's logits, [blockRows, outputs, lanes].
  var logits: UnsafeMutablePointer<Float> { get }
  /// Derivatives by the last block's logits, to be filled in before `backward`; same shape.
  var slopes: LaneBuffer<Float> { get }

  /// Where a parameter of the shape's order lies in `parameters`, and in gradients.
  func place(of parameter: Int, lane: Int) -> Int

  /// Sets the parameters of all lanes.
  ///
  /// - Parameter own: one lane's after the other, each in the shape's order: [lanes, parameters].
  func load(_ own: UnsafePointer<Float>)

  /// Computes the logits of a block.
  ///
  /// - Parameters:
  ///   - inputs: from the block's first row on.
  ///   - rows: at most `blockRows`.
  func forward(_ inputs: LaneInputs, rows: Int)

  /// Adds the gradient of the block of the last `forward` to a gradient, laid out as `parameters`;
  /// once for each `forward`, whose values it uses up.
  ///
  /// - Parameter isFirst: whether the gradient starts from zero, whatever it holds.
  func backward(_ inputs: LaneInputs, rows: Int, gradient: LaneBuffer<Float>, isFirst: Bool)

  /// Adds to sums, [2, lanes], the squares of two gradients' entries in the shape's order.
  func addSquares(
    of first: LaneBuffer<Float>, _ second: LaneBuffer<Float>,
    to sums: UnsafeMutablePointer<Float>)

  /// Adds a penalty's gradient to another one, times each lane's strength, [lanes]; in lanes whose
  /// strength is 0 nothing changes.
  func add(
    _ penalty: LaneBuffer<Float>, strengths: UnsafePointer<Float>, to gradient: LaneBuffer<Float>)
}

extension NetworkGroup {
  /// A gradient of zeros.
  func makeGradient() -> LaneBuffer<Float> {
    LaneBuffer(vectors: parameters.vectors, lanes: parameters.lanes)
  }

  /// - Parameter own: in the shape's order.
  func load(_ own: [Float], lane: Int) {
    for (index, value) in own.enumerated() {
      parameters.start[place(of: index, lane: lane)] = value
    }
  }

  /// One lane's parameters, in the shape's order.
  func parameters(lane: Int) -> [Float] {
    (0..<shape.parameterCount).map { parameters.start[place(of: $0, lane: lane)].canonical }
  }
}
