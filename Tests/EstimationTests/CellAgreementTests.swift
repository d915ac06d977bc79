import Foundation
import Mathematics
import Testing

import Estimation

@Suite struct CellAgreementTests {
  /// Without correlations the test is Cochran's, as estimators are compared.
  @Test func independentCellsAreCochrans() {
    let values = [0.3, 0.9, -0.2, 0.5]
    let errors = [0.2, 0.3, 0.25, 0.5]
    let found = CellAgreement(
      values: values,
      covariance: errors.indices.map { row in
        errors.indices.map { row == $0 ? errors[row] * errors[row] : 0 }
      })
    let z = normalQuantile(Tails(lower: 0.975, upper: 0.025))
    let expected = Triangulation(
      zip(values, errors).enumerated().map { index, cell in
        EstimatorResult(
          estimator: "\(index)", grain: .run,
          estimate: .value(
            logOdds: cell.0,
            interval: Interval(low: cell.0 - z * cell.1, high: cell.0 + z * cell.1),
            law: .training), level: 0.95, trainings: 1)
      })
    #expect(abs(found.q - (expected.q ?? 0)) < 1e-9)
    #expect(abs(found.degrees - 3) < 1e-9)
    #expect(abs(found.p - (expected.p ?? 0)) < 1e-9)
  }

  /// Cells that share half their noise and differ in size: of 4,000 draws in which all are of one L,
  /// 5 % are called different, within four standard errors (1.4 %); taken for independent, hardly any
  /// would be.
  @Test func falseAlarmsOfCorrelatedCells() {
    var stream = SplitMix64(seed: 4)
    func normal() -> Double {
      let u = Double(stream.next() >> 11) / 9_007_199_254_740_992 + 1e-17
      return normalQuantile(Tails(lower: u, upper: 1 - u))
    }
    let errors = [0.1, 0.2, 0.3, 0.15, 0.25, 0.2]
    let share = 0.7
    let covariance = errors.indices.map { row in
      errors.indices.map { errors[row] * errors[$0] * (row == $0 ? 1 : share) }
    }
    let independent = errors.indices.map { row in
      errors.indices.map { row == $0 ? errors[row] * errors[row] : 0 }
    }
    var (alarms, taken) = (0, 0)
    for _ in 0..<4000 {
      let common = normal()
      let values = errors.map {
        0.4 + $0 * (share.squareRoot() * common + (1 - share).squareRoot() * normal())
      }
      if CellAgreement(values: values, covariance: covariance).p < 0.05 { alarms += 1 }
      if CellAgreement(values: values, covariance: independent).p < 0.05 { taken += 1 }
    }
    #expect(abs(Double(alarms) / 4000 - 0.05) < 0.014, "\(alarms)")
    #expect(taken < alarms / 2, "\(taken)")
  }

  /// Cells of the same runs cannot differ by chance.
  @Test func sharedRunsLeaveNothingToChance() {
    let all = [[0.04, 0.04], [0.04, 0.04]]
    #expect(CellAgreement(values: [1, 1], covariance: all).p == 1)
    #expect(CellAgreement(values: [1, 1.2], covariance: all).p == 0)
  }

  @Test func influencesTellWhatIsShared() throws {
    let shares: [(a: Double, b: Double)?] = [(0.5, 0.2), (0.7, 0.1), (0.4, 0.4), (0.6, 0.3), nil]
    let one = try #require(UnitInfluence(space: "bases", shares: shares))
    let swapped = try #require(
      UnitInfluence(space: "bases", shares: shares.map { $0.map { ($0.b, $0.a) } }))
    let elsewhere = try #require(UnitInfluence(space: "other", shares: shares))
    #expect(abs(one.correlation(with: one) - 1) < 1e-12)
    #expect(abs(one.correlation(with: swapped) + 1) < 1e-12)
    #expect(one.correlation(with: elsewhere) == 0)
    #expect(UnitInfluence(space: "bases", shares: [(1, 0), (0.5, 0)]) == nil)
  }

  /// With 20 intervals at Šidák's level about 95 % of 4,000 families hold whole (standard error
  /// .34 %).
  @Test func simultaneousIntervalsHoldTogether() {
    let level = SimultaneousLevel.sidak(0.95, intervals: 20)
    #expect(abs(pow(level, 20) - 0.95) < 1e-12)
    #expect(SimultaneousLevel.sidak(0.95, intervals: 1) == 0.95)
  }
}
