import Estimation
import Mathematics

/// Runs of a system, made from proposals over noise: what drives a design without any training.
///
/// Latents are addressed by (seed, run): the same seed makes the same runs whatever the order.
public struct SimulatedRuns<System: NoiseSystem>: Sendable {
  public let system: System
  public let seed: UInt64
  private var latents: [[Double]] = []

  public init(_ system: System, seed: UInt64) {
    self.system = system
    self.seed = seed
  }

  /// Makes the runs of one round.
  ///
  /// - Parameter proposals: numbered on from the last round's; parents are earlier runs.
  /// - Returns: one run for each, in their order.
  /// - Complexity: O(proposals x dimension), and as much memory.
  public mutating func measure(_ proposals: [NoiseProposal]) -> [ScoredRun] {
    proposals.map { proposal in
      let own = noise(proposal)
      precondition(proposal.id == latents.count, "proposals are numbered one after another")
      latents.append(own)
      return ScoredRun(id: proposal.id, score: system.score(own), label: system.label(own))
    }
  }

  private func noise(_ proposal: NoiseProposal) -> [Double] {
    var values = fresh(proposal.id)
    guard let parent = proposal.parent else { return values }
    var i = 0
    for block in system.blocks {
      let r = proposal.cosine[block.name] ?? 1
      let s = (1 - r * r).squareRoot()
      for _ in 0..<block.count {
        values[i] = r * latents[parent][i] + s * values[i]
        i += 1
      }
    }
    return values
  }

  private func fresh(_ id: Int) -> [Double] {
    let dimension = system.dimension
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { buffer in
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
