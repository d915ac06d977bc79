import Foundation

/// The samples of a ladder by strength, thinned to independent draws.
struct LadderData {
  /// Rising; those that were sampled.
  let strengths: [Double]
  /// Samples kept of each strength, [strengths].
  let counts: [Int]
  /// Kept samples, those of the first strength first.
  let samples: [TiltedSample]
  /// The statistical inefficiency at each strength, [strengths].
  let inefficiencies: [Double]
  /// Whether samples name chains with two steps or more.
  let hasChains: Bool
  /// Chains with samples of both A and B, and moves between the two in all chains.
  let crossings: Int

  /// - Parameter all: finite, not empty.
  /// - Complexity: O(samples (ln samples + correlation time)).
  init(_ all: [TiltedSample]) {
    let byStrength = Dictionary(grouping: all, by: \.strength)
    let strengths = byStrength.keys.sorted()
    var counts: [Int] = []
    var samples: [TiltedSample] = []
    var inefficiencies: [Double] = []
    for strength in strengths {
      let chains = Self.chains(byStrength[strength]!)
      let g = Self.inefficiency(chains)
      let kept = chains.flatMap { chain in
        StatisticalInefficiency.subsample(length: chain.count, inefficiency: g).map { chain[$0] }
      }
      samples += kept
      counts.append(kept.count)
      inefficiencies.append(g)
    }
    self.strengths = strengths
    self.counts = counts
    self.samples = samples
    self.inefficiencies = inefficiencies
    let whole = Self.chains(all).filter { $0.count > 1 }
    hasChains = !whole.isEmpty
    crossings = whole.reduce(0) { $0 + Self.crossings($1) }
  }

  /// Samples by chain in the order of their steps; an independent draw is a chain by itself.
  static func chains(_ samples: [TiltedSample]) -> [[TiltedSample]] {
    var named: [Int: [TiltedSample]] = [:]
    var result: [[TiltedSample]] = []
    for sample in samples {
      if let chain = sample.chain {
        named[chain, default: []].append(sample)
      } else {
        result.append([sample])
      }
    }
    for chain in named.keys.sorted() {
      let steps = named[chain]!.enumerated().sorted {
        ($0.element.step ?? $0.offset, $0.offset) < ($1.element.step ?? $1.offset, $1.offset)
      }
      result.append(steps.map(\.element))
    }
    return result
  }

  /// The largest over the score and over what class a sample is.
  private static func inefficiency(_ chains: [[TiltedSample]]) -> Double {
    if !chains.contains(where: { $0.count > 1 }) { return 1 }
    var largest = StatisticalInefficiency.estimate(chains.map { $0.map(\.score) })
    for set in [SampleClass.a, .b] {
      let indicators = chains.map { $0.map { $0.outcome == set ? 1.0 : 0.0 } }
      // A class that is always or never there says nothing of how the chain moves.
      let first = indicators[0][0]
      if indicators.contains(where: { $0.contains { $0 != first } }) {
        largest = max(largest, StatisticalInefficiency.estimate(indicators))
      }
    }
    return largest
  }

  /// Moves from A to B or back, whatever lies between.
  private static func crossings(_ chain: [TiltedSample]) -> Int {
    let sides = chain.map(\.outcome).filter { $0 == .a || $0 == .b }
    return zip(sides, sides.dropFirst()).count { $0 != $1 }
  }
}
