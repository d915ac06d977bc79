import Foundation

/// A fit's numbers, laid open for its test.
extension BendFit {
  /// What a slow and plain computation of the same is compared with.
  package struct Check {
    /// Predictors that the fit was expanded about, and the pseudo-hits, [strengths].
    package let expansion: [Double]
    package let pseudoHits: [Double]
    /// Of every pair of sizes: t_s^2 (over the range of strengths cubed), t_k^2 (over it squared),
    /// ln evidence, and the predictor at strength zero.
    package let rows:
      [(smooth: Double, kink: Double, logEvidence: Double, mean: Double, deviation: Double)]
  }

  /// - Parameter strengths: rising.
  package static func check(
    strengths: [Double], a: [Double], b: [Double], link: DoseLink, start: FirthLogit.Line
  ) -> Check? {
    let geometry = BendGeometry(strengths, allowsKink: true)
    guard
      var fit = BendFit(
        geometry, a: a, b: b, link: link, start: start, target: 0, noSmooth: BendSizes.between)
    else { return nil }
    let pseudo = fit.pseudo
    guard fit.expand(target: 0) else { return nil }
    let place = fit.place(0)
    return Check(
      expansion: fit.expansion, pseudoHits: pseudo,
      rows: fit.components.map {
        let prediction = fit.prediction($0, place, hasFewHits: false)
        return (
          $0.squares.smooth, $0.squares.kink, $0.logEvidence, prediction.mean,
          prediction.deviation
        )
      })
  }
}
