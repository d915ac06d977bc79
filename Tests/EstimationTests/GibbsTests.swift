import Estimation
import Foundation
import Testing

/// Bayesian log odds from chains with known odds.
@Suite struct GibbsTests {
  /// Ladders that jump to an independent state with chance `fresh`, else stay.
  static func samples(
    ladders: Int = 4, steps: Int = 2_000, a: Double, b: Double, fresh: Double = 0.5,
    seed: UInt64
  ) -> [PosteriorSample] {
    var random = SplitMix64(seed: seed)
    return (0..<ladders).flatMap { ladder in
      var outcome = SampleClass.other
      var lineage = -1
      return (0..<steps).map { step in
        if lineage < 0 || random.uniform() < fresh {
          let u = random.uniform()
          outcome = u < a ? .a : u < a + b ? .b : u < (1 + a + b) / 2 ? .other : .failed
          lineage = step
        }
        let shareA: Double
        switch outcome {
        case .a: shareA = 1
        case .b: shareA = 0
        default: shareA = 0.25
        }
        return PosteriorSample(
          ladder: ladder, step: step, lineage: lineage, outcome: outcome, shareA: shareA,
          shareB: 1 - shareA)
      }
    }
  }

  /// 200 replicates: intervals of level .95 that cover 95 % hold the truth fewer than 180 times
  /// with a chance of 3e-3 (binomial); the wider of two errors should do better than 95 %.
  @Test func intervalsCover() throws {
    let truth = log(0.6 / 0.1)
    var covered = 0
    for seed in 0..<200 {
      let result = Gibbs.estimate(
        Self.samples(a: 0.6, b: 0.1, seed: UInt64(seed)), grain: .run, level: 0.95)
      guard case .value(let point, let interval, let law) = result.estimate else {
        // R-hat above 1.01 now and then: refused, neither held nor missed.
        continue
      }
      #expect(law == .posterior)
      #expect(abs(point - truth) < 0.6)
      if interval.contains(truth) { covered += 1 }
    }
    #expect(covered >= 180)
  }

  /// 0.6 x 1 + (other) .15 x .25 against .1 + .15 x .75; failed states count for neither.
  @Test func answersOfLearnedStates() throws {
    let result = Gibbs.estimate(
      Self.samples(steps: 20_000, a: 0.6, b: 0.1, seed: 3), grain: .answer, level: 0.95)
    let point = try #require(result.estimate.logOdds)
    #expect(abs(point - log(0.6375 / 0.2125)) < 0.1)
  }

  @Test func refusals() {
    func reason(_ samples: [PosteriorSample], level: Double = 0.95) -> String {
      guard case .refused(let text) = Gibbs.estimate(
        samples, grain: .run, level: level
      ).estimate else { return "" }
      return text
    }
    #expect(reason([]).contains("ladders"))
    #expect(reason(Self.samples(ladders: 3, a: 0.5, b: 0.3, seed: 1)).contains("at least 4"))
    #expect(reason(Self.samples(a: 0.5, b: 0.3, seed: 1), level: 1).contains("level"))
    #expect(reason(Self.samples(a: 0.5, b: 0, seed: 1)).contains("B's"))
    #expect(reason(Self.samples(a: 0, b: 0.5, seed: 1)).contains("A's"))
    #expect(
      reason(Self.samples(steps: 95, a: 0.5, b: 0.3, fresh: 1, seed: 4))
        .contains("effective samples"))
    #expect(
      reason(Self.samples(steps: 4_000, a: 0.5, b: 4e-4, fresh: 1, seed: 2))
        .contains("independent draws from the prior"))
    #expect(
      reason(Array(Self.samples(a: 0.5, b: 0.3, seed: 1).dropLast()))
        .contains("let the sampling finish"))
    // Ladders that sit where they began.
    var stuck = Self.samples(a: 0.5, b: 0.5, fresh: 1, seed: 1)
    for i in stuck.indices where stuck[i].ladder == 0 { stuck[i].outcome = .b }
    #expect(reason(stuck).contains("R-hat"))
    // The same states again and again, as one lineage: few entries, whatever their number.
    var same = Self.samples(a: 0.5, b: 0.5, fresh: 1, seed: 1)
    for i in same.indices { same[i].lineage = 0 }
    #expect(reason(same).contains("only 4 independent draws"))
  }
}

