import Estimation
import ExactSystems
import Foundation
import Mathematics
import Testing

/// What the dose-response promises of L(0), on the cases that showed it broken.
struct DosePromiseTests {
  private func exact(_ runs: Int) -> [DoseObservation] {
    [-2.0, -1, 1, 2, 3].map { strength in
      let a = Int((Double(runs) * logistic(1 - strength)).rounded())
      return DoseObservation(strength: strength, counts: OutcomeCounts(a: a, b: runs - a))
    }
  }

  private func width(_ result: EstimatorResult) throws -> Double {
    let interval = try #require(result.estimate.interval)
    return try #require(interval.high) - #require(interval.low)
  }

  /// Points exactly on a logit: as the runs grow a hundredfold the width falls tenfold, to within a
  /// fifth.
  @Test func widthFallsWithTheRuns() throws {
    var last: Double?
    for runs in [1_000, 100_000, 10_000_000, 100_000_000] {
      let result = DoseResponse.estimate(exact(runs), level: 0.95).result
      let own = try width(result)
      #expect(abs(try #require(result.estimate.logOdds) - 1) < own / 10)
      #expect(try #require(result.modelRange).contains(1))
      if let last {
        let fold = runs == 100_000_000 ? 10.0.squareRoot() : 10
        #expect(last / own > fold / 1.3, "\(runs): \(last) to \(own)")
      }
      last = own
    }
  }

  /// A few hits on the far side of zero are interpolation too: half of such data sets once got an
  /// interval of five to eight nats, where a line's own is .9 wide.
  @Test(arguments: [[2, 4, 17, 30, 39], [3, 5, 19, 37, 38], [1, 3, 22, 33, 37], [0, 5, 23, 32, 39]])
  func fewHitsBeyondZeroAreInterpolation(b: [Int]) throws {
    let data = zip([-2.0, -1, 1, 2, 3], b).map { strength, b in
      DoseObservation(strength: strength, counts: OutcomeCounts(a: 40 - b, b: b))
    }
    let result = DoseResponse.estimate(data, level: 0.95).result
    #expect(try width(result) < 2)
    #expect(!result.details.contains { $0.key == "bend_allowance_nats" })
  }

  /// Without any hit of B expected at or below zero it is an extrapolation, and allows for bends.
  @Test func nothingBeyondZeroIsExtrapolation() throws {
    let data = zip([-2.0, 2, 3, 4, 5], [0, 2, 9, 22, 33]).map { strength, b in
      DoseObservation(strength: strength, counts: OutcomeCounts(a: 40 - b, b: b))
    }
    let result = DoseResponse.estimate(data, level: 0.95).result
    #expect(result.details.contains { $0.key == "bend_allowance_nats" })
  }

  /// 60 replicates with 300 runs a strength: the median width is about 1.3 times the line's own.
  @Test func widthIsNearTheLines() throws {
    let doses = FixedDoses(.line(1, link: .logit), strengths: [-2, -1, 1, 2, 3], runs: 300)
    var widths: [Double] = []
    var ideal = 0.0
    for seed in 1...60 {
      let data = doses.observations(seed: UInt64(seed))
      widths.append(
        try width(DoseResponse.estimate(data, level: 0.95, comparesModels: false).result))
      ideal += try #require(doses.lineWidth(data, link: .logit)) / 60
    }
    #expect(widths.sorted()[30] < 1.5 * ideal, "\(widths.sorted()[30] / ideal)")
  }

  private func exchanged(_ data: [DoseObservation]) -> [DoseObservation] {
    data.map {
      var other = $0
      (other.counts.a, other.counts.b) = ($0.counts.b, $0.counts.a)
      (other.shares.sumA, other.shares.sumB) = ($0.shares.sumB, $0.shares.sumA)
      (other.shares.sumAA, other.shares.sumBB) = ($0.shares.sumBB, $0.shares.sumAA)
      return other
    }
  }

  private func close(_ one: Double?, _ other: Double?, _ place: String) {
    guard let one, let other else {
      #expect(one == nil && other == nil, "\(place)")
      return
    }
    #expect(abs(one - other) <= 1e-6 * max(1, abs(one)), "\(place): \(one) \(other)")
  }

