import Kernels
import Learners
import Runs
import Testing

/// The posterior's density and gradient: the reference against central differences, the lanes
/// against the reference.
@Suite struct PosteriorGradientTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let heads: [Int]
    let hidden: [Int]
    let activation: Activation
    let biases: Double
    var testDescription: String { "\(heads) \(hidden) \(activation) \(biases)" }

    var prior: MLPSettings {
      MLPSettings(hidden: hidden, activation: activation, weights: 1.3, biases: biases)
    }
  }

  static let settings = [
    Setting(heads: [2], hidden: [5, 3], activation: .tanh, biases: 0.5),
    Setting(heads: [3], hidden: [7], activation: .gelu, biases: 1),
    Setting(heads: [2, 4], hidden: [4], activation: .relu, biases: 0),
    Setting(heads: [2], hidden: [], activation: .tanh, biases: 2),
  ]

  private func latents(_ count: Int, seed: UInt64) -> [Float] {
    Noise.seed(seed).latents(.initialWeights, count: count)
  }

  @Test(arguments: settings)
  func centralDifferences(setting: Setting) {
    let posterior = ReferencePosterior<Double>(
      prior: setting.prior, task: Fixtures.task(heads: setting.heads), beta: 1.7)
    var latents = latents(posterior.scales.count, seed: 4).map(Double.init)
    let gradient = posterior.logDensity(latents).gradient
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let h = 1e-5
    for i in latents.indices {
      let kept = latents[i]
      latents[i] = kept + h
      let up = posterior.logDensity(latents).value
      latents[i] = kept - h
      let down = posterior.logDensity(latents).value
      latents[i] = kept
      // Values near 30 are rounded at 4e-15, their differences over 2h at 2e-10; h^2 is 1e-10.
      #expect(abs((up - down) / (2 * h) - gradient[i]) < 1e-6 * max(1, norm), "latent \(i)")
    }
  }

  /// Sums over 13 rows of single-precision terms: a few hundred roundings of 6e-8.
  @Test(arguments: settings)
  func lanesAgree(setting: Setting) throws {
    let task = Fixtures.task(heads: setting.heads)
    let reference = ReferencePosterior<Float>(prior: setting.prior, task: task, beta: 1)
    for set in InstructionSet.available {
      let kernels = try #require(LaneKernels(set))
      let likelihood = MLPLearner(
        settings: setting.prior, training: TrainingSettings()
      ).likelihood(of: task, prior: setting.prior, kernels: kernels)
      let count = likelihood.dimension
      #expect(count == reference.scales.count)
      let states = LaneBuffer<Float>(vectors: count, lanes: kernels.lanes)
      let gradient = LaneBuffer<Float>(vectors: count, lanes: kernels.lanes)
      for lane in 0..<kernels.lanes {
        for (i, value) in latents(count, seed: UInt64(lane)).enumerated() {
          states[i][lane] = value
        }
      }
      var values = [Double](repeating: 0, count: kernels.lanes)
      values.withUnsafeMutableBufferPointer {
        likelihood.evaluate(states, gradient: gradient, values: $0.baseAddress)
      }
      for lane in 0..<kernels.lanes {
        let expected = reference.likelihood(latents(count, seed: UInt64(lane)))
        #expect(abs(values[lane] - Double(expected.value)) < 2e-5 * abs(Double(expected.value)))
        let norm = expected.gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for i in 0..<count {
          #expect(abs(gradient[i][lane] - expected.gradient[i]) < 2e-5 * max(1, norm))
        }
      }
    }
  }
}
