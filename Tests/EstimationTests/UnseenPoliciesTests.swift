import Estimation
import Foundation
import Testing

struct UnseenPoliciesTests {
  @Test func formulasByHand() throws {
    let seen = try #require(UnseenPolicies(counts: [5, 3, 2, 1, 1, 1, 0], level: 0.95))
    #expect(seen.draws == 13 && seen.observed == 6 && seen.once == 3 && seen.twice == 1)
    #expect(seen.unseenMass == 3.0 / 13)
    // S + f1 (f1 - 1) / (2 (f2 + 1)) = 6 + 3 * 2 / 4.
    #expect(seen.richness == 7.5)
    // In whole numbers: the formula's limits, 6.2 and about 20, rounded outward.
    #expect(seen.richnessInterval.low == 6)
    let high = try #require(seen.richnessInterval.high)
    #expect(high > 7.5 && high == high.rounded())
  }

  @Test func nothingOnceIsAbound() throws {
    let seen = try #require(UnseenPolicies(counts: [50, 50], level: 0.95))
    #expect(seen.unseenMass == 0 && seen.massInterval.low == 0)
    // Poisson: none seen at a mean of 3.689 has a chance of .025.
    #expect(abs((seen.massInterval.high ?? 0) - 0.03689) < 1e-5)
    #expect(seen.richness == 2 && seen.richnessInterval == Interval(low: 2, high: nil))
    #expect(UnseenPolicies(counts: [], level: 0.95) == nil)
    #expect(UnseenPolicies(counts: [0, 0], level: 0.95) == nil)
    #expect(UnseenPolicies(counts: [3, -1], level: 0.95) == nil)
    #expect(UnseenPolicies(counts: [.max, 1], level: 0.95) == nil)
    #expect(UnseenPolicies(counts: [3], level: 1) == nil)
  }

  /// Zipf, uniform and geometric laws, 40 and 400 draws: 500 replicates a cell; fewer than 455
  /// covering (91 %) at .95 has a chance below 1e-4.
  @Test(arguments: ["zipf", "uniform", "geometric"], [40, 400])
  func massIntervalsCover(law: String, draws: Int) {
    let weights = (1...100).map { i -> Double in
      switch law {
      case "zipf": 1 / Double(i)
      case "uniform": 1
      default: pow(0.8, Double(i))
      }
    }
    let total = weights.reduce(0, +)
    let p = weights.map { $0 / total }
    var random = SplitMix64(seed: UInt64(draws) &* 31 &+ UInt64(law.utf8.count))
    var covered = 0
    for _ in 0..<500 {
      var counts = Array(repeating: 0, count: p.count)
      for _ in 0..<draws {
        var u = random.uniform()
        var i = 0
        while i < p.count - 1 && u >= p[i] {
          u -= p[i]
          i += 1
        }
        counts[i] += 1
      }
      let missing = zip(p, counts).reduce(0) { $0 + ($1.1 == 0 ? $1.0 : 0) }
      if UnseenPolicies(counts: counts, level: 0.95)?.massInterval.contains(missing) == true {
        covered += 1
      }
    }
    print("unseen mass, \(law), \(draws) draws: coverage \(Double(covered) / 500)")
    #expect(covered >= 455)
  }
}
