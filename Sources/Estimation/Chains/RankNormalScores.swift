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
    let count = Double(values.count)
    let scores = ranks(values).map { normalQuantile(($0 - 0.375) / (count + 0.25)) }
    var start = 0
    return chains.map { chain in
      defer { start += chain.count }
      return Array(scores[start..<start + chain.count])
    }
  }

  /// Ranks from 1 on, tied values sharing their mean rank.
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count && values[order[end]] == values[order[first]] { end += 1 }
      for place in first..<end { ranks[order[place]] = Double(first + 1 + end) / 2 }
      first = end
    }
    return ranks
  }

  /// The first and the last half of every chain, as chains of their own; of an odd number of steps
  /// the middle one is left out.
  static func halves(_ chains: [[Double]]) -> [[Double]] {
    chains.map { Array($0.prefix($0.count / 2)) } + chains.map { Array($0.suffix($0.count / 2)) }
  }
}
