/// Whether chains tell the same: 1 where they do, larger where they stay apart.
public enum SplitRHat {
  /// Above this, chains are not taken to have mixed (Vehtari et al. 2021).
  public static let largestBelieved = 1.01

  /// The larger of R-hat of normal scores (which sees different places) and of those of distances
  /// from the median (which sees different widths), over halves of chains.
  ///
  /// - Parameter chains: finite values of two or more chains of equal length, at least 4 steps.
  /// - Returns: NaN where no half moves at all.
  /// - Complexity: O(S log S) for S values. Source: Vehtari et al. 2021, section 4.
  public static func rankNormalised(_ chains: [[Double]]) -> Double {
    precondition(Set(chains.map(\.count)).count == 1 && chains[0].count >= 4)
    let halves = RankNormalScores.halves(chains)
    let sorted = halves.flatMap { $0 }.sorted()
    let middle = sorted.count / 2
    let median =
      sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    let folded = halves.map { $0.map { abs($0 - median) } }
    let bulk = plain(RankNormalScores.of(halves))
    let tail = plain(RankNormalScores.of(folded))
    // Distances from the median of a two-valued chain can all be equal: they then say nothing.
    return tail.isNaN ? bulk : max(bulk, tail)
  }

  /// sqrt(((n - 1) W + B) / (n W)), B = n x variance of the chains' means, W the mean of their
  /// variances.
  static func plain(_ chains: [[Double]]) -> Double {
    let n = Double(chains[0].count)
    let moments = chains.map(ChainMoments.init)
    let within = moments.reduce(0) { $0 + $1.variance } / Double(chains.count)
    let between = ChainMoments(moments.map(\.mean)).variance * n
    return ((between / within + n - 1) / n).squareRoot()
  }
}

/// Mean and variance of a chain.
struct ChainMoments {
  let mean: Double
  /// With divisor n - 1.
  let variance: Double

  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    variance =
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }
}
