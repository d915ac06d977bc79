import Estimation
import Mathematics

/// Runs of a system, made from proposals over noise: what drives a design without any training.
///
/// Latents are addressed by (seed, run): the same seed makes the same runs whatever the order.
public struct SimulatedRuns<System: NoiseSystem>: Sendable {
  public let system: System
  public let seed: UInt64
  /// runs x dimension, one run after another.
  private var latents: [Double] = []
  private let dimension: Int

  public init(_ system: System, seed: UInt64) {
    self.system = system
    self.seed = seed
    dimension = system.dimension
  }

  /// Makes the runs of one round.
  ///
  /// - Parameter proposals: numbered on from the last round's; parents are earlier runs.
  /// - Returns: one run for each, in their order.
  /// - Complexity: O(proposals x dimension), and as much memory.
  public mutating func measure(_ proposals: [NoiseProposal]) -> [ScoredRun] {
    proposals.map { proposal in
      let own = noise(proposal)
      precondition(
        proposal.id * dimension == latents.count, "proposals are numbered one after another")
      latents += own
      return ScoredRun(id: proposal.id, score: system.score(own), label: system.label(own))
    }
  }

  /// The latents of a run that was made.
  public func noise(of id: Int) -> [Double] {
    Array(latents[id * dimension..<(id + 1) * dimension])
  }

  private func noise(_ proposal: NoiseProposal) -> [Double] {
    var values = fresh(proposal.id)
    guard let parent = proposal.parent else { return values }
    var i = 0
    for block in system.blocks {
      let r = proposal.cosine[block.name] ?? 1
      let s = (1 - r * r).squareRoot()
      for _ in 0..<block.count {
        values[i] = r * latents[parent * dimension + i] + s * values[i]
        i += 1
      }
    }
    return values
  }

  private func fresh(_ id: Int) -> [Double] {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { buffer in
      // An even start lets no two runs share a block of the generator.
      NormalStream(seed: seed, purpose: 0x7269).fill(buffer, from: id * (dimension + dimension % 2))
      return buffer.map(Double.init)
    }
  }

  /// Feeds a design with rounds until it asks for no more.
  public mutating func drive<Design: AdaptiveDesign>(_ design: inout Design)
  where Design.Proposal == NoiseProposal, Design.Measured == ScoredRun {
    var measured: [ScoredRun] = []
    while let round = design.next(after: measured) { measured = measure(round) }
  }
}
