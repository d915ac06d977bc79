import Estimation
import ExactSystems
import Foundation
import Testing

/// A ladder speaks where its data are good, and reaches toward what it may not have met.
struct LadderReachTests {
  private let tail = ScoredClasses(
    -6...13, density: { -$0 * $0 / 2 }, chanceOfB: { $0 > 4 ? 1 : 0 })

  /// Normal scores, B above 4, nine strengths with 300 samples: of 25 such data sets 23 were
  /// refused. With coverage .95 fewer than 19 of 25 hold the truth once in ten thousand.
  @Test func soundDataAreNotRefused() throws {
    #expect(abs(tail.logOdds - 10.360) < 0.01)
    var covered = 0
    for seed in 1...25 {
      let samples = tail.samples(
        strengths: (0...8).map { Double($0) / 2 }, count: 300, seed: UInt64(seed))
      let result = Ladder.estimate(samples, level: 0.95, replicates: 100)
      if try #require(result.estimate.interval).contains(tail.logOdds) { covered += 1 }
      #expect(result.warnings.contains { $0.contains("where no strength has drawn it") })
    }
    #expect(covered >= 19)
  }

  /// The interval reaches further toward more of the class of which one sample carries much.
  @Test func reachesTowardMoreOfTheClass() throws {
    let samples = tail.samples(strengths: (0...8).map { Double($0) / 2 }, count: 30, seed: 3)
    let result = Ladder.estimate(samples, level: 0.95)
    guard case .array(let reach)? = result.details.first(where: {
      $0.key == "reach_toward_more_of_a_and_b"
    })?.value, case .number(let a) = reach[0], case .number(let b) = reach[1]
    else {
      Issue.record("no reach")
      return
    }
    #expect(a > 0 && b > a)
    let interval = try #require(result.estimate.interval)
    let point = try #require(result.estimate.logOdds)
    #expect(abs((point - interval.low!) - (interval.high! - point) - (b - a)) < 1e-9)
  }

  /// B's scores are 3 less an exponential, a class of its own with few samples: some resamples of the
  /// data hold none of it.
  @Test func resamplesWithoutOddsAreCounted() {
    @Sendable func parts(_ s: Double) -> (a: Double, b: Double) {
      (exp(-s * s / 2) / (2 * Double.pi).squareRoot(), s < 3 ? exp(-8 - (3 - s)) : 0)
    }
    let system = ScoredClasses(
      -12...9, density: { log(parts($0).a + parts($0).b) },
      chanceOfB: { parts($0).b / (parts($0).a + parts($0).b) })
    #expect(abs(system.logOdds - 8) < 0.01)
    let said = (1...3).map { seed in
      Ladder.estimate(
        system.samples(
          strengths: (0...8).map { Double($0) * 3 / 8 }, count: 50, seed: UInt64(seed)),
        level: 0.95, replicates: 100
      ).warnings.contains { $0.hasSuffix("resampled data sets gave no odds: few samples carry them") }
    }
    #expect(said.contains(true) && said.contains(false))
  }

  @Test func exchangingThePoliciesChangesSignsOnly() throws {
    let samples = tail.samples(strengths: (0...8).map { Double($0) / 2 }, count: 60, seed: 4)
    let other = samples.map {
      var sample = $0
      sample.outcome = $0.outcome == .a ? .b : .a
      return sample
    }
    let (one, two) = (
      Ladder.estimate(samples, level: 0.95), Ladder.estimate(other, level: 0.95)
    )
    #expect(abs(one.estimate.logOdds! + two.estimate.logOdds!) < 1e-9)
    #expect(abs(one.estimate.interval!.low! + two.estimate.interval!.high!) < 1e-9)
    #expect(abs(one.estimate.interval!.high! + two.estimate.interval!.low!) < 1e-9)
    #expect(one.warnings.count == two.warnings.count)
  }

  @Test func fewerThanThreeSamplesAreRefused() {
    var kept = 0
    let samples = tail.samples(strengths: (0...8).map { Double($0) / 2 }, count: 100, seed: 5)
      .filter { sample in
        if sample.outcome == .a { return true }
        kept += 1
        return kept <= 2
      }
    guard case .refused(let reason) = Ladder.estimate(samples, level: 0.95).estimate else {
      Issue.record("not refused")
      return
    }
    #expect(reason.contains("2 independent samples of B, fewer than 3"))
  }
}
