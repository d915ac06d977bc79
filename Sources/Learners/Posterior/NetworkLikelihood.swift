import Kernels
import Runs

/// The likelihood of a network's training examples, for one network per lane.
///
/// A latent is a parameter in units of its prior's standard deviation: the prior of latents is
/// standard normal, and a parameter whose prior has no width stays at 0 whatever its latent does.
/// `ReferencePosterior` says what is computed.
final class NetworkLikelihood: LaneLikelihood {
  let kernels: LaneKernels
  let dimension: Int
  private let trainer: LaneTrainer
  private let examples: LaneBatches
  /// The prior's standard deviations, [parameters].
  private let scales: [Float]
  private var losses: [Double]

  /// - Parameters:
  ///   - trainer: of the learner's shape for the task, lane by lane; its parameters are
  ///     overwritten.
  ///   - prior: whose initial law is the prior.
  init(_ trainer: LaneTrainer, prior: MLPSettings, task: EncodedTask, kernels: LaneKernels) {
    self.trainer = trainer
    self.kernels = kernels
    dimension = trainer.network.shape.parameterCount
    scales = prior.priorScales(trainer.network.shape)
    let (inputs, answers) = task.examples(for: .training)
    examples = LaneBatches(
      inputs: inputs, answers: answers, heads: trainer.heads.heads.count, size: .full, noise: [],
      block: .batchOrder, layout: .byLane, kernels: kernels)
    losses = [Double](repeating: 0, count: kernels.lanes)
  }

  func evaluate(
    _ latents: LaneBuffer<Float>, gradient: LaneBuffer<Float>,
    values: UnsafeMutablePointer<Double>?
  ) {
    let lanes = kernels.lanes
    let parameters = trainer.network.parameters
    for i in 0..<dimension {
      let (from, to, scale) = (latents[i], parameters[i], scales[i])
      for lane in 0..<lanes { to[lane] = scale * from[lane] }
    }
    for lane in 0..<lanes { losses[lane] = 0 }
    trainer.computeGradient(
      on: examples, scale: 1, losses: &losses, readingLoss: values != nil)
    for i in 0..<dimension {
      let (from, to, scale) = (trainer.gradient[i], gradient[i], -scales[i])
      for lane in 0..<lanes { to[lane] = scale * from[lane] }
    }
    if let values {
      for lane in 0..<lanes { values[lane] = -losses[lane] }
    }
  }

  /// One chain's parameters, in the shape's order.
  ///
  /// - Parameter latents: [parameters].
  func parameters(_ latents: [Float]) -> [Float] { zip(scales, latents).map { $0 * $1 } }
}

extension MLPSettings {
  /// Standard deviations of initial parameters, [shape.parameterCount].
  func priorScales(_ shape: MLPShape) -> [Float] {
    var scales = [Float](repeating: 1, count: shape.parameterCount)
    scaleInitial(&scales, of: shape)
    return scales
  }

  /// The settings whose initial law is a posterior's prior.
  package func prior(of posterior: PosteriorSettings) -> MLPSettings {
    MLPSettings(
      hidden: hidden, activation: activation, weights: weights * posterior.priorScale,
      biases: biases * posterior.priorScale)
  }
}
