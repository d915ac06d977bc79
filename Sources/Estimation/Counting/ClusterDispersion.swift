import Foundation
import Mathematics

/// How much wider than independent hits the counts of bases are spread about a curve.
///
/// Runs of one base resemble one another. If the chance of A varies between bases with variance
/// rho p (1 - p), as under a beta-binomial law, n hits of a base and strength have the variance
/// n p (1 - p) (1 + (n - 1) rho). The fit does not need rho: it divides hits by the overdispersion
/// of all cells (quasi-likelihood) and takes its intervals from leaving bases out; rho is what one
/// asks for when planning: more bases, or more runs of each.
///
/// Source: Williams 1982, "Extra-binomial variation in logistic linear models", model II, by the
/// method of moments.
struct ClusterDispersion {
  /// Variance of the residuals over that of independent hits; 1 without clustering.
  let overdispersion: Double
  /// rho: the correlation of two runs of one base at one strength; at most 1, below 0 by chance;
  /// nil where no base has two hits at a strength.
  let intraclassCorrelation: Double?

  /// - Parameters:
  ///   - cells: one for each strength and base.
  ///   - logOdds: the fit, in nats, at a strength.
  /// - Complexity: O(cells).
  init(_ cells: [DoseCell], logOdds: (Double) -> Double) {
    var squares = 0.0
    var independent = 0.0
    var pairs = 0.0
    for cell in cells {
      let eta = logOdds(cell.strength)
      let (p, q) = (logistic(eta), logistic(-eta))
      let residual = cell.residual(probabilityA: p, probabilityB: q)
      squares += residual * residual
      independent += cell.hits * p * q
      pairs += cell.hits * max(0, cell.hits - 1) * p * q
    }
    overdispersion = independent > 0 ? squares / independent : 1
    intraclassCorrelation = pairs > 0 ? min(1, (squares - independent) / pairs) : nil
  }

  var details: [Detail] {
    [
      Detail("overdispersion", .number(overdispersion)),
      Detail(
        "intraclass_correlation",
        intraclassCorrelation.map(DetailValue.number) ?? .text("unknown")),
    ]
  }
}
