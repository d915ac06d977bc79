import Foundation
import Mathematics

/// A bigram table drawn from its posterior: every row Dirichlet, B if in every row B's token has
/// more than half of the row's mass.
///
/// A token's share in a row is Beta(c, C - c) with c its concentration (prior weight and count) and
/// C the row's sum, and rows are independent: ln P = sum over rows of ln P(Beta > 1/2). The score
/// is the least log odds of B's token, over rows.
public struct DirichletBigrams: NoiseSystem {
  /// Concentrations, rows x tokens.
  public let concentrations: [[Double]]
  /// B's token in every row.
  public let tokens: [Int]
  public let blocks: [(name: String, count: Int)]

  /// - Parameters:
  ///   - concentrations: each at least 0.5, rows x tokens.
  ///   - tokens: one index for each row.
  public init(concentrations: [[Double]], tokens: [Int]) {
    precondition(concentrations.count == tokens.count && !tokens.isEmpty)
    precondition(concentrations.allSatisfy { $0.count > 1 && $0.allSatisfy { $0 >= 0.5 } })
    precondition(zip(concentrations, tokens).allSatisfy { $0.indices.contains($1) })
    self.concentrations = concentrations
    self.tokens = tokens
    blocks = [("table", concentrations.reduce(0) { $0 + $1.count })]
  }

  public var logProbability: Double {
    zip(concentrations, tokens).reduce(0) { sum, row in
      let own = row.0[row.1]
      let others = row.0.reduce(0, +) - own
      return sum + log(regularizedBeta(UnitPoint(0.5), own, others).upper)
    }
  }

  /// Dirichlet shares are independent gamma draws over their sum.
  public func score(_ latents: [Double]) -> Double {
    var least = Double.infinity
    var i = 0
    for (row, token) in zip(concentrations, tokens) {
      var own = 0.0
      var others = 0.0
      for (j, shape) in row.enumerated() {
        let tails = normalTails(latents[i])
        // Shape 1 is the exponential law, whose quantile is a logarithm.
        let draw = shape == 1 ? -log(tails.upper) : inverseRegularizedGamma(shape: shape, tails)
        if j == token { own = draw } else { others += draw }
        i += 1
      }
      least = min(least, log(own) - log(others))
    }
    return least
  }
}
