/// The samples of one strength: scores of A and of B, and how often chains moved between the two.
struct TiltCell {
  /// The scores of one class.
  struct Scores {
    let count: Int
    let mean: Double
    /// Of single scores; 0 with fewer than two.
    let variance: Double
    /// How many of them, in the order of their chains, are worth one independent draw.
    let inefficiency: Double
    /// One in every `inefficiency`, chain by chain.
    let thinned: [Double]

    /// Independent draws they are worth.
    var effective: Double { Double(count) / inefficiency }
    /// Of the mean, squared.
    var meanVariance: Double { count > 0 ? variance / effective : 0 }

    /// - Parameter chains: scores of the class by chain, in the order of its steps. A chain's
    ///   visits to the class are one sequence: what lies between them does not count.
    init(_ chains: [[Double]]) {
      let all = chains.flatMap { $0 }
      let n = Double(all.count)
      let mean = all.isEmpty ? 0 : all.reduce(0, +) / n
      let squares = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let variance = all.count > 1 ? squares / (n - 1) : 0
      // Equal scores say nothing of how a chain moves, and need no thinning.
      let g = variance > 0 ? StatisticalInefficiency.estimate(chains) : 1
      (count, self.mean, self.variance, inefficiency) = (all.count, mean, variance, g)
      thinned = chains.flatMap { chain in
        StatisticalInefficiency.subsample(length: chain.count, inefficiency: g).map { chain[$0] }
      }
    }
  }

  let strength: Double
  let a: Scores
  let b: Scores
  /// Whether a sample of A or B is A's, by chain in the order of its steps.
  let isA: [[Bool]]
  /// Moves between A and B within chains.
  let crossings: Int
  /// Whether some chain has two samples or more.
  let hasChains: Bool
  /// How many samples of A or B are worth one independent draw of which of the two it is.
  let inefficiency: Double

  var fewest: Int { min(a.count, b.count) }

  /// Whether the shares of A and B are those of the law: independent draws, or chains that moved
  /// between the two. Chains confined to A and to B tell of scores and never of shares.
  var tellsShares: Bool { fewest > 0 && (!hasChains || crossings > 0) }

  /// - Parameter samples: of the strength, in any order.
  /// - Complexity: O(samples (ln samples + correlation time)).
  init(_ strength: Double, _ samples: [TiltedSample]) {
    self.strength = strength
    let chains = LadderData.chains(samples)
    func scores(_ set: SampleClass) -> Scores {
      Scores(
        chains.map { $0.filter { $0.outcome == set }.map(\.score) }.filter { !$0.isEmpty })
    }
    a = scores(.a)
    b = scores(.b)
    hasChains = chains.contains { $0.count > 1 }
    isA = chains.map { chain in
      chain.filter { $0.outcome == .a || $0.outcome == .b }.map { $0.outcome == .a }
    }.filter { !$0.isEmpty }
    crossings = isA.reduce(0) { $0 + zip($1, $1.dropFirst()).count { $0 != $1 } }
    let isMixed = a.count > 0 && b.count > 0
    inefficiency =
      isMixed ? StatisticalInefficiency.estimate(isA.map { $0.map { $0 ? 1 : 0 } }) : 1
  }

  /// - Precondition: at least two samples of each.
  var node: ThermodynamicIntegration.Node {
    ThermodynamicIntegration.Node(
      strength: strength, difference: b.mean - a.mean,
      standardError: (a.meanVariance + b.meanVariance).squareRoot(),
      slope: b.variance - a.variance)
  }

  /// ln of samples of A over samples of B, in nats.
  var logOdds: Double { logRatio(Double(a.count), Double(b.count)) }

  /// Of `logOdds`, squared.
  var logOddsVariance: Double {
    (1 / Double(a.count) + 1 / Double(b.count)) * inefficiency
  }
}
