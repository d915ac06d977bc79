import Estimation
import ExactSystems
import Foundation
import Testing

struct NoiseSystemTests {
  /// Hits of fresh runs against the formula: a limit of 4.5 binomial standard errors, false alarm
  /// 7e-6 a system.
  private func check(_ system: some NoiseSystem, runs: Int, seed: UInt64) {
    var simulated = SimulatedRuns(system, seed: seed)
    let hits = simulated.measure((0..<runs).map { NoiseProposal(id: $0) }).count { $0.isHit }
    let p = exp(system.logProbability)
    let expected = p * Double(runs)
    #expect(expected > 20)
    #expect(abs(Double(hits) - expected) < 4.5 * (expected * (1 - p)).squareRoot())
  }

  @Test func plainRunsFindTheFormulas() {
    check(HalfSpace(distance: 1.5, blocks: [("a", 3), ("b", 2)]), runs: 20_000, seed: 1)
    check(TiedHalfSpace(distance: 1.5, step: 0.7), runs: 20_000, seed: 2)
    check(
      DirichletBigrams(concentrations: [[1, 2, 0.5], [3, 3]], tokens: [0, 1]), runs: 5_000, seed: 3)
    check(ThresholdPerceptrons(weights: 9, inputs: 6, seed: 4), runs: 20_000, seed: 4)
  }

  @Test func halfSpacesReachOneInABillion() {
    #expect(abs(HalfSpace(distance: 6).logProbability - log(9.865876450376946e-10)) < 1e-11)
    #expect(abs(HalfSpace(probability: 1e-9).logProbability - log(1e-9)) < 1e-11)
    #expect(abs(HalfSpace(distance: 4.753424308822899).logProbability - log(1e-6)) < 1e-11)
  }

  /// ln(Phi(-5) + Phi(-4.5) - Phi(-5) Phi(-4.5)) from scipy 1.10: norm.sf.
  @Test func theLikelierRegionHoldsNineTenths() {
    #expect(abs(DeceptiveRegions().logProbability + 12.511423570831106) < 1e-11)
    let system = DeceptiveRegions()
    #expect(system.score([5.1, 0]) > 0 && system.label([5.1, 0]) == "plain")
    #expect(system.score([0, 4.6]) > 0 && system.label([0, 4.6]) == "late")
    #expect(system.score([4.9, 4.4]) < 0)
  }

  /// A symmetric row: B's token has more than half of it as often as the other.
  @Test func rowsMultiply() {
    let one = DirichletBigrams(concentrations: [[2, 2]], tokens: [0])
    let three = DirichletBigrams(
      concentrations: [[2, 2], [1, 1], [5, 5]], tokens: [0, 1, 0])
    #expect(abs(one.logProbability - log(0.5)) < 1e-14)
    #expect(abs(three.logProbability - 3 * log(0.5)) < 1e-14)
    // Beta(1, 2): P(x > 1/2) = 1/4.
    let thin = DirichletBigrams(concentrations: [[1, 1, 1]], tokens: [2])
    #expect(abs(thin.logProbability - log(0.25)) < 1e-14)
  }

  /// One pattern of three weights: four of eight sign vectors agree in more than half.
  @Test func perceptronsAreCounted() {
    let one = ThresholdPerceptrons(weights: 3, inputs: 1, seed: 9)
    #expect(one.logProbability == log(4.0) - 3 * log(2))
    var hits = 0
    for vector in 0..<8 {
      let latents = (0..<3).map { vector >> $0 & 1 == 1 ? 1.0 : -1 }
      if one.score(latents) > 0 { hits += 1 }
    }
    #expect(hits == 4)
  }

  @Test func movedNoiseIsTheRecursion() {
    var runs = SimulatedRuns(HalfSpace(distance: 1, blocks: [("a", 2), ("b", 1)]), seed: 5)
    _ = runs.measure([
      NoiseProposal(id: 0), NoiseProposal(id: 1, parent: 0, cosine: ["a": 0.8]),
      NoiseProposal(id: 2, parent: 0, cosine: ["a": 1, "b": 1]),
    ])
    let start = runs.noise(of: 0)
    #expect(runs.noise(of: 1)[2] == start[2])
    #expect(runs.noise(of: 1)[0] != start[0])
    #expect(runs.noise(of: 2) == start)
    var again = SimulatedRuns(runs.system, seed: 5)
    _ = again.measure((0..<2).map { NoiseProposal(id: $0) })
    let fresh = again.noise(of: 1)
    #expect(runs.noise(of: 1)[1] == 0.8 * start[1] + (1 - 0.8 * 0.8).squareRoot() * fresh[1])
  }
}
