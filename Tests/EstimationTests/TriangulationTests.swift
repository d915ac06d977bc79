import Estimation
import Foundation
import Mathematics
import Testing

struct TriangulationTests {
  private func result(_ name: String, _ value: Double, _ error: Double) -> EstimatorResult {
    let half = 1.959963984540054 * error
    return EstimatorResult(
      estimator: name, grain: .run,
      estimate: .value(
        logOdds: value, interval: Interval(low: value - half, high: value + half), law: .training),
      level: 0.95, trainings: 100)
  }

  private func bound(_ side: OneSided.Side, _ limit: Double) -> EstimatorResult {
    EstimatorResult(
      estimator: "direct", grain: .run,
      estimate: .bound(OneSided(side, logOdds: limit), law: .training), level: 0.95, trainings: 9)
  }

  @Test func twoEstimatesAreAZTest() throws {
    let test = Triangulation([result("direct", 1, 0.3), result("dose-response", 2.5, 0.4)])
    // Difference 1.5, standard error .5: Q = 9, p = 2 Phi(-3).
    #expect(abs(try #require(test.q) - 9) < 1e-9)
    #expect(abs(try #require(test.p) - 2 * normalTails(3).upper) < 1e-9)
    #expect(test.agree == false)
    // (2.575829 + 0.841621) * 0.5; the far tail of the two-sided test adds power below 1e-6.
    #expect(abs(try #require(test.detectable) - 1.708725) < 1e-4)
  }

  @Test func agreementSaysWhatItCouldHaveMissed() {
    let test = Triangulation([
      result("direct", 1, 0.3), result("dose-response", 1.2, 0.4), result("splitting", 1.1, 0.2),
    ])
    #expect(test.agree == true)
    #expect(test.degrees == 2)
    #expect(test.sentence.contains("could have gone unseen"))
  }

  @Test func boundsAreHeldAgainstIntervals() {
    let against = Triangulation([bound(.lower, 4.7), result("dose-response", 1, 0.3)])
    #expect(against.agree == false)
    let with = Triangulation([bound(.lower, 4.7), result("dose-response", 7, 0.3)])
    #expect(with.agree == nil)
    #expect(with.leftOut == ["direct"])
    #expect(Triangulation([]).agree == nil)
  }

  /// 4,000 replicates of three estimates, one off by what is said to be seen in 80 %: binomial
  /// standard error .0063; five of them: false alarm below 1e-6.
  @Test func powerIsWhatItSays() throws {
    var random = SplitMix64(seed: 3)
    let errors = [0.2, 0.2, 0.2]
    let shift = try #require(
      Triangulation(errors.map { result("x", 0, $0) }).detectable)
    var seen = 0
    for _ in 0..<4000 {
      let results = errors.indices.map { i in
        let u = random.uniform()
        let z = normalQuantile(Tails(lower: u, upper: 1 - u))
        return result("x", (i == 0 ? shift : 0) + errors[i] * z, errors[i])
      }
      if Triangulation(results).agree == false { seen += 1 }
    }
    #expect(abs(Double(seen) / 4000 - 0.8) < 0.032)
  }

  @Test func bootstrapCountsWhatGaveNoNumber() throws {
    let spread = try #require(BootstrapSpread([1, 2, 3, .infinity, .nan]))
    #expect(spread.standardError == 1)
    #expect(spread.used == 3)
    #expect(spread.undefined == 2)
    #expect(BootstrapSpread([1]) == nil)
  }
}
