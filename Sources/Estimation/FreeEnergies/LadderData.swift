import Foundation

/// The samples of a ladder by strength, thinned to independent draws.
struct LadderData {
  /// Rising; those that were sampled.
  let strengths: [Double]
  /// Samples kept of each strength, [strengths].
  let counts: [Int]
  /// Of the kept samples, those of the first strength first.
  let scores: [Double]
  let outcomes: [SampleClass]
  /// Their chains, or `TiltedSamples.none`; nil where all are independent.
  let chains: [Int]?
  /// The statistical inefficiency at each strength, [strengths].
  let inefficiencies: [Double]
  /// Whether samples name chains with two steps or more.
  let hasChains: Bool
  /// Chains with samples of both A and B, and moves between the two in all chains.
  let crossings: Int

  /// - Parameter all: finite, not empty.
  /// - Complexity: O(samples (ln samples + correlation time)).
  init(_ all: TiltedSamples) {
    let (order, bounds, members) = Self.byStrength(all)
    strengths = order.map { all.strengths[$0] }
    guard let chains = all.chains else {
      counts = order.indices.map { bounds[$0 + 1] - bounds[$0] }
      scores = members.map { all.scores[Int($0)] }
      outcomes = members.map { all.outcomes[Int($0)] }
      self.chains = nil
      inefficiencies = order.map { _ in 1 }
      (hasChains, crossings) = (false, 0)
      return
    }
    var counts: [Int] = []
    var kept: [Int32] = []
    var inefficiencies: [Double] = []
    for state in order.indices {
      let chains = all.chains(of: members[bounds[state]..<bounds[state + 1]])
      let g = Self.inefficiency(all, chains)
      let before = kept.count
      kept += chains.single
      for chain in chains.named {
        kept += StatisticalInefficiency.subsample(length: chain.count, inefficiency: g).map {
          chain[$0]
        }
      }
      counts.append(kept.count - before)
      inefficiencies.append(g)
    }
    self.counts = counts
    scores = kept.map { all.scores[Int($0)] }
    outcomes = kept.map { all.outcomes[Int($0)] }
    self.chains = kept.map { chains[Int($0)] }
    self.inefficiencies = inefficiencies
    let whole = all.chains(of: Int32(0)..<Int32(all.count)).named.filter { $0.count > 1 }
    hasChains = !whole.isEmpty
    crossings = whole.reduce(0) { $0 + Self.crossings($1.map { all.outcomes[Int($0)] }) }
  }

  /// The kept samples, one by one.
  var samples: [TiltedSample] {
    var result: [TiltedSample] = []
    result.reserveCapacity(scores.count)
    for (strength, count) in zip(strengths, counts) {
      for _ in 0..<count {
        let n = result.count
        let chain = chains.flatMap { $0[n] == TiltedSamples.none ? nil : $0[n] }
        result.append(
          TiltedSample(strength: strength, score: scores[n], outcome: outcomes[n], chain: chain))
      }
    }
    return result
  }

  /// Strengths that were sampled, rising; where each one's samples begin and the last one's end;
  /// the samples, those of the first strength first, else in their order.
  private static func byStrength(
    _ all: TiltedSamples
  ) -> (order: [Int], bounds: [Int], members: [Int32]) {
    var counts = [Int](repeating: 0, count: all.strengths.count)
    for place in all.places { counts[Int(place)] += 1 }
    let order = counts.indices.filter { counts[$0] > 0 }.sorted {
      all.strengths[$0] < all.strengths[$1]
    }
    var bounds = [0]
    var next = counts
    for place in order {
      next[place] = bounds[bounds.count - 1]
      bounds.append(next[place] + counts[place])
    }
    var members = [Int32](repeating: 0, count: all.count)
    for (n, place) in all.places.enumerated() {
      members[next[Int(place)]] = Int32(n)
      next[Int(place)] += 1
    }
    return (order, bounds, members)
  }

  /// Samples by chain in the order of their steps; an independent draw is a chain by itself.
  static func chains(_ samples: [TiltedSample]) -> [[TiltedSample]] {
    let columns = TiltedSamples(samples)
    let chains = columns.chains(of: Int32(0)..<Int32(samples.count))
    return chains.single.map { [samples[Int($0)]] }
      + chains.named.map { $0.map { samples[Int($0)] } }
  }

  /// The largest over the score and over what class a sample is.
  private static func inefficiency(_ all: TiltedSamples, _ chains: TiltedSamples.Chains) -> Double {
    if !chains.hasSteps { return 1 }
    var largest = StatisticalInefficiency.estimate(chains.map { all.scores[$0] })
    for set in [SampleClass.a, .b] {
      let indicators = chains.map { all.outcomes[$0] == set ? 1 : 0 }
      // A class that is always or never there says nothing of how the chain moves.
      let first = indicators[0][0]
      if indicators.contains(where: { $0.contains { $0 != first } }) {
        largest = max(largest, StatisticalInefficiency.estimate(indicators))
      }
    }
    return largest
  }

  /// Moves from A to B or back, whatever lies between.
  private static func crossings(_ chain: [SampleClass]) -> Int {
    let sides = chain.filter { $0 == .a || $0 == .b }
    return zip(sides, sides.dropFirst()).count { $0 != $1 }
  }
}
