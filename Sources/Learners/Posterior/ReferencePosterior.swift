import Runs

/// A network's posterior, one latent vector and one row at a time: the definition of what is
/// sampled.
package struct ReferencePosterior<Scalar: ReferenceScalar>: Sendable {
  package let training: ReferenceTraining<Scalar>
  /// The prior's standard deviations, [parameters].
  package let scales: [Scalar]
  /// The power of the likelihood.
  package let beta: Scalar

  /// - Parameter prior: the learner's settings with the prior's widths.
  package init(prior: MLPSettings, task: EncodedTask, beta: Scalar) {
    training = ReferenceTraining(settings: prior, training: TrainingSettings(), task: task)
    scales = prior.priorScales(training.shape).map { Scalar($0) }
    self.beta = beta
  }

  /// ln likelihood of all training examples, in nats, and its gradient by the latents.
  ///
  /// - Parameter latents: [parameters].
  package func likelihood(_ latents: [Scalar]) -> ReferenceTraining<Scalar>.Gradient {
    let (inputs, answers) = training.task.examples(for: .training)
    let heads = training.heads
    let network = ReferenceMLP(
      shape: training.shape, activation: training.settings.activation,
      parameters: zip(scales, latents).map { $0 * $1 })
    let (mean, gradient) = training.mean(
      of: { heads.crossEntropy($0, answers: $1) }, network: network, inputs: inputs,
      answers: answers, rows: Array(0..<inputs.count))
    let rows = Scalar(inputs.count)
    return (-rows * mean, zip(gradient, scales).map { -rows * $0 * $1 })
  }

  /// ln of prior x likelihood^beta but for a constant, and its gradient by the latents.
  package func logDensity(_ latents: [Scalar]) -> ReferenceTraining<Scalar>.Gradient {
    let (value, gradient) = likelihood(latents)
    let prior = latents.reduce(0) { $0 - $1 * $1 / 2 }
    return (beta * value + prior, zip(gradient, latents).map { beta * $0 - $1 })
  }
}
