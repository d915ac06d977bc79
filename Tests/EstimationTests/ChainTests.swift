import Estimation
import Foundation
import Mathematics
import Testing

/// R-hat and effective sample sizes against ArviZ, and against what is known of Gaussian chains.
@Suite struct ChainTests {
  /// As in References/chains.py: Gaussian chains, the last of them shifted.
  static func correlated(
    _ seed: UInt64, chains: Int, steps: Int, _ correlation: Double, shift: Double = 0
  ) -> [[Double]] {
    var random = SplitMix64(seed: seed)
    let step = (1 - correlation * correlation).squareRoot()
    return (0..<chains).map { chain in
      var x = random.normal()
      return (0..<steps).map { _ in
        defer { x = correlation * x + step * random.normal() }
        return x + (chain == chains - 1 ? shift : 0)
      }
    }
  }

  static func chains(_ name: String) -> [[Double]] {
    switch name {
    case "independent": correlated(1, chains: 4, steps: 500, 0)
    case "slow": correlated(2, chains: 4, steps: 501, 0.95)
    case "alternating": correlated(3, chains: 3, steps: 400, -0.6)
    case "apart": correlated(4, chains: 4, steps: 400, 0.5, shift: 1)
    case "one": correlated(5, chains: 1, steps: 300, 0.7)
    case "rare": correlated(6, chains: 4, steps: 2000, 0.9).map { $0.map { $0 > 2 ? 1 : 0 } }
    case "heavy":
      correlated(7, chains: 4, steps: 600, 0.3).map {
        $0.map { tan(.pi * (normalTails($0).lower - 0.5)) }
      }
    default: correlated(8, chains: 2, steps: 9, 0.2)
    }
  }

  @Test(arguments: ChainTable.values.keys.sorted())
  func asArviZ(name: String) throws {
    let expected = try #require(ChainTable.values[name])
    let chains = Self.chains(name)
    let bulk = try #require(EffectiveSampleSize.bulk(chains))
    let mean = try #require(EffectiveSampleSize.mean(chains))
    #expect(abs(bulk / expected.bulk - 1) < 1e-9)
    // The mean of Cauchy values hangs on the digits of the tangent's largest.
    #expect(abs(mean / expected.mean - 1) < (name == "heavy" ? 1e-6 : 1e-9))
    if !expected.rHat.isNaN {
      #expect(abs(SplitRHat.rankNormalised(chains) - expected.rHat) < 1e-9)
    }
  }

  /// A Gaussian chain of correlation r is worth (1 - r) / (1 + r) of its length. Over 40,000 steps
  /// the estimate spreads by about 3 % (seen over seeds); 12 % is four of these.
  @Test(arguments: [0.0, 0.5, 0.8])
  func gaussianChains(correlation: Double) throws {
    let chains = Self.correlated(9, chains: 4, steps: 10_000, correlation)
    let effective = try #require(EffectiveSampleSize.mean(chains))
    let truth = 40_000 * (1 - correlation) / (1 + correlation)
    #expect(abs(effective / truth - 1) < 0.12)
  }

  @Test func tiesShareTheirRank() {
    let scores = RankNormalScores.of([[1, 3], [3, 2]])
    // Ranks 1, 3.5, 3.5, 2 of 4.
    let ranks: [Double] = [1, 3.5, 3.5, 2]
    for (score, rank) in zip(scores[0] + scores[1], ranks) {
      #expect(abs(score - normalQuantile((rank - 0.375) / 4.25)) < 1e-15)
    }
  }

  @Test func nothingMoves() {
    let still = Array(repeating: Array(repeating: 1.0, count: 20), count: 4)
    #expect(EffectiveSampleSize.bulk(still) == nil)
    #expect(SplitRHat.rankNormalised(still).isNaN)
  }
}
