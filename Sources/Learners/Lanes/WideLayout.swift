import Kernels

/// Where the parameters of a network with wide layers lie.
///
/// Units fill up lane vectors, padding with 0 what they leave of the last. The weights between two
/// layers lie in strips of some vectors of units, strip after strip, the last one narrower if need
/// be: of the layer above, each [units below, its width], and for the output layer, whose units may
/// be few, of the layer below, each [outputs, its width]. Biases follow.
struct WideLayout {
  struct Layer {
    let inputs: Int
    let outputs: Int
    /// Index of the first weight, a multiple of the lanes, as is that of the first bias.
    let weights: Int
    let biases: Int
    /// Lane vectors of the units in strips.
    let vectors: Int
    let isOutput: Bool
  }

  /// Lane vectors in a strip.
  static let strip = Int(tiltmeter_strip)

  let layers: [Layer]
  /// Floats of one network, a multiple of the lanes.
  let count: Int
  /// By index in the shape's order.
  let places: [Int]

  /// - Parameter shape: with a hidden layer at least.
  init(_ shape: MLPShape, kernels: LaneKernels) {
    let lanes = kernels.lanes
    func filled(_ units: Int) -> Int { kernels.vectors(of: units) * lanes }
    var layers: [Layer] = []
    var places = [Int](repeating: 0, count: shape.parameterCount)
    var next = 0
    for (index, layer) in shape.layers.enumerated() {
      let isOutput = index == shape.layers.count - 1
      let units = filled(isOutput ? layer.inputs : layer.outputs)
      let across = isOutput ? layer.outputs : layer.inputs
      let biases = next + units * across
      /// Of a unit and an index on the layer's other side.
      func place(_ unit: Int, _ other: Int) -> Int {
        let first = unit / (Self.strip * lanes) * Self.strip * lanes
        let width = min(Self.strip * lanes, units - first)
        return next + first * across + other * width + (unit - first)
      }
      for k in 0..<layer.inputs {
        for j in 0..<layer.outputs {
          places[layer.weights + k * layer.outputs + j] = isOutput ? place(k, j) : place(j, k)
        }
      }
      for j in 0..<layer.outputs { places[layer.biases + j] = biases + j }
      layers.append(
        Layer(
          inputs: layer.inputs, outputs: layer.outputs, weights: next, biases: biases,
          vectors: units / lanes, isOutput: isOutput))
      next = biases + filled(layer.outputs)
    }
    self.layers = layers
    self.places = places
    count = next
  }

  /// Whether a shape's hidden layers are wide enough, and fill their vectors well enough.
  static func suits(_ shape: MLPShape, kernels: LaneKernels) -> Bool {
    let hidden = shape.layers.dropLast().map(\.outputs)
    return !hidden.isEmpty
      && hidden.allSatisfy { units in
        units >= 32 && 5 * units >= 4 * kernels.vectors(of: units) * kernels.lanes
      }
  }
}
