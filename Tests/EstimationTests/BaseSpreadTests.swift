import Estimation
import Foundation
import Testing

/// Bases at the edges: alike, all or nothing, with few hits.
struct BaseSpreadTests {
  private func bases(_ count: Int, _ a: Int, _ b: Int) -> [OutcomeCounts] {
    [OutcomeCounts](repeating: OutcomeCounts(a: a, b: b), count: count)
  }

  private func interval(_ groups: [OutcomeCounts]) -> Interval {
    Direct.estimate(groups: groups, level: 0.95).estimate.interval!
  }

  /// The exact interval of as many independent runs.
  @Test(arguments: [(20, 99, 1, 4.16, 5.09), (20, 50, 50, -0.089, 0.089), (4, 24, 1, 2.21, 4.50)])
  func basesAlikeAreWorthTheirRuns(
    count: Int, a: Int, b: Int, low: Double, high: Double
  ) throws {
    let found = interval(bases(count, a, b))
    #expect(abs(try #require(found.low) - low) < 0.006)
    #expect(abs(try #require(found.high) - high) < 0.006)
    let exact = BinomialIntervals.clopperPearson(
      hits: Double(count * a), misses: Double(count * b), level: 0.95)
    #expect(abs(found.low! - exact.low!) < 1e-9 && abs(found.high! - exact.high!) < 1e-9)
  }

  /// From none to twelve bases with a single hit of B: every further hit makes the upper limit of
  /// P(B) at most three times smaller, and the first does not make it smaller at all.
  @Test(arguments: [20, 100]) func oneMoreHitIsNoProof(count: Int) throws {
    var last = try #require(interval(bases(count, 100, 0)).low)
    for hits in 1...12 {
      let low = try #require(
        interval(bases(count - hits, 100, 0) + bases(hits, 99, 1)).low)
      #expect(low - last < log(3))
      if hits == 1 { #expect(low < last) }
      last = low
    }
  }

  /// A base is all B with the chance .05, else B has one in 2,000: 24 tables that show hits and no
  /// such base hold the truth, 2.934.
  @Test func aHeavyBaseThatWasNotMetIsHeld() throws {
    let truth = log1p(-0.050475) - log(0.050475)
    var random = SplitMix64(seed: 5)
    var tables = 0
    while tables < 24 {
      let groups = (0..<20).map { _ in random.outcomes(runs: 100, a: 0.9995, b: 0.0005) }
      if groups.allSatisfy({ $0.b == 0 }) { continue }
      tables += 1
      #expect(interval(groups).contains(truth), "\(groups.map(\.b))")
    }
  }

  /// All or nothing: bases are the hits.
  @Test func wholeBasesCountAsOne() throws {
    for b in 1...9 {
      let found = interval(bases(20 - b, 100, 0) + bases(b, 0, 100))
      let exact = BinomialIntervals.clopperPearson(
        hits: Double(20 - b), misses: Double(b), level: 0.95)
      #expect(try #require(found.low) <= exact.low! + 1e-9)
      #expect(try #require(found.high) >= exact.high! - 1e-9)
    }
  }

  @Test func exchangingThePoliciesChangesSignsOnly() throws {
    var random = SplitMix64(seed: 6)
    for _ in 0..<200 {
      let p = random.uniform() < 0.5 ? 0.01 : 0.3
      let groups = (0..<(2 + Int(random.next() % 30))).map { _ -> OutcomeCounts in
        if random.uniform() < 0.1 { return OutcomeCounts(b: 40) }
        return random.outcomes(runs: 40, a: 1 - 2 * p, b: p)
      }
      let one = Direct.estimate(groups: groups, level: 0.95).estimate
      let other = Direct.estimate(
        groups: groups.map {
          OutcomeCounts(a: $0.b, b: $0.a, other: $0.other, failed: $0.failed)
        }, level: 0.95
      ).estimate
      #expect(one.logOdds == other.logOdds.map { -$0 })
      #expect(
        abs((one.interval?.low ?? 0) + (other.interval?.high ?? 0)) < 1e-9
          && abs((one.interval?.high ?? 0) + (other.interval?.low ?? 0)) < 1e-9)
    }
  }

  /// At the answer grain runs' own spread within bases is the floor.
  @Test func answersWithinBasesAreTheFloor() throws {
    let group = (0..<10).reduce(into: ShareMoments(inputs: 10)) { sum, i in
      sum.add(answersA: i < 5 ? 8 : 4, answersB: i < 5 ? 2 : 6)
    }
    let found = Direct.estimate(
      groups: [ShareMoments](repeating: group, count: 20), level: 0.95
    ).estimate
    let independent = Direct.estimate(
      (1..<20).reduce(group) { sum, _ in sum + group }, level: 0.95
    ).estimate
    func width(_ estimate: Estimate) throws -> Double {
      try #require(estimate.interval?.high) - #require(estimate.interval?.low)
    }
    #expect(abs(try width(found) / width(independent) - 1) < 0.1)
  }
}
