import ExactSystems
import Estimation
import Testing

/// The strength of equality, with placed strengths.
@Suite struct DoseBracketTests {
  /// 200 replicates of a response that bends at zero, so that windows around equality are narrow.
  ///
  /// With limits that cover at 92 % or better, fewer than 170 of 200 hold the truth less than once
  /// in a thousand.
  @Test func limitsHoldWhereFiellersSetHasNone() throws {
    let learner = DoseLearner(truth: .joined(2), scale: 0.01, budget: 20_000, grain: .answer)
    var (low, high) = (0.0, 1.0)
    while learner.truth.logOdds(high) > 0 { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if learner.truth.logOdds(middle) > 0 { low = middle } else { high = middle }
    }
    let equality = low * learner.scale
    var (covered, bracketed, open) = (0, 0, 0)
    for seed in 1...200 {
      let result = learner.result(seed: UInt64(seed), level: 0.95)
      let found = try #require(result.equalStrength)
      if found.interval.low == nil || found.interval.high == nil { open += 1 }
      if found.interval.contains(equality) { covered += 1 }
      if result.details.contains(where: { $0.key == "ed50_limits_by" }) { bracketed += 1 }
    }
    #expect(covered >= 170)
    #expect(bracketed >= 5, "the system does not show what the test is for")
    #expect(open <= 2)
  }
}