  private func expectMirrored(_ data: [DoseObservation], _ grain: Grain, _ place: String) {
    let one = DoseResponse.estimate(data, grain: grain, level: 0.95).result
    let other = DoseResponse.estimate(exchanged(data), grain: grain, level: 0.95).result
    close(one.estimate.logOdds, other.estimate.logOdds.map { -$0 }, place)
    close(one.estimate.interval?.low, other.estimate.interval?.high.map { -$0 }, place)
    close(one.estimate.interval?.high, other.estimate.interval?.low.map { -$0 }, place)
    close(one.modelRange?.low, other.modelRange?.high.map { -$0 }, place)
    close(one.equalStrength?.strength, other.equalStrength?.strength, place)
    close(one.equalStrength?.interval.low, other.equalStrength?.interval.low, place)
    close(one.equalStrength?.interval.high, other.equalStrength?.interval.high, place)
    // The strengths press toward the same side as before, so that one of the two slopes is wrong.
    func said(_ result: EstimatorResult) -> Int {
      result.warnings.count { !$0.contains("wrong sign") }
    }
    #expect(said(one) == said(other), "\(place)")
  }

  /// Names and signs change under the exchange of A and B, and nothing else.
  @Test func exchangingThePoliciesChangesSignsOnly() {
    let rows: [(Double, Int, Int)] = [(5, 106, 0), (25, 52, 11), (100, 96, 31), (200, 35, 105)]
    expectMirrored(
      rows.map { DoseObservation(strength: $0.0, counts: OutcomeCounts(a: $0.1, b: $0.2)) }, .run,
      "four rows")
    var random = SplitMix64(seed: 8)
    for set in 0..<40 {
      let count = 3 + set % 5
      let (turn, slope) = (2 * random.uniform() - 0.5, 1 + 2 * random.uniform())
      let strengths = (0..<count).map { _ in 4 * random.uniform() - (set % 2 == 0 ? 2 : 0) }
      let bases = set % 3 == 0 ? 4 : 0
      let data = strengths.flatMap { strength -> [DoseObservation] in
        let p = logistic(slope * (turn - strength))
        return (0..<max(1, bases)).map { base in
          DoseObservation(
            strength: strength, counts: random.outcomes(runs: 30, a: 0.9 * p, b: 0.9 * (1 - p)),
            group: bases > 0 ? base : nil)
        }
      }
      expectMirrored(data, .run, "set \(set)")
    }
  }

  @Test func exchangingThePoliciesAtTheAnswerGrain() {
    for seed in 1...10 {
      let learner = DoseLearner(
        truth: .bent(2, 0.3), budget: 600, grain: .answer, bases: seed % 2 == 0 ? 20 : 0)
      expectMirrored(learner.design(seed: UInt64(seed)).observations, .answer, "seed \(seed)")
    }
  }

  /// Twenty bases with the same counts are no worse known than their runs, and no better.
  @Test func basesAlikeAreWorthTheirRuns() throws {
    func data(_ bases: Bool) -> [DoseObservation] {
      [(-1.0, 18, 2), (0.5, 12, 8), (1, 10, 10), (2, 5, 15)].flatMap { strength, a, b in
        (0..<20).map {
          DoseObservation(
            strength: strength, counts: OutcomeCounts(a: a, b: b), group: bases ? $0 : nil)
        }
      }
    }
    let alike = DoseResponse.estimate(data(true), level: 0.95).result
    let plain = DoseResponse.estimate(data(false), level: 0.95).result
    let ratio = try width(alike) / width(plain)
    // Student's quantile at 19 degrees of freedom over the normal one is 1.068.
    #expect(ratio > 1 && ratio < 1.1, "\(ratio)")
    #expect(!alike.warnings.contains { $0.contains("widened") })
  }

  /// Two thousand strengths with five runs each are taken together, and L(0) is found as from few.
  @Test func veryManyStrengths() throws {
    var random = SplitMix64(seed: 12)
    let data = (0..<2000).map { i in
      let strength = -2 + 5 * (Double(i) + 0.5) / 2000
      let p = logistic(1 - strength)
      return DoseObservation(
        strength: strength, counts: random.outcomes(runs: 5, a: p, b: 1 - p))
    }
    let result = DoseResponse.estimate(data, level: 0.95).result
    #expect(result.warnings.contains { $0.contains("neighbourhoods") })
    #expect(try #require(result.estimate.interval).contains(1))
    #expect(try width(result) < 0.5)
  }
}
