import Estimation
import Foundation
import Testing

struct LogProbabilityTests {
  @Test func countsGiveExactLimits() {
    // Clopper and Pearson for 3 of 10 at 95 %: 0.06673951 to 0.65245285 (R 4.2, binom.test).
    let few = LogProbability.counted(hits: 3, runs: 10, level: 0.95)
    #expect(abs((few.point ?? 0) - log(0.3)) < 1e-15)
    #expect(abs(exp(few.interval?.low ?? 0) - 0.06673951) < 1e-8)
    #expect(abs(exp(few.interval?.high ?? 0) - 0.65245285) < 1e-8)
    let all = LogProbability.counted(hits: 10, runs: 10, level: 0.95)
    #expect(all.point == 0 && all.interval?.high == 0)
    guard case .atMost(let limit) = LogProbability.counted(hits: 0, runs: 100, level: 0.95) else {
      Issue.record("not a limit")
      return
    }
    #expect(abs(exp(limit) - (1 - pow(0.05, 0.01))) < 1e-14)
    for bad in [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0), (0, 0, 0.95)] as [(Int, Int, Double)] {
      let refused = LogProbability.counted(hits: bad.0, runs: bad.1, level: bad.2)
      #expect(refused.interval == nil)
    }
  }

  /// Squares of the distances add, each side for itself.
  @Test func oddsCombineLopsidedIntervals() {
    let a = LogProbability.value(-1, interval: Interval(low: -1.3, high: -0.8))
    let b = LogProbability.value(-14, interval: Interval(low: -14.4, high: -13.2))
    guard case .value(let odds, let interval, _) = LogProbability.logOdds(a, over: b) else {
      Issue.record("not a value")
      return
    }
    #expect(odds == 13)
    #expect(abs((interval.low ?? 0) - (13 - (0.09 + 0.64).squareRoot())) < 1e-12)
    #expect(abs((interval.high ?? 0) - (13 + (0.04 + 0.16).squareRoot())) < 1e-12)
  }

  @Test func boundsStayOnTheirSide() {
    let a = LogProbability.value(-1, interval: Interval(low: -1.3, high: -0.8))
    #expect(
      LogProbability.logOdds(a, over: .atMost(-10))
        == .bound(OneSided(.lower, logOdds: 8.7), law: .training))
    #expect(
      LogProbability.logOdds(a, over: .atLeast(-10))
        == .bound(OneSided(.upper, logOdds: 9.2), law: .training))
    #expect(
      LogProbability.logOdds(.atMost(-2), over: a)
        == .bound(OneSided(.upper, logOdds: -2 + 1.3), law: .training))
    #expect(LogProbability.logOdds(.atMost(-2), over: .atMost(-3)).interval == nil)
    #expect(LogProbability.logOdds(.refused("why"), over: a) == .refused("why"))
    #expect(LogProbability.logOdds(a, over: .refused("why")) == .refused("why"))
  }
}
