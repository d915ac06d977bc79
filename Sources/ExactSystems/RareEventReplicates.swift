import Estimation

/// Estimates of rare events on systems whose truth is known, over and over.
public enum RareEventReplicates {
  /// Subset simulation, driven to its end on fresh noise in every replicate.
  ///
  /// - Parameters:
  ///   - system: its blocks of noise are those that are moved.
  ///   - replicates: which ones; those of disjoint ranges are independent.
  ///   - seed: of all of them.
  ///   - budget: runs of one replicate.
  ///   - level: of the interval, in (0, 1).
  /// - Returns: how often the truth was held.
  /// - Complexity: O(replicates x runs x dimension).
  public static func replicate(
    _ system: some NoiseSystem, replicates: Range<Int>, seed: UInt64, budget: Int = .max / 2,
    options: SubsetSimulation.Options = .init(), level: Double = 0.95
  ) -> CoverageTally {
    var options = options
    options.blocks = system.blocks.map(\.name)
    var tally = CoverageTally()
    for i in replicates {
      let own = Self.seed(seed, i)
      var design = SubsetSimulation(budget: budget, seed: own, options: options)
      var runs = SimulatedRuns(system, seed: own)
      runs.drive(&design)
      tally.add(design.probability(level: level), truth: system.logProbability)
    }
    return tally
  }

  /// Last-particle splitting, driven to its end on fresh noise in every replicate.
  ///
  /// - Parameters and returns: as for subset simulation.
  /// - Complexity: O(replicates x runs x dimension).
  public static func replicate(
    _ system: some NoiseSystem, replicates: Range<Int>, seed: UInt64, budget: Int = .max / 2,
    options: LastParticle.Options, level: Double = 0.95
  ) -> CoverageTally {
    var options = options
    options.blocks = system.blocks.map(\.name)
    var tally = CoverageTally()
    for i in replicates {
      let own = Self.seed(seed, i)
      var design = LastParticle(budget: budget, seed: own, options: options)
      var runs = SimulatedRuns(system, seed: own)
      runs.drive(&design)
      tally.add(design.probability(level: level), truth: system.logProbability)
    }
    return tally
  }

  /// Seeds of neighbouring replicates far apart (the multiplier of Knuth's MMIX generator).
  static func seed(_ seed: UInt64, _ replicate: Int) -> UInt64 {
    (seed &+ 1) &* 6_364_136_223_846_793_005 &+ UInt64(replicate) &* 0x9E37_79B9_7F4A_7C15
  }
}
