import Estimation
import ExactSystems
import Foundation
import Testing

/// Thermodynamic integration over chains, and free-energy differences from chains of work.
struct ThermodynamicIntegrationTests {
  private let normal = 1.959963984540054

  /// Four binomial standard errors below 95 %: a false alarm in one of 16,000 tests.
  private func least(_ trials: Int) -> Double {
    0.95 - 4 * (0.95 * 0.05 / Double(trials)).squareRoot()
  }

  private func detail(_ result: EstimatorResult, _ key: String) -> Double? {
    guard case .number(let value)? = result.details.first(where: { $0.key == key })?.value else {
      return nil
    }
    return value
  }

  /// Chains that move between A and B at every strength, nine samples worth one.
  @Test func freeChainsCover() {
    let system = TiltedClasses(logOdds: 2, means: [-0.5, 0.5], variances: [0.3, 0.5])
    expectCoverage(system, trials: 120, mostRefused: 6) { seed in
      ThermodynamicIntegration.estimate(
        system.chains(
          strengths: [0, 0.5, 1, 1.5, 2], chains: 12, length: 100, correlation: 0.8, seed: seed),
        level: 0.95, replicates: 30)
    }
  }

  /// Where B is far too rare at zero for a free chain: chains confined to A and to B, and
  /// independent runs at the strength of equality.
  @Test func confinedChainsCover() throws {
    let system = TiltedClasses(logOdds: 8, means: [-2, 2], variances: [0.3, 0.3])
    expectCoverage(system, trials: 120, mostRefused: 0) { seed in
      ThermodynamicIntegration.estimate(
        confined(system, anchor: 2, seed: seed), level: 0.95, replicates: 30)
    }
    // Samples in any order say the same.
    let samples = confined(system, anchor: 2, seed: 0)
    let one = ThermodynamicIntegration.estimate(samples, level: 0.95, replicates: 30)
    let other = ThermodynamicIntegration.estimate(samples.reversed(), level: 0.95, replicates: 30)
    #expect(
      abs(try #require(one.estimate.logOdds) - #require(other.estimate.logOdds)) < 1e-9)
    // Without their chains, the numbers of confined samples pass for shares of A and B.
    let plain = samples.map {
      TiltedSample(strength: $0.strength, score: $0.score, outcome: $0.outcome)
    }
    let wrong = ThermodynamicIntegration.estimate(plain, level: 0.95, replicates: 30)
    #expect(try #require(wrong.estimate.interval).contains(system.logOdds) == false)
  }

  /// Scores of both classes at strengths below `anchor` in chains of 60 steps that never leave
  /// their class, and 600 independent draws at `anchor`.
  private func confined(_ system: TiltedClasses, anchor: Double, seed: UInt64) -> [TiltedSample] {
    var samples = system.samples(strengths: [anchor], counts: [600], seed: seed)
    let latents = AutoregressiveChain(correlation: 0.9)
    for (place, strength) in [0, anchor / 4, anchor / 2, 3 * anchor / 4].enumerated() {
      for (index, set) in [SampleClass.a, .b].enumerated() {
        let variance = system.variances[index]
        for chain in 0..<12 {
          let name = 100 * place + 50 * index + chain
          let states = latents.states(length: 60, seed: 1000 * seed + UInt64(name))
          for (step, z) in states.enumerated() {
            samples.append(
              TiltedSample(
                strength: strength,
                score: system.means[index] + strength * variance + variance.squareRoot() * z,
                outcome: set, chain: name, step: step))
          }
        }
      }
    }
    return samples
  }

  private func expectCoverage(
    _ system: TiltedClasses, trials: Int, mostRefused: Int,
    location: SourceLocation = #_sourceLocation, estimate: (UInt64) -> EstimatorResult
  ) {
    let intervals = (0..<UInt64(trials)).compactMap { estimate($0).estimate.interval }
    #expect(trials - intervals.count <= mostRefused, sourceLocation: location)
    let share =
      Double(intervals.count { $0.contains(system.logOdds) }) / Double(max(intervals.count, 1))
    print("thermodynamic integration covers \(share), refused \(trials - intervals.count)")
    #expect(share >= least(trials), sourceLocation: location)
  }

  @Test func theReportedErrorIsTheLargest() throws {
    let system = TiltedClasses(logOdds: 2, means: [-0.5, 0.5], variances: [0.3, 0.5])
    let result = ThermodynamicIntegration.estimate(
      system.chains(
        strengths: [0, 0.5, 1, 1.5, 2], chains: 12, length: 150, correlation: 0.8, seed: 5),
      level: 0.95)
    let errors = try ["analytic_error", "bootstrap_error_by_state", "bootstrap_error_by_chain"].map
    { try #require(detail(result, $0)) }
    #expect(detail(result, "standard_error") == errors.max())
    #expect(errors.max()! < 2 * errors.min()!)
    #expect(!result.warnings.contains { $0.contains("factor of two") })
  }

  /// 40 chains that visit all of nine strengths and carry a score of their own to each: the errors
  /// of the strengths add up, which the formula cannot know and whole chains show.
  @Test func errorsThatDisagreeAreAWarning() throws {
    let offsets = AutoregressiveChain(correlation: 0).states(length: 40, seed: 8)
    var samples: [TiltedSample] = []
    for (place, strength) in stride(from: 0.0, through: 2, by: 0.25).enumerated() {
      for chain in 0..<40 {
        let noise = AutoregressiveChain(correlation: 0).states(
          length: 4, seed: UInt64(100 * chain + place))
        for step in 0..<4 {
          // The highest strength has the most B's, and tells the shares.
          let isA = step % 2 == 0 || (step == 3 && strength < 2)
          samples.append(
            TiltedSample(
              strength: strength, score: isA ? noise[step] / 2 : 3 * offsets[chain] + noise[step],
              outcome: isA ? .a : .b, chain: chain, step: 4 * place + step))
        }
      }
    }
    let result = ThermodynamicIntegration.estimate(samples, level: 0.95)
    #expect(result.warnings.contains { $0.contains("factor of two") }, "\(result)")
    #expect(
      detail(result, "standard_error") == detail(result, "bootstrap_error_by_chain"))
  }

  @Test func refusesWithWhatToDo() {
    let system = TiltedClasses(logOdds: 8, means: [-2, 2], variances: [0.3, 0.3])
    func reason(_ samples: [TiltedSample]) -> String {
      let result = ThermodynamicIntegration.estimate(samples, level: 0.95, replicates: 20)
      if case .refused(let reason) = result.estimate { return reason }
      return "NUMBER"
    }
    let good = confined(system, anchor: 2, seed: 1)
    #expect(reason(good) == "NUMBER")
    // No strength tells the shares.
    #expect(
      reason(good.filter { $0.chain != nil }).contains("no chain moved between A and B"))
    #expect(reason(good.filter { $0.strength > 0 }).contains("no samples at strength 0"))
    #expect(
      reason(good.filter { $0.strength > 0 || $0.outcome == .a }).contains(
        "strength 0 has fewer than two samples of A or of B"))
    // Strengths so far apart that a class's scores have nothing in common.
    let far = good.map { sample in
      var sample = sample
      sample.strength *= 20
      sample.score += 19 * sample.strength / 20 * 0.3
      return sample
    }
    #expect(reason(far).contains("share too few independent samples"))
  }

  /// Chains of work whose latents have a correlation of .8, 12 of 60 steps on both sides; 120
  /// replicates.
  @Test func bennettFromChainsCovers() throws {
    let (difference, deviation) = (1.5, 1.2)
    let latents = AutoregressiveChain(correlation: 0.8)
    var covered = 0
    var naive = 0
    for seed in 0..<UInt64(120) {
      func chains(_ sign: Double, _ side: UInt64) -> [[Double]] {
        (0..<12).map { chain in
          latents.states(length: 60, seed: 10_000 * seed + 100 * side + chain).map {
            sign * difference + deviation * deviation / 2 + deviation * $0
          }
        }
      }
      let (forward, reverse) = (chains(1, 0), chains(-1, 1))
      let solved = try BennettEstimate(
        forward: forward, reverse: reverse, level: 0.95, replicates: 30, seed: seed)
      if solved.interval.contains(difference) { covered += 1 }
      #expect(solved.inefficiencies.allSatisfy { $0 > 4 && $0 < 20 })
      let plain = try Bennett(
        forward: forward.flatMap { $0 }, reverse: reverse.flatMap { $0 })
      if abs(plain.difference - difference) < normal * plain.standardError { naive += 1 }
    }
    print("bennett from chains covers \(Double(covered) / 120), without their correlation"
      + " \(Double(naive) / 120)")
    #expect(Double(covered) / 120 >= least(120))
    #expect(naive < 96)
  }

  @Test func bennettRefusesAndRepeats() throws {
    let works = [[0.5, 0.7, 1.1, 0.2, 0.9, 0.4]]
    #expect(throws: FreeEnergyError.self) {
      try BennettEstimate(forward: [], reverse: works, level: 0.95)
    }
    #expect(throws: FreeEnergyError.self) {
      try BennettEstimate(forward: [[.nan]], reverse: works, level: 0.95)
    }
    #expect(throws: FreeEnergyError.self) {
      try BennettEstimate(forward: [[.infinity]], reverse: [[.infinity]], level: 0.95)
    }
    #expect(throws: FreeEnergyError.self) {
      try BennettEstimate(forward: [[400, 401]], reverse: [[400, 402]], level: 0.95)
    }
    #expect(throws: FreeEnergyError.self) {
      try BennettEstimate(forward: works, reverse: works, level: 1)
    }
    let system = GaussianWork(difference: 1, deviation: 1)
    let forward = system.forward(count: 100, seed: 1).map { [$0] }
    let reverse = system.reverse(count: 100, seed: 1).map { [$0] }
    let one = try BennettEstimate(forward: forward, reverse: reverse, level: 0.95)
    let other = try BennettEstimate(forward: forward, reverse: reverse, level: 0.95)
    #expect(one == other)
    #expect(one.inefficiencies == [1, 1])
  }
}
