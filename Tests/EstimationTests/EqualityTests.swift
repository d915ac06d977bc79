import Estimation
import ExactSystems
import Foundation
import Testing

/// The strength of equality.
struct EqualityTests {
  private func observations(_ rows: [(Double, Int, Int)], shift: Double = 0) -> [DoseObservation] {
    rows.map { DoseObservation(strength: $0.0 + shift, counts: OutcomeCounts(a: $0.1, b: $0.2)) }
  }

  /// 200 replicates of a response whose slope changes at zero, strengths placed. With limits that
  /// cover at 92 % or better, fewer than 170 of 200 hold the truth less than once in a thousand.
  @Test func limitsHoldWhereTheResponseBends() throws {
    let learner = DoseLearner(truth: .joined(2), scale: 0.01, budget: 20_000, grain: .answer)
    let equality = FixedDoses(learner.truth, strengths: [0, 1], runs: 1).equality(from: 0, to: 8)
      * learner.scale
    var (covered, open) = (0, 0)
    for seed in 1...200 {
      let result = learner.design(seed: UInt64(seed)).fitted(level: 0.95, comparesModels: false).result
      let found = try #require(result.equalStrength)
      if found.interval.low == nil || found.interval.high == nil { open += 1 }
      if found.interval.contains(equality) { covered += 1 }
    }
    print("equality of a bent response: \(covered) of 200 held, \(open) open")
    #expect(covered >= 170)
    #expect(open <= 2)
  }

  /// Selenium's type 3 (R package drc): animals alive and dead by dose. 100 and 200 bracket
  /// equality with hundreds of animals.
  @Test func neverBeyondStrengthsWhoseOwnCountsExcludeIt() throws {
    let result = DoseResponse.estimate(
      observations([
        (0, 133, 4), (5, 106, 0), (25, 52, 11), (50, 123, 22), (100, 96, 31), (200, 35, 105),
        (400, 6, 166), (800, 0, 188),
      ]), level: 0.95
    ).result
    let interval = try #require(result.equalStrength).interval
    #expect(try #require(interval.low) >= 100 && #require(interval.high) <= 200)
  }

  private let daphnids: [(Double, Int, Int)] = [
    (4.654, 20, 0), (5.992, 19, 1), (6.397, 17, 3), (7.089, 17, 3), (7.601, 15, 5), (8.070, 14, 6),
    (8.630, 13, 7), (9.169, 3, 17),
  ]

  /// Doses as logarithms have no zero of their own.
  @Test(arguments: [-20.0, 3, 1000]) func aShiftOfAllStrengthsMovesNothing(shift: Double) throws {
    let plain = try #require(
      DoseResponse.estimate(observations(daphnids), level: 0.95).result.equalStrength)
    let moved = try #require(
      DoseResponse.estimate(observations(daphnids, shift: shift), level: 0.95).result.equalStrength)
    #expect(abs(moved.strength - shift - plain.strength) < 1e-6)
    #expect(abs(try #require(moved.interval.low) - shift - #require(plain.interval.low)) < 1e-6)
    #expect(abs(try #require(moved.interval.high) - shift - #require(plain.interval.high)) < 1e-6)
  }

  /// Also where it puts zero among the strengths (deguelin, log10 of doses): the
  /// rough line that the fit begins from is another one there, and five rounds end within 1e-4 of an
  /// error.
  @Test func alsoAcrossZero() throws {
    let rows: [(Double, Int, Int)] = [
      (0.71, 33, 16), (1, 30, 18), (1.31, 14, 34), (1.48, 2, 47), (1.61, 3, 47), (1.7, 0, 48),
    ]
    let plain = try #require(
      DoseResponse.estimate(observations(rows), level: 0.95).result.equalStrength)
    let moved = try #require(
      DoseResponse.estimate(observations(rows, shift: -1.2), level: 0.95).result.equalStrength)
    #expect(abs(moved.strength + 1.2 - plain.strength) < 1e-4)
    #expect(abs(try #require(moved.interval.low) + 1.2 - #require(plain.interval.low)) < 1e-4)
    #expect(abs(try #require(moved.interval.high) + 1.2 - #require(plain.interval.high)) < 1e-4)
  }

  /// Rotenone by raw dose, with controls (Finney 1971): a line in ln dose fits better, so that zero
  /// is no point of the curve and its own 49 survivors give a limit on one side.
  @Test func zeroIsNoPointOfACurveInLnStrength() throws {
    let result = DoseResponse.estimate(
      observations([
        (10.2, 6, 44), (7.7, 7, 42), (5.1, 22, 24), (3.8, 32, 16), (2.6, 44, 6), (0, 49, 0),
      ]), level: 0.95
    ).result
    let bound = BinomialIntervals.allHitsBound(hits: 49, level: 0.95)
    #expect(
      result.estimate == .bound(OneSided(.lower, logOdds: bound), law: .training))
    #expect(result.warnings.contains { $0.contains("zero is no point of the curve") })
    let equality = try #require(result.equalStrength)
    #expect(equality.interval.contains(4.8))
    #expect(try #require(equality.interval.low) > 3.8 && #require(equality.interval.high) < 7.7)
  }
}
