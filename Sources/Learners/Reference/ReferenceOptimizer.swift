/// An optimizer's state for one run.
package struct ReferenceOptimizer<Scalar: ReferenceScalar> {
  private let settings: TrainingSettings
  private var first: [Scalar]
  private var second: [Scalar]
  private var corrections: AdamCorrections

  package init(_ settings: TrainingSettings, count: Int) {
    self.settings = settings
    first = [Scalar](repeating: 0, count: count)
    second = first
    corrections = AdamCorrections(settings)
  }

  /// Moves the parameters by one step along a gradient.
  package mutating func step(_ parameters: inout [Scalar], _ gradient: [Scalar]) {
    let rate = Scalar(settings.rate)
    switch settings.optimizer {
    case .sgd:
      for i in parameters.indices { parameters[i] -= rate * gradient[i] }
    case .momentum(let momentum):
      for i in parameters.indices {
        first[i] = Scalar(momentum) * first[i] + gradient[i]
        parameters[i] -= rate * first[i]
      }
    case .adam(let beta1, let beta2, let epsilon, let decay):
      corrections.advance()
      for i in parameters.indices {
        first[i] = Scalar(beta1) * first[i] + Scalar(1 - beta1) * gradient[i]
        second[i] = Scalar(beta2) * second[i] + Scalar(1 - beta2) * gradient[i] * gradient[i]
        parameters[i] *= Scalar(1 - settings.rate * decay)
        parameters[i] -=
          Scalar(corrections.rate) * first[i]
          / (Scalar(corrections.root) * second[i].squareRoot() + Scalar(epsilon))
      }
    }
  }
}

/// Adam's corrections for bias, step by step; powers by multiplication, so that no mathematics
/// library decides their bits.
struct AdamCorrections {
  private let beta1: Double
  private let beta2: Double
  private let baseRate: Double
  private var power1 = 1.0
  private var power2 = 1.0

  init(_ settings: TrainingSettings) {
    baseRate = settings.rate
    if case .adam(let beta1, let beta2, _, _) = settings.optimizer {
      (self.beta1, self.beta2) = (beta1, beta2)
    } else {
      (beta1, beta2) = (0, 0)
    }
  }

  mutating func advance() {
    power1 *= beta1
    power2 *= beta2
  }

  /// rate / (1 - beta1^t): the factor before the running mean.
  var rate: Double { baseRate / (1 - power1) }
  /// 1 / sqrt(1 - beta2^t): the factor before the root of the running square.
  var root: Double { 1 / (1 - power2).squareRoot() }
}
