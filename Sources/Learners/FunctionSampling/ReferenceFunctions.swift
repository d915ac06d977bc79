import Estimation
import Runs

/// The function of one freshly drawn network, computed input by input: the definition of what
/// `FunctionSampler` computes.
package struct ReferenceFunctions: Sendable {
  package let sampler: FunctionSampler

  package init(_ sampler: FunctionSampler) { self.sampler = sampler }

  /// The logits of a network at all inputs, [2^n].
  package func logits(_ network: Int) -> [Float] {
    let shape = sampler.shape
    var parameters = [Float](repeating: 0, count: shape.parameterCount)
    parameters.withUnsafeMutableBufferPointer {
      Noise.seed(sampler.seed).fill(
        $0, block: .initialWeights, from: network * sampler.stride)
    }
    sampler.settings.scaleInitial(&parameters, of: shape)
    let reference = ReferenceMLP(
      shape: shape, activation: sampler.settings.activation, parameters: parameters)
    return (0..<1 << sampler.bits).map { x in
      let row = sampler.inputs[x * sampler.bits..<(x + 1) * sampler.bits]
      return reference.forward(Array(row)).logits[0]
    }
  }
}
