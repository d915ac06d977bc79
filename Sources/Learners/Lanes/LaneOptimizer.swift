import Kernels

/// An optimizer's state for all lanes.
struct LaneOptimizer {
  private let settings: TrainingSettings
  private let kernels: LaneKernels
  /// Laid out as the parameters: velocity or running mean.
  private let first: LaneBuffer<Float>
  /// Laid out as the parameters: running mean square.
  private let second: LaneBuffer<Float>
  private var corrections: AdamCorrections

  init(_ settings: TrainingSettings, of network: any NetworkGroup, kernels: LaneKernels) {
    self.settings = settings
    self.kernels = kernels
    first = network.makeGradient()
    second = network.makeGradient()
    corrections = AdamCorrections(settings)
  }

  /// Moves the parameters by one step along a gradient, of one layout.
  mutating func step(_ parameters: LaneBuffer<Float>, _ gradient: LaneBuffer<Float>) {
    let rate = Float(settings.rate)
    let count = parameters.vectors
    switch settings.optimizer {
    case .sgd:
      kernels.table.pointee.sgd_step(parameters.start, gradient.start, count, rate)
    case .momentum(let momentum):
      kernels.table.pointee.momentum_step(
        parameters.start, first.start, gradient.start, count, rate, Float(momentum))
    case .adam(let beta1, let beta2, let epsilon, let decay):
      corrections.advance()
      kernels.table.pointee.adam_step(
        parameters.start, first.start, second.start, gradient.start, count,
        Float(corrections.rate), Float(corrections.root), Float(beta1), Float(1 - beta1),
        Float(beta2), Float(1 - beta2), Float(epsilon), Float(1 - settings.rate * decay))
    }
  }
}
