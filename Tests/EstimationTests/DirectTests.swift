import Estimation
import Foundation
import Mathematics
import Testing

struct DirectTests {
  @Test func pointAndExactInterval() throws {
    // The limits are those at which 8 or more, and 8 or fewer, of 11 have a chance of .025.
    let result = Direct.estimate(OutcomeCounts(a: 8, b: 3, other: 4, failed: 1), level: 0.95)
    #expect(result.estimate.logOdds == log(8.0) - log(3.0))
    let interval = try #require(result.estimate.interval)
    let low = logistic(try #require(interval.low))
    let high = logistic(try #require(interval.high))
    #expect(abs(regularizedBeta(UnitPoint(low), 8, 4).lower - 0.025) < 1e-12)
    #expect(abs(regularizedBeta(UnitPoint(high), 9, 3).upper - 0.025) < 1e-12)
    #expect(result.trainings == 16)
    #expect(result.details.map(\.key).contains("jeffreys"))
  }

  @Test func zeroHitsGiveABoundAndNeverAPoint() throws {
    let result = Direct.estimate(OutcomeCounts(a: 300, b: 0), level: 0.95)
    guard case .bound(let bound, .training) = result.estimate else {
      Issue.record("no bound: \(result.estimate)")
      return
    }
    #expect(bound.side == .lower)
    // P(B) is at most 1 - 0.05^(1/300), close to 3 / 300.
    #expect(abs(logistic(-bound.logOdds) - (1 - pow(0.05, 1.0 / 300))) < 1e-15)
    let mirrored = Direct.estimate(OutcomeCounts(a: 0, b: 300), level: 0.95)
    #expect(mirrored.estimate.interval == Interval(low: nil, high: -bound.logOdds))
    #expect(Direct.estimate(OutcomeCounts(a: 1, b: 0), level: 0.95).estimate.logOdds == nil)
  }

  @Test(arguments: [(1, 500), (2, 500), (1, 1)]) func oneAndTwoHitsAreValues(b: Int, a: Int) {
    let result = Direct.estimate(OutcomeCounts(a: a, b: b), level: 0.95)
    guard case .value(let point, let interval, _) = result.estimate else {
      Issue.record("no value")
      return
    }
    #expect(interval.contains(point))
    #expect(interval.low != nil && interval.high != nil)
  }

  @Test func refusesWithWhatToDo() {
    for result in [
      Direct.estimate(OutcomeCounts(), level: 0.95),
      Direct.estimate(OutcomeCounts(other: 10, failed: 3), level: 0.95),
      Direct.estimate(OutcomeCounts(a: -1, b: 3), level: 0.95),
      Direct.estimate(OutcomeCounts(a: 1, b: 3), level: 1),
      Direct.estimate(OutcomeCounts(a: 1, b: 3), level: .nan),
      Direct.estimate(ShareMoments(), level: 0.95),
      Direct.estimate(moments([(5, 5)], inputs: 10), level: 0.95),
      Direct.estimate(moments([(0, 0), (0, 0)], inputs: 10), level: 0.95),
      Direct.estimate(groups: [OutcomeCounts](), level: 0.95),
      Direct.estimate(groups: [OutcomeCounts(a: 3, b: 5)], level: 0.95),
      Direct.estimate(groups: [OutcomeCounts(), OutcomeCounts(a: 3, b: 5)], level: 0.95),
    ] {
      guard case .refused(let reason) = result.estimate else {
        Issue.record("not refused: \(result.estimate)")
        continue
      }
      #expect(reason.contains(":"))
    }
  }

  /// Every outcome enumerated with its exact binomial probability.
  @Test func exactIntervalCoversEverywhere() {
    var least = 1.0
    var leastWithBound = 1.0
    for n in [5, 12, 30, 80] {
      let results = (0...n).map { a in
        Direct.estimate(OutcomeCounts(a: a, b: n - a), level: 0.95).estimate.interval!
      }
      let exact = (0...n).map {
        BinomialIntervals.clopperPearson(
          hits: Double($0), misses: Double(n - $0), level: 0.95)
      }
      for step in 0...140 {
        let truth = -7 + 0.1 * Double(step)
        var covered = 0.0
        var printed = 0.0
        for a in 0...n {
          let logChoose =
            logGamma(Double(n + 1)) - logGamma(Double(a + 1)) - logGamma(Double(n - a + 1))
          let chance = exp(
            logChoose - Double(a) * log1pexp(-truth) - Double(n - a) * log1pexp(truth))
          if exact[a].contains(truth) { covered += chance }
          if results[a].contains(truth) { printed += chance }
        }
        least = min(least, covered)
        leastWithBound = min(leastWithBound, printed)
      }
    }
    print("least coverage: interval \(least), with one-sided bounds at zero hits \(leastWithBound)")
    #expect(least >= 0.95)
    // A bound at the full level in the place of one limit of two costs at most (1 - level) / 2.
    #expect(leastWithBound >= 0.925)
  }

  private func moments(_ runs: [(Int, Int)], inputs: Int) -> ShareMoments {
    var moments = ShareMoments(inputs: inputs)
    for (a, b) in runs { moments.add(answersA: a, answersB: b) }
    return moments
  }

  @Test func answerGrainIsTheDeltaMethod() throws {
    // Influence of a run: x / .65 - y / .175; squares summed / (4 * 3); Student at 3 degrees.
    let result = Direct.estimate(
      moments([(6, 2), (7, 1), (5, 3), (8, 1)], inputs: 10), level: 0.95)
    guard case .value(let point, let interval, _) = result.estimate else {
      Issue.record("no value")
      return
    }
    let influence = [(0.6, 0.2), (0.7, 0.1), (0.5, 0.3), (0.8, 0.1)].map { $0 / 0.65 - $1 / 0.175 }
    let error = (influence.reduce(0) { $0 + $1 * $1 } / 12).squareRoot()
    #expect(abs(point - log(0.65 / 0.175)) < 1e-12)
    #expect(abs(try #require(interval.high) - point - 3.182446305284263 * error) < 1e-9)
  }

  @Test func answerGrainWithoutOnePolicyIsABound() {
    let result = Direct.estimate(
      moments([(6, 0), (7, 0), (5, 0), (8, 0)], inputs: 10), level: 0.95)
    #expect(result.estimate.interval?.high == nil)
    #expect(result.estimate.logOdds == nil)
    #expect(
      result.estimate.interval?.low == BinomialIntervals.allHitsBound(hits: 2.6, level: 0.95))
  }

  @Test func fewCarriersWidenTheInterval() {
    var runs = [(Int, Int)](repeating: (10, 0), count: 99)
    runs.append((0, 10))
    let result = Direct.estimate(moments(runs, inputs: 10), level: 0.95)
    // All of B's answers come from one run: no better than one hit of a hundred.
    let exact = BinomialIntervals.clopperPearson(hits: 99, misses: 1, level: 0.95)
    #expect(result.estimate.interval!.high! >= exact.high! - 1e-9)
    #expect(result.warnings.contains { $0.contains("widened") })
  }

  /// Bases with beta-distributed chances; 2,000 replicates at 30 bases: binomial standard error
  /// .005; false alarm below 1e-6.
  @Test func groupIntervalsCover() {
    var random = SplitMix64(seed: 11)
    var covered = 0
    let replicates = 2000
    for _ in 0..<replicates {
      let groups = (0..<30).map { _ in
        // P(A | base) uniform on [.2, 1], P(B | base) what is left, times a half.
        let a = 0.2 + 0.8 * random.uniform()
        return random.outcomes(runs: 20, a: a, b: (1 - a) / 2)
      }
      let result = Direct.estimate(groups: groups, level: 0.95)
      if result.estimate.interval!.contains(log(0.6 / 0.2)) { covered += 1 }
    }
    let coverage = Double(covered) / Double(replicates)
    print("coverage of direct with 30 bases: \(coverage)")
    #expect(coverage > 0.925 && coverage < 0.975)
  }

  @Test func fewBasesAreSaidToBeFew() {
    let groups = [OutcomeCounts(a: 5, b: 5), OutcomeCounts(a: 8, b: 2), OutcomeCounts(a: 6, b: 4)]
    let result = Direct.estimate(groups: groups, level: 0.95)
    #expect(result.warnings.contains { $0.contains("conditional on these bases") })
    #expect(result.details.contains(Detail("bases_with_b", .number(3))))
  }

  @Test func momentsAddUp() {
    let left = moments([(3, 2), (5, 5)], inputs: 10)
    let right = moments([(7, 1)], inputs: 10)
    #expect(left + right == moments([(3, 2), (5, 5), (7, 1)], inputs: 10))
    #expect(left + ShareMoments() == left)
  }
}
