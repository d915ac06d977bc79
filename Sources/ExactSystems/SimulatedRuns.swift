import Estimation
import Mathematics

/// Runs of a system, made from proposals over noise: what drives a design without any training.
///
/// Latents are addressed by (seed, run): the same seed makes the same runs whatever the order.
public struct SimulatedRuns: Sendable {
  public let system: any NoiseSystem
  public let seed: UInt64
  /// runs x dimension, one run after another.
  private var latents: [Double] = []
  private let blocks: [(name: String, count: Int)]
  private let dimension: Int
  /// The run that is being made, [dimension].
  private var own: [Double]

  public init(_ system: some NoiseSystem, seed: UInt64) {
    self.system = system
    self.seed = seed
    blocks = system.blocks
    dimension = system.dimension
    own = Array(repeating: 0, count: dimension)
  }

  /// Makes the runs of one round.
  ///
  /// - Parameter proposals: numbered on from the last round's; parents are earlier runs.
  /// - Returns: one run for each, in their order.
  /// - Complexity: O(proposals x dimension), and as much memory.
  public mutating func measure(_ proposals: [NoiseProposal]) -> [ScoredRun] {
    var runs: [ScoredRun] = []
    runs.reserveCapacity(proposals.count)
    for proposal in proposals {
      precondition(
        proposal.id * dimension == latents.count, "proposals are numbered one after another")
      makeNoise(proposal)
      latents.append(contentsOf: own)
      runs.append(
        ScoredRun(id: proposal.id, score: system.score(own), label: system.label(own)))
    }
    return runs
  }

  /// The latents of a run that was made.
  public func noise(of id: Int) -> [Double] {
    Array(latents[id * dimension..<(id + 1) * dimension])
  }

  /// Fresh noise, then moved from the parent's block by block.
  private mutating func makeNoise(_ proposal: NoiseProposal) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { buffer in
      // An even start lets no two runs share a block of the generator.
      NormalStream(seed: seed, purpose: 0x7269)
        .fill(buffer, from: proposal.id * (dimension + dimension % 2))
      for i in 0..<dimension { own[i] = Double(buffer[i]) }
    }
    guard let parent = proposal.parent else { return }
    var i = 0
    for block in blocks {
      let r = Self.cosine(proposal, block.name)
      let s = (1 - r * r).squareRoot()
      for _ in 0..<block.count {
        own[i] = r * latents[parent * dimension + i] + s * own[i]
        i += 1
      }
    }
  }

  /// Without hashing the name where only one block is moved: millions of runs ask.
  private static func cosine(_ proposal: NoiseProposal, _ block: String) -> Double {
    if proposal.cosine.count == 1, let only = proposal.cosine.first {
      return only.key == block ? only.value : 1
    }
    return proposal.cosine[block] ?? 1
  }

  /// Feeds a design with rounds until it asks for no more.
  public mutating func drive<Design: AdaptiveDesign>(_ design: inout Design)
  where Design.Proposal == NoiseProposal, Design.Measured == ScoredRun {
    var measured: [ScoredRun] = []
    while let round = design.next(after: measured) { measured = measure(round) }
  }
}
