import Foundation
import Mathematics

/// The log odds of two sets in the law of one state.
///
/// A and B are two states without samples: W_nA = W_n0 1_A(x_n) / p_A, so that f_B - f_A is
/// ln p_A / p_B and its variance stands in Theta beside those of the others.
public struct SetOdds: Hashable, Sendable {
  /// ln P(A) / P(B) in nats; not finite where no sample of a set has weight.
  public let logOdds: Double
  /// Of independent samples, in nats.
  public let standardError: Double
  /// P(A), P(B) in the state.
  public let probabilities: [Double]
  /// 1 / sum_n W_nA^2, and of B: how many independent draws from A, and from B, would be as good.
  public let effectiveSamples: [Double]
  /// How heavy the tails of the weights in A, and in B, are (Pareto's shape); above .5 their
  /// variance is infinite. Nil for fewer than 25 samples.
  public let tailIndices: [Double?]
  /// What the heaviest sample of A, and of B, weighs of its class, in (0, 1].
  public let largestShares: [Double]

  /// - Throws: `FreeEnergyError.noOverlap` where a set has no sample of any weight.
  init(
    _ sums: WeightSums, tails: WeightTails, theta: Theta, setState: Int
  ) throws(FreeEnergyError) {
    let probabilities = sums.setTotals
    for (name, probability) in zip(["A", "B"], probabilities) where !(probability > 0) {
      throw .noOverlap(
        "no sample of \(name) has weight in the law that is asked for: draw samples of \(name)"
          + " nearer to it")
    }
    let states = sums.products.columns
    var products = Matrix(rows: states + 2, columns: states + 2)
    for i in 0..<states {
      for j in 0..<states { products[i, j] = sums.products[i, j] }
      for set in 0..<2 {
        let product = sums.setProducts[set][i] / probabilities[set]
        products[i, states + set] = product
        products[states + set, i] = product
      }
    }
    for set in 0..<2 {
      // No sample is in both sets, so their own product is zero.
      products[states + set, states + set] =
        sums.setProducts[set][setState] / (probabilities[set] * probabilities[set])
    }
    let covariance = theta.covariance(products)
    let (a, b) = (states, states + 1)
    logOdds = log(probabilities[0]) - log(probabilities[1])
    standardError = max(0, covariance[a, a] + covariance[b, b] - 2 * covariance[a, b]).squareRoot()
    self.probabilities = probabilities
    tailIndices = tails.shapes
    largestShares = tails.largestShares
    effectiveSamples = [1 / products[a, a], 1 / products[b, b]]
  }
}
