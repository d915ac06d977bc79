/// One network, computed one row at a time: what the lane kernels must agree with.
package struct ReferenceMLP<Scalar: ReferenceScalar>: Sendable {
  package let shape: MLPShape
  package let activation: Activation
  /// [shape.parameterCount], in the shape's order.
  package var parameters: [Scalar]

  /// What a forward pass leaves for the backward pass.
  package struct Trace: Sendable {
    /// Per layer, what went in: the row itself, then the hidden values; [layer.inputs] each.
    package var inputs: [[Scalar]]
    /// Per layer, the weighted sums; [layer.outputs] each; the last are the logits.
    package var sums: [[Scalar]]

    package var logits: [Scalar] { sums[sums.count - 1] }
  }

  package init(shape: MLPShape, activation: Activation, parameters: [Scalar]) {
    precondition(parameters.count == shape.parameterCount, "one number per parameter")
    self.shape = shape
    self.activation = activation
    self.parameters = parameters
  }

  /// - Parameter row: [inputs].
  package func forward(_ row: [Scalar]) -> Trace {
    var trace = Trace(inputs: [], sums: [])
    var values = row
    for (index, layer) in shape.layers.enumerated() {
      var sums = Array(parameters[layer.biases..<layer.end])
      for i in 0..<layer.inputs {
        for j in 0..<layer.outputs {
          sums[j] += values[i] * parameters[layer.weights + i * layer.outputs + j]
        }
      }
      trace.inputs.append(values)
      trace.sums.append(sums)
      if index < shape.layers.count - 1 { values = sums.map(activation.value) }
    }
    return trace
  }

  /// Adds the gradient of one row's term to a gradient.
  ///
  /// - Parameters:
  ///   - trace: of the row's forward pass.
  ///   - slopes: d(term)/d(logits), [outputs].
  ///   - gradient: [shape.parameterCount].
  package func addGradient(_ trace: Trace, slopes: [Scalar], to gradient: inout [Scalar]) {
    var slopes = slopes
    for (index, layer) in shape.layers.enumerated().reversed() {
      for j in 0..<layer.outputs { gradient[layer.biases + j] += slopes[j] }
      var below = [Scalar](repeating: 0, count: layer.inputs)
      for i in 0..<layer.inputs {
        for j in 0..<layer.outputs {
          let place = layer.weights + i * layer.outputs + j
          gradient[place] += trace.inputs[index][i] * slopes[j]
          below[i] += slopes[j] * parameters[place]
        }
      }
      if index > 0 {
        slopes = zip(below, trace.sums[index - 1]).map { $0 * activation.slope($1) }
      }
    }
  }
}

extension Activation {
  func value<Scalar: ReferenceScalar>(_ x: Scalar) -> Scalar {
    switch self {
    case .tanh: .hyperbolicTangent(x)
    case .relu: x < 0 ? 0 : x
    case .gelu: 0.5 * x * (1 + .hyperbolicTangent(Self.inner(x)))
    }
  }

  /// d(value)/dx.
  func slope<Scalar: ReferenceScalar>(_ x: Scalar) -> Scalar {
    switch self {
    case .tanh:
      let y = Scalar.hyperbolicTangent(x)
      return 1 - y * y
    case .relu: return x <= 0 ? 0 : 1
    case .gelu:
      let t = Scalar.hyperbolicTangent(Self.inner(x))
      let inside = Scalar(0.7978845608028654) * (1 + Scalar(0.134145) * x * x)
      return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inside
    }
  }

  /// sqrt(2/pi) (x + 0.044715 x^3).
  private static func inner<Scalar: ReferenceScalar>(_ x: Scalar) -> Scalar {
    Scalar(0.7978845608028654) * (x + Scalar(0.044715) * x * x * x)
  }
}
