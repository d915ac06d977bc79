/// The layers of a network and the place of each parameter.
///
/// The order of parameters is part of every run's identity: layer by layer from the input, each
/// layer's weights [inputs, outputs] row by row, then its biases [outputs]. Latent i of the block
/// `initialWeights` gives parameter i.
package struct MLPShape: Hashable, Sendable {
  package struct Layer: Hashable, Sendable {
    package let inputs: Int
    package let outputs: Int
    /// Index of the first weight.
    package let weights: Int
    /// Index of the first bias.
    package var biases: Int { weights + inputs * outputs }
    /// Index past the last bias.
    package var end: Int { biases + outputs }
  }

  package let layers: [Layer]

  /// - Parameters:
  ///   - inputs: numbers in an input row.
  ///   - hidden: units per hidden layer.
  ///   - outputs: logits.
  package init(inputs: Int, hidden: [Int], outputs: Int) {
    var layers: [Layer] = []
    var width = inputs
    for next in hidden + [outputs] {
      layers.append(Layer(inputs: width, outputs: next, weights: layers.last?.end ?? 0))
      width = next
    }
    self.layers = layers
  }

  package var inputs: Int { layers[0].inputs }
  package var outputs: Int { layers[layers.count - 1].outputs }
  package var parameterCount: Int { layers[layers.count - 1].end }
}
