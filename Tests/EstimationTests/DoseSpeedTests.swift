import Estimation
import Foundation
import Mathematics
import Testing

/// The dose-response's quick ways beside the slow and clear ones.
struct DoseSpeedTests {
  /// Row by row, as a textbook has it.
  private static func plainInverse(_ matrix: [[Double]]) -> ([[Double]], Double) {
    let n = matrix.count
    var work = matrix
    var inverse = (0..<n).map { i in (0..<n).map { $0 == i ? 1.0 : 0 } }
    var logDeterminant = 0.0
    for k in 0..<n {
      let pivot = work[k][k]
      logDeterminant += log(pivot)
      for j in 0..<n {
        work[k][j] /= pivot
        inverse[k][j] /= pivot
      }
      for i in 0..<n where i != k {
        let factor = work[i][k]
        for j in 0..<n {
          work[i][j] -= factor * work[k][j]
          inverse[i][j] -= factor * inverse[k][j]
        }
      }
    }
    return (inverse, logDeterminant)
  }

  @Test(arguments: 1...4) func smallInversesAreThePlainOnes(size: Int) throws {
    var random = SplitMix64(seed: UInt64(size))
    for _ in 0..<50 {
      var matrix = SmallSymmetric(size: size)
      var plain = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
      for _ in 0..<6 {
        var x = SIMD4<Double>.zero
        for i in 0..<size { x[i] = 2 * random.uniform() - 1 }
        let weight = 100 * random.uniform()
        matrix.add(x, weight: weight)
        for i in 0..<size {
          for j in 0..<size { plain[i][j] += weight * x[i] * x[j] }
        }
      }
      let (inverse, logDeterminant) = Self.plainInverse(plain)
      let quick = try #require(matrix.inverse())
      #expect(abs(quick.logDeterminant - logDeterminant) < 1e-9)
      for i in 0..<size {
        for j in 0..<size {
          let scale = (inverse[i][i] * inverse[j][j]).squareRoot()
          #expect(abs(quick.matrix[i, j] - inverse[i][j]) < 1e-9 * scale)
        }
      }
      let x = SIMD4(1, size > 1 ? -2 : 0, size > 2 ? 3 : 0, size > 3 ? 0.5 : 0)
      var form = 0.0
      for i in 0..<size {
        for j in 0..<size { form += x[i] * plain[i][j] * x[j] }
      }
      #expect(abs(matrix.form(x, x) - form) < 1e-9 * abs(form))
    }
    var singular = SmallSymmetric(size: size)
    singular.add(SIMD4(1, size > 1 ? 1 : 0, 0, 0), weight: 1)
    #expect((singular.inverse() == nil) == (size > 1))
  }

  /// One exponential for both classes gives what four functions give.
  @Test func logitSharesItsExponential() {
    for eta in [-800.0, -30, -1, -1e-9, 0, 1e-9, 0.5, 2, 40, 800] {
      let point = DoseLink.logit.point(eta)
      #expect(abs(point.logA + log1pexp(-eta)) <= 4e-16 * abs(point.logA))
      #expect(abs(point.logB + log1pexp(eta)) <= 4e-16 * abs(point.logB))
      #expect(point.slopeA == logistic(-eta) && point.slopeB == -logistic(eta))
      #expect(point.weight == logistic(eta) * logistic(-eta))
    }
  }

  private static func cells(_ random: inout SplitMix64) -> [FirthLogit.Cell] {
    let count = 3 + Int(random.next() % 20)
    let strengths = (0..<count).map { _ in
      (random.uniform() < 0.5 ? -1 : 1) * pow(10, 4 * random.uniform() - 3)
    }.sorted()
    let turn = 2 * random.uniform() - 1
    let slope = pow(10, 4 * random.uniform() - 1)
    return strengths.map { strength in
      let p = logistic(slope * (turn - strength))
      let counts = random.outcomes(runs: 2 + Int(random.next() % 60), a: p, b: 1 - p)
      return FirthLogit.Cell(strength: strength, a: Double(counts.a), b: Double(counts.b))
    }
  }

  /// Skipping starts that cannot win leaves the winner.
  @Test func hopelessStartsAreSkippedAndNoOthers() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<200 {
      let cells = Self.cells(&random)
      let quick = FirthLogit.starts(cells, skipsHopeless: true)
      let slow = FirthLogit.starts(cells, skipsHopeless: false)
      #expect(quick.map(\.value) == slow.map(\.value) && quick.map(\.slope) == slow.map(\.slope))
    }
  }

  /// Whether the slope's interval leaves out zero, with and without its limits.
  @Test func establishedSlopesNeedNoLimits() {
    var random = SplitMix64(seed: 4)
    var established = 0
    for _ in 0..<300 {
      guard let fit = FirthLogit(Self.cells(&random)) else { continue }
      for drop in [0.5, 3.84, 20] {
        let interval = fit.slopeInterval(drop: drop)
        let excludes = (interval.low ?? -1) > 0 || (interval.high ?? 1) < 0
        #expect(fit.slopeExcludesZero(drop: drop) == excludes)
        established += excludes ? 1 : 0
      }
    }
    #expect(established > 100)
  }

  @Test func modelsChangeNothingOfTheEstimate() {
    let data = [-1.0, 0.5, 1, 2, 3].map { strength in
      let a = Int((200 * logistic(2 - strength)).rounded())
      return DoseObservation(strength: strength, counts: OutcomeCounts(a: a, b: 200 - a))
    }
    let with = DoseResponse.estimate(data, level: 0.95).result
    let without = DoseResponse.estimate(data, level: 0.95, comparesModels: false).result
    #expect(with.estimate == without.estimate && with.equalStrength == without.equalStrength)
    #expect(with.modelRange != nil && without.modelRange == nil)
  }

  @Test func equalityChangesNothingOfTheEstimate() {
    let data = [-1.0, 0.5, 1, 2, 3].map { strength in
      let a = Int((200 * logistic(2 - strength)).rounded())
      return DoseObservation(strength: strength, counts: OutcomeCounts(a: a, b: 200 - a))
    }
    let with = DoseResponse.estimate(data, level: 0.95).result
    let without = DoseResponse.estimate(data, level: 0.95, findsEquality: false).result
    #expect(with.estimate == without.estimate && with.modelRange == without.modelRange)
    #expect(with.equalStrength != nil && without.equalStrength == nil)
  }

  /// Where nothing but the chances is wanted, they are those of the whole point.
  @Test(arguments: DoseLink.allCases) func chancesAloneAreThePoints(link: DoseLink) {
    for step in -80...60 {
      let predictor = Double(step) / 10
      let (point, chances) = (link.point(predictor), link.logChances(predictor))
      #expect(abs(point.logA - chances.a) <= 1e-12 * abs(point.logA), "\(predictor)")
      #expect(abs(point.logB - chances.b) <= 1e-12 * abs(point.logB), "\(predictor)")
    }
  }
}
