import Estimation
import Kernels

/// Computes one network's function of n bits, inputs side by side in the vectors.
///
/// Each sum starts from its bias and runs through the units below in their order, as in every other
/// pass of this module, so a network's logits have the bits that they have elsewhere.
final class BooleanNetwork {
  private let shape: MLPShape
  private let activation: Activation
  private let kernels: LaneKernels
  private let bits: Int
  /// Lane vectors of inputs; the last is filled up with zeros.
  private let vectors: Int
  /// [n, vectors].
  private let inputs: LaneBuffer<Float>
  /// Values of two layers in turn, [units, vectors per pass].
  private let values: [LaneBuffer<Float>]
  /// [vectors].
  private let logits: LaneBuffer<Float>

  /// Vectors that go through all layers at a time: as many as a tile has columns, so that two
  /// layers' values stay in a first cache.
  private static let vectorsPerPass = Int(tiltmeter_strip)

  /// - Parameter inputs: [2^n, n].
  init(
    shape: MLPShape, activation: Activation, bits: Int, inputs table: [Float], kernels: LaneKernels
  ) {
    self.shape = shape
    self.activation = activation
    self.kernels = kernels
    self.bits = bits
    let lanes = kernels.lanes
    let count = 1 << bits
    vectors = kernels.vectors(of: count)
    inputs = LaneBuffer(vectors: bits * vectors, lanes: lanes)
    for row in 0..<count {
      for k in 0..<bits { inputs.start[k * vectors * lanes + row] = table[row * bits + k] }
    }
    let widest = shape.layers.dropLast().map(\.outputs).max() ?? 0
    values = (0..<2).map { _ in
      LaneBuffer(vectors: widest * Self.vectorsPerPass, lanes: lanes)
    }
    logits = LaneBuffer(vectors: vectors, lanes: lanes)
  }

  /// - Parameter parameters: in the shape's order.
  func function(_ parameters: UnsafePointer<Float>) -> BooleanFunction {
    for first in stride(from: 0, to: vectors, by: Self.vectorsPerPass) {
      pass(parameters, first: first, count: min(Self.vectorsPerPass, vectors - first))
    }
    var words: (UInt64, UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &words) {
      kernels.table.pointee.positive_bits(
        $0.baseAddress!.assumingMemoryBound(to: UInt64.self), logits.start, vectors)
    }
    if bits < 6 { words.0 &= 1 << (1 << UInt64(bits)) - 1 }
    return BooleanFunction(bits: bits, low: words.0, high: words.1)
  }

  /// Takes some vectors of inputs through all layers.
  private func pass(_ parameters: UnsafePointer<Float>, first: Int, count: Int) {
    var below = UnsafePointer(inputs[first])
    var belowStride = vectors
    for (index, layer) in shape.layers.enumerated() {
      let hidden = index < shape.layers.count - 1
      let result = hidden ? values[index % 2].start : logits[first]
      let stride = hidden ? Self.vectorsPerPass : vectors
      kernels.table.pointee.forward_across_rows(
        result, stride, parameters + layer.biases, parameters + layer.weights, 1, layer.outputs,
        below, belowStride, layer.outputs, count, layer.inputs,
        hidden ? activation.code : 0)
      if hidden {
        activation.finish(result, sums: result, count: layer.outputs * stride, kernels: kernels)
      }
      (below, belowStride) = (UnsafePointer(result), stride)
    }
  }
}
