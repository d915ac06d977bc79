import CModelKernels
import Mathematics

/// The adapters of one run, and how far Adam has come with them.
public final class Adapters: @unchecked Sendable {
  // Unchecked: used by one thread at a time.
  public let shape: AdapterShape
  /// Steps taken.
  public private(set) var steps = 0
  let parameters: Numbers
  private let means: Numbers
  private let squares: Numbers
  let gradient: Numbers

  /// Zeros throughout.
  package init(zeros shape: AdapterShape) {
    self.shape = shape
    parameters = Numbers(shape.parameterCount)
    means = Numbers(shape.parameterCount)
    squares = Numbers(shape.parameterCount)
    gradient = Numbers(shape.parameterCount)
  }

  /// A from noise, B zero: a fresh adapter leaves the model as it is.
  ///
  /// - Parameter noise: fills a buffer with standard normal draws from an index on; block by block
  ///   from the lowest, layers in their order, A's rows one after the other. Each draw is divided by
  ///   sqrt(3 inputs): as much spread as the uniform law on +-1/sqrt(inputs) that is customary.
  public convenience init(
    _ shape: AdapterShape, noise: (UnsafeMutableBufferPointer<Float>, Int) -> Void
  ) {
    self.init(zeros: shape)
    var index = 0
    for block in shape.blocks {
      for layer in shape.layers {
        let inputs = shape.model.inputs(of: layer)
        let a = UnsafeMutableBufferPointer(
          start: parameters.start + shape.starts(layer, block: block).a,
          count: shape.rank * inputs)
        noise(a, index)
        let spread = Float(1 / (3 * Double(inputs)).squareRoot())
        for i in a.indices { a[i] *= spread }
        index += a.count
      }
    }
  }

  /// The same with the draws of a seed and a purpose.
  public convenience init(_ shape: AdapterShape, seed: UInt64, purpose: UInt32) {
    let stream = NormalStream(seed: seed, purpose: purpose)
    self.init(shape) { stream.fill($0, from: $1) }
  }

  /// A layer's A, [rank, inputs].
  public func a(_ layer: LinearLayer, block: Int) -> [Float] {
    read(parameters, shape.starts(layer, block: block).a, shape.model.inputs(of: layer))
  }

  /// A layer's B turned, [rank, outputs].
  public func turnedB(_ layer: LinearLayer, block: Int) -> [Float] {
    read(parameters, shape.starts(layer, block: block).b, shape.model.outputs(of: layer))
  }

  /// The last gradient's part for A, [rank, inputs].
  public func gradientOfA(_ layer: LinearLayer, block: Int) -> [Float] {
    read(gradient, shape.starts(layer, block: block).a, shape.model.inputs(of: layer))
  }

  /// The last gradient's part for B, turned, [rank, outputs].
  public func gradientOfTurnedB(_ layer: LinearLayer, block: Int) -> [Float] {
    read(gradient, shape.starts(layer, block: block).b, shape.model.outputs(of: layer))
  }

  /// Sets a layer's A [rank, inputs] and its B turned [rank, outputs].
  public func set(_ layer: LinearLayer, block: Int, a: [Float], turnedB: [Float]) {
    let starts = shape.starts(layer, block: block)
    precondition(a.count == shape.rank * shape.model.inputs(of: layer))
    precondition(turnedB.count == shape.rank * shape.model.outputs(of: layer))
    (parameters.start + starts.a).update(from: a, count: a.count)
    (parameters.start + starts.b).update(from: turnedB, count: turnedB.count)
  }

  private func read(_ numbers: Numbers, _ start: Int, _ width: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: numbers.start + start, count: shape.rank * width))
  }

  /// All numbers, in the order of the shape.
  public var values: [Float] {
    Array(UnsafeBufferPointer(start: parameters.start, count: shape.parameterCount))
  }

  /// One step along the last gradient.
  func step(_ adam: Adam, kernels: ModelKernels) {
    steps += 1
    let correction1 = 1 - power(adam.beta1, steps), correction2 = 1 - power(adam.beta2, steps)
    kernels.table.adam_step(
      parameters.start, means.start, squares.start, gradient.start, shape.parameterCount,
      Float(adam.rate / correction1), Float(1 / correction2.squareRoot()), Float(adam.beta1),
      Float(adam.beta2), Float(adam.epsilon))
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { product, _ in product * base }
  }
}

/// Settings of Adam, without weight decay.
///
/// Source: Kingma & Ba 2015; with both corrections for bias and epsilon beside the root.
public struct Adam: Hashable, Sendable {
  public var rate: Double
  public var beta1: Double
  public var beta2: Double
  public var epsilon: Double

  public init(
    rate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.rate = rate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
  }
}
