import Estimation
import Foundation
import Mathematics
import Testing

/// Firth's estimate against somebody else's package, every link against general optimisers, and the
/// fast line against the general curve.
struct FirthAgreementTests {
  private let drop = chiSquareQuantile(Tails(lower: 0.95, upper: 0.05), degrees: 1)

  private func fit(_ reference: FirthReference) throws -> FirthLogit {
    try #require(
      FirthLogit(
        reference.strengths.indices.map { i in
          FirthLogit.Cell(strength: reference.strengths[i], a: reference.a[i], b: reference.b[i])
        }))
  }

  /// firthmodels (References/firth_package.py) on six sets, one of them separated. It ends where
  /// its step is below 1e-8 of its own unit, which leaves seven digits of the maximum; the limits
  /// of the profile hardly feel that.
  @Test func aPackageFindsTheSame() throws {
    var worst = 0.0
    for reference in FirthReference.package {
      let fit = try fit(reference)
      let alpha = fit.interval(at: 0, drop: drop)
      let beta = fit.slopeInterval(drop: drop)
      let ours = [
        fit.line.logOdds(at: 0), fit.line.slope, alpha.low!, alpha.high!, beta.low!, beta.high!,
      ]
      for (index, (value, expected)) in zip(ours, reference.values).enumerated() {
        let error = abs(value - expected) / abs(expected)
        worst = max(worst, error)
        #expect(error < (index < 2 ? 1e-7 : 1e-8), "\(value) for \(expected)")
      }
    }
    print("largest relative difference from firthmodels: \(worst)")
  }

  /// L(0) and the log likelihood of four links and two shapes on five sets (References/links.py),
  /// to six digits: far below the standard error, where Newton's method ends.
  @Test func linksAgreeWithGeneralOptimisers() throws {
    var worst = 0.0
    for reference in LinksReference.all {
      let cells = reference.strengths.indices.map { i in
        FirthLogit.Cell(
          strength: reference.strengths[i], a: Double(reference.a[i]), b: Double(reference.b[i]))
      }
      let start = try #require(FirthLogit(cells)).line
      var models = 0
      for shape in [CurveShape.line, .quadratic] {
        for link in DoseLink.allCases {
          let name = "\(link.rawValue) \(shape.rawValue)"
          let expected = try #require(reference.models[name])
          let fit = try #require(
            FirthCurve(cells, shape: shape, link: link, from: start), "\(name)")
          for (value, expected) in zip([fit.logOdds(at: 0), fit.logLikelihood], expected) {
            let error = abs(value - expected) / max(1, abs(expected))
            worst = max(worst, error)
            #expect(error < 1e-6, "\(name): \(value) for \(expected)")
          }
          models += 1
        }
      }
      #expect(models == reference.models.count)
    }
    print("largest relative difference of a link from the general optimiser: \(worst)")
  }

  /// `FirthLogit` is `FirthCurve` with a line and the logit, made fast.
  @Test func theLineIsTheCurvesSpecialCase() throws {
    var worst = 0.0
    for reference in FirthReference.all {
      let line = try fit(reference)
      let curve = try #require(FirthCurve(line.cells, shape: .line, from: line.line))
      let scale = reference.strengths.map { abs($0) }.max()!
      // Thousands of nats out, where nobody looks, the curve gives no limits.
      for strength in [0, reference.strengths[0], scale]
      where abs(line.line.logOdds(at: strength)) < 100 {
        let (one, other) = (
          line.interval(at: strength, drop: drop), curve.interval(at: strength, drop: drop)
        )
        for (value, expected) in [
          (line.line.logOdds(at: strength), curve.logOdds(at: strength)), (one.low!, other.low!),
          (one.high!, other.high!),
        ] {
          let error = abs(value - expected) / max(1, abs(expected))
          worst = max(worst, error)
          #expect(error < 1e-7, "\(value) for \(expected) at \(strength)")
        }
      }
    }
    print("largest relative difference of the fast line from the curve: \(worst)")
  }
}
