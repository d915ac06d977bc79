import Estimation
import ExactSystems
import Foundation
import Mathematics
import Testing

/// Errors and refusals of free energies on systems solved exactly; their coverage is held to its
/// rule by the calibration.
struct FreeEnergyTests {
  @Test func checkValues() {
    let harmonic = HarmonicStates(centers: [1, 2, 3, 4], stiffnesses: [0.5, 1, 1.5, 2])
    for (value, expected) in zip(harmonic.freeEnergies, [0, 0.3466, 0.5493, 0.6931]) {
      #expect(abs(value - expected) < 5e-5)
    }
    let exponential = ExponentialStates(rates: [1, 2, 3, 4])
    for (value, expected) in zip(exponential.freeEnergies, [0, 0.6931, 1.0986, 1.3863]) {
      #expect(abs(value - expected) < 5e-5)
    }
    #expect(GaussianWork(difference: 1.5, deviation: 2).freeEnergy(atFraction: 1) == 1.5)
    #expect(abs(AutoregressiveChain(correlation: 0.9).integratedTime - 9.5) < 1e-12)
    // The indicator's tilt moves the log odds by the strength.
    let bernoulli = TiltedClasses(logOdds: 5, means: [0, 1], variances: [0, 0])
    #expect(bernoulli.logOdds(atStrength: 3) == 2)
  }

  @Test func identicalStatesOverlapByAQuarter() throws {
    let system = IdenticalStates(states: 4)
    let solved = try MBAR(
      energies: system.energies(samples: 400, seed: 1), counts: [100, 100, 100, 100])
    for value in solved.overlapMatrix.values { #expect(abs(value - 0.25) < 1e-12) }
    #expect(abs(solved.scalarOverlap - 1) < 1e-12)
    for k in 1..<4 {
      let (value, error) = try solved.difference(from: 0, to: k)
      #expect(abs(value) < 1e-12 && error < 1e-7)
    }
    #expect(abs(solved.neighbors[0].overlap - 0.5) < 1e-12)
  }

  /// Where B's scores at zero lie far from those that were met, intervals reach further: with a
  /// coverage of .92 fewer than 41 of 50 would hold the truth once in 250. The analytic interval
  /// alone covered 75 % here.
  @Test func classesFarFromZeroAreCovered() {
    var held = 0
    let system = TiltedClasses(logOdds: 10, means: [-1, 1], variances: [0.3, 0.5])
    let strengths = (0..<10).map { 6 * Double($0) / 9 }
    for seed in 0..<50 {
      let result = Ladder.estimate(
        system.samples(
          strengths: strengths, counts: [Int](repeating: 200, count: 10), seed: UInt64(seed)),
        level: 0.95, replicates: 20)
      if let interval = result.estimate.interval, interval.contains(10) { held += 1 }
    }
    #expect(held >= 41)
  }

  /// Two states moved apart until they share nothing, 100 sweeps: the median error, with a refusal
  /// as an infinite one, never falls, and what is not refused covers.
  @Test func movedApartTheErrorGrowsOrTheEstimateIsRefused() {
    let sweeps = 100
    var medians: [(mbar: Double, bennett: Double)] = []
    var told = 0
    var covered = 0
    for step in 0...24 {
      let system = HarmonicStates(centers: [0, Double(step) / 2], stiffnesses: [1, 2])
      let truth = system.freeEnergies[1]
      var errors: (mbar: [Double], bennett: [Double]) = ([], [])
      for sweep in 0..<sweeps {
        let energies = system.energies(
          system.positions(counts: [300, 300], seed: UInt64(1000 * step + sweep)))
        let works = (0..<600).map { energies[$0, 1] - energies[$0, 0] }
        func note(_ pair: (value: Double, standardError: Double)?) -> Double {
          guard let pair else { return .infinity }
          told += 1
          if abs(pair.value - truth) <= 1.959964 * pair.standardError { covered += 1 }
          return pair.standardError
        }
        let solved = try? MBAR(energies: energies, counts: [300, 300])
        errors.mbar.append(note(solved.flatMap { try? $0.difference(from: 0, to: 1) }))
        let bennett = try? Bennett(
          forward: Array(works[..<300]), reverse: works[300...].map { -$0 })
        errors.bennett.append(note(bennett.map { ($0.difference, $0.standardError) }))
      }
      medians.append((errors.mbar.sorted()[50], errors.bennett.sorted()[50]))
    }
    for (near, far) in zip(medians, medians.dropFirst()) {
      #expect(near.mbar < far.mbar || far.mbar == .infinity)
      #expect(near.bennett < far.bennett || far.bennett == .infinity)
    }
    #expect(medians[24].mbar == .infinity && medians[24].bennett == .infinity)
    #expect(medians[4].mbar < .infinity && medians[4].bennett < .infinity)
    #expect(Double(covered) / Double(told) >= 0.93, "\(covered) of \(told)")
  }

  @Test(arguments: [0, 0.5, 0.9])
  func statisticalInefficiencyOfAutoregression(correlation: Double) {
    let system = AutoregressiveChain(correlation: correlation)
    let chains = (0..<20).map { system.states(length: 4000, seed: $0) }
    let g = StatisticalInefficiency.estimate(chains)
    // 80,000 samples: the relative error of g is about the root of 4 g / samples times some lags.
    #expect(abs(g / system.statisticalInefficiency - 1) < 0.12, "\(g)")
  }

  @Test func chainsThatStayApartCountAsFewDraws() {
    let apart = (0..<4).map { chain in
      AutoregressiveChain(correlation: 0).states(length: 500, seed: chain).map {
        $0 + 10 * Double(chain)
      }
    }
    #expect(StatisticalInefficiency.estimate(apart) > 200)
    #expect(StatisticalInefficiency.estimate([[1, 1, 1, 1]]) == 4)
    #expect(StatisticalInefficiency.estimate([[1], [2]]) == 1)
    #expect(StatisticalInefficiency.subsample(length: 10, inefficiency: 2.5) == [0, 3, 5, 8])
    #expect(StatisticalInefficiency.subsample(length: 3, inefficiency: 1) == [0, 1, 2])
  }
}
