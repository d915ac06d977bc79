import Estimation
import Foundation
import Mathematics
import Testing

/// The quick fit with bends, diagonal in every size, beside the formulas with whole matrices.
struct BendFitTests {
  private static let strengths = [-2.0, -1, 0.5, 1, 1.5, 3]
  private static let hits: [(a: Double, b: Double)] = [
    (55, 5), (47, 13), (33, 27), (28, 32), (25, 35), (9, 51),
  ]

  private func times(_ m: Matrix, _ v: [Double]) -> [Double] {
    (0..<m.rows).map { i in v.indices.reduce(0) { $0 + m[i, $1] * v[$1] } }
  }

  private func dot(_ u: [Double], _ v: [Double]) -> Double {
    zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func inverse(_ m: Matrix) throws -> Matrix {
    try m.solvePositiveDefinite(.identity(m.rows))
  }

  private func logDeterminant(_ m: Matrix) throws -> Double {
    try m.symmetricEigenvalues().values.reduce(0) { $0 + log($1) }
  }

  /// Integrated Brownian motion from the smallest strength on, as it stands in the books.
  private func brownian(_ x: Double, _ y: Double) -> Double {
    let (m, most) = (min(x, y), max(x, y))
    return m * m * (3 * most - m) / 6
  }

  @Test(arguments: [DoseLink.logit, .probit, .complementaryLogLog, .logLog])
  func agreesWithWholeMatrices(link: DoseLink) throws {
    let x = Self.strengths.map { $0 / 5 }
    let cells = zip(Self.strengths, Self.hits).map {
      FirthLogit.Cell(strength: $0, a: $1.a, b: $1.b)
    }
    let line = try #require(FirthLogit(cells)).line
    let check = try #require(
      BendFit.check(
        strengths: Self.strengths, a: Self.hits.map(\.a), b: Self.hits.map(\.b), link: link,
        start: line))
    let n = x.count
    let points = check.expansion.map(link.point)
    var (weights, scores, raw, working) = ([Double](), [Double](), [Double](), [Double]())
    var (logLikelihood, misfit) = (0.0, 0.0)
    for i in 0..<n {
      let (a, b, point) = (Self.hits[i].a, Self.hits[i].b, points[i])
      let weight: Double = (a + b) * point.weight
      let score: Double = a * point.slopeA + b * point.slopeB
      let pull: Double = check.pseudoHits[i] / 2 * (point.slopeA + point.slopeB)
      weights.append(weight)
      scores.append(score)
      raw.append(check.expansion[i] + score / weight)
      working.append(check.expansion[i] + (score + pull) / weight)
      logLikelihood += a * point.logA + b * point.logB
      misfit += score * score / weight
    }
    var constants: [Double] = []
    #expect(check.rows.count > 50)
    for row in check.rows {
      func prior(_ u: Double, _ v: Double) -> Double {
        row.smooth * brownian(u + 0.4, v + 0.4) + row.kink * abs(u) * abs(v)
      }
      var s = Matrix(rows: n, columns: n)
      for i in 0..<n {
        for j in 0..<n { s[i, j] = prior(x[i], x[j]) + (i == j ? 1 / weights[i] : 0) }
      }
      let inverse = try inverse(s)
      let ones = [Double](repeating: 1, count: n)
      let (sOnes, sX) = (times(inverse, ones), times(inverse, x))
      let (m00, m01, m11) = (dot(ones, sOnes), dot(ones, sX), dot(x, sX))
      let determinant = m00 * m11 - m01 * m01
      func coefficients(_ y: [Double]) -> (Double, Double) {
        let (r0, r1) = (dot(sOnes, y), dot(sX, y))
        return ((m11 * r0 - m01 * r1) / determinant, (m00 * r1 - m01 * r0) / determinant)
      }
      func residual(_ y: [Double]) -> [Double] {
        let (a, b) = coefficients(y)
        return (0..<n).map { y[$0] - a - b * x[$0] }
      }
      let left = residual(raw)
      let logWeights: Double = weights.reduce(0) { $0 + log($1) }
      let fit: Double = dot(left, times(inverse, left))
      var plain: Double = -0.5 * (try logDeterminant(s)) - 0.5 * log(determinant)
      plain += -0.5 * fit + logLikelihood + 0.5 * misfit - 0.5 * logWeights
      constants.append(plain - row.logEvidence)
      // Kriging with a linear drift.
      let cross = x.map { prior($0, 0) }
      let solved = times(inverse, cross)
      let mean = coefficients(working).0 + dot(solved, residual(working))
      let (d0, d1) = (1 - dot(ones, solved), -dot(x, solved))
      let drift: Double = d0 * d0 * m11 - 2 * d0 * d1 * m01 + d1 * d1 * m00
      let variance: Double = prior(0, 0) - dot(cross, solved) + drift / determinant
      #expect(abs(mean - row.mean) < 1e-6, "\(row)")
      // The determinant of the whole matrices cancels in proportion to the size of the bends: those
      // of a thousand errors leave it some four digits.
      let rounding = max(1e-4, 2e-10 * max(row.smooth, row.kink))
      #expect(abs(variance.squareRoot() / row.deviation - 1) < rounding, "\(row)")
    }
    // Up to what is the same for all sizes and, but for the slope of the link, all links.
    #expect(constants.max()! - constants.min()! < 1e-6)
    let slope = link.point(link.predictor(logOdds: 0))
    let unit = 2 * log(1 / (slope.slopeA - slope.slopeB))
    #expect(abs(constants[0] - unit) < 1e-6, "\(constants[0]) \(unit)")
  }
}
