import Estimation
import Foundation

/// Runs that are A's with probability p_A and else B's, with normal scores, under exact tilts.
///
/// Within a class the score is N(m, v). The tilt exp(l s) multiplies the probability of a class by
/// exp(l m + l^2 v / 2) and moves its mean to m + l v, so
///
///     L(l) = ln p_A / p_B + l (m_A - m_B) + l^2 (v_A - v_B) / 2.
///
/// With m = (0, 1) and v = 0 this is the Bernoulli law under the tilt by the indicator of B, for
/// which L(l) = L(0) - l.
public struct TiltedClasses: Hashable, Sendable {
  /// L(0) in nats.
  public let logOdds: Double
  /// m_A, m_B.
  public let means: [Double]
  /// v_A, v_B, at least 0.
  public let variances: [Double]

  /// - Precondition: two means, two variances of at least 0.
  public init(logOdds: Double, means: [Double], variances: [Double]) {
    precondition(means.count == 2 && variances.count == 2 && variances.allSatisfy { $0 >= 0 })
    self.logOdds = logOdds
    self.means = means
    self.variances = variances
  }

  /// L at a strength, in nats.
  public func logOdds(atStrength l: Double) -> Double {
    logOdds + l * (means[0] - means[1]) + l * l * (variances[0] - variances[1]) / 2
  }

  /// Independent draws.
  ///
  /// - Parameters:
  ///   - counts: how many at each strength.
  /// - Returns: those of the first strength first.
  /// - Complexity: O(samples).
  public func samples(strengths: [Double], counts: [Int], seed: UInt64) -> [TiltedSample] {
    var stream = SystemStream(seed: seed, purpose: 6)
    var result: [TiltedSample] = []
    for (strength, count) in zip(strengths, counts) {
      for _ in 0..<count {
        result.append(draw(strength, class: stream.uniform(), score: stream.normal()))
      }
    }
    return result
  }

  /// Chains, each at one strength and stationary.
  ///
  /// The latents of class and of score are two autoregressive chains, of which the class is the
  /// threshold and the score the linear image: so the law of every single sample is exact.
  ///
  /// - Parameters:
  ///   - chains: at each strength.
  ///   - length: of each chain.
  ///   - correlation: of the latents from step to step.
  /// - Returns: samples with chain and step.
  /// - Complexity: O(samples).
  public func chains(
    strengths: [Double], chains: Int, length: Int, correlation: Double, seed: UInt64
  ) -> [TiltedSample] {
    var stream = SystemStream(seed: seed, purpose: 7)
    let step = (1 - correlation * correlation).squareRoot()
    var result: [TiltedSample] = []
    for (index, strength) in strengths.enumerated() {
      for chain in 0..<chains {
        var latents = (stream.normal(), stream.normal())
        for time in 0..<length {
          // The normal distribution function: the latent is below its own quantile of P(A).
          var sample = draw(strength, class: erfc(-latents.0 / 2.0.squareRoot()) / 2,
            score: latents.1)
          sample.chain = index * chains + chain
          sample.step = time
          result.append(sample)
          latents.0 = correlation * latents.0 + step * stream.normal()
          latents.1 = correlation * latents.1 + step * stream.normal()
        }
      }
    }
    return result
  }

  private func draw(_ strength: Double, class u: Double, score z: Double) -> TiltedSample {
    let probabilityA = 1 / (1 + exp(-logOdds(atStrength: strength)))
    let place = u < probabilityA ? 0 : 1
    let variance = variances[place]
    return TiltedSample(
      strength: strength, score: means[place] + strength * variance + variance.squareRoot() * z,
      outcome: place == 0 ? .a : .b)
  }
}
