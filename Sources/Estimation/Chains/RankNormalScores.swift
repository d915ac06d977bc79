import Mathematics

/// Chains as normal scores of ranks: no tail is too heavy for a variance of these.
public enum RankNormalScores {
  /// z = Phi^-1((rank - 3/8) / (S + 1/4)) over the S values of all chains together, tied values
  /// sharing their mean rank.
  ///
  /// - Parameter chains: finite values, [chains][steps].
  /// - Returns: one score for each, in the same places.
  /// - Complexity: O(S log S). Source: Vehtari, Gelman, Simpson, Carpenter & Buerkner 2021,
  ///   "Rank-normalization, folding, and localization: an improved R-hat", equation 14.
  public static func of(_ chains: [[Double]]) -> [[Double]] {
    let values = chains.flatMap { $0 }
    let order = values.indices.sorted { values[$0] < values[$1] }
    var scores = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count && values[order[end]] == values[order[first]] { end += 1 }
      // Ranks first + 1 ... end share their mean.
      let rank = Double(first + 1 + end) / 2
      let score = normalQuantile((rank - 0.375) / (Double(values.count) + 0.25))
      for place in first..<end { scores[order[place]] = score }
      first = end
    }
    var start = 0
    return chains.map { chain in
      defer { start += chain.count }
      return Array(scores[start..<start + chain.count])
    }
  }

  /// The first and the last half of every chain, as chains of their own; of an odd number of steps
  /// the middle one is left out.
  static func halves(_ chains: [[Double]]) -> [[Double]] {
    chains.map { Array($0.prefix($0.count / 2)) } + chains.map { Array($0.suffix($0.count / 2)) }
  }
}
