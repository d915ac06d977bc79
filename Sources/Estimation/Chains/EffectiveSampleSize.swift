import Foundation

/// How many independent draws chains are worth.
public enum EffectiveSampleSize {
  /// Fewer than this make neither R-hat nor errors reliable (Vehtari et al. 2021).
  public static let least = 400.0

  /// For the location of the bulk: of normal scores, over halves of chains.
  ///
  /// - Parameter chains: finite values of one or more chains of equal length, at least 8 steps.
  /// - Returns: nil where no value differs from the others: nothing is known then.
  /// - Complexity: O(S log S + S x correlation time) for S values.
  public static func bulk(_ chains: [[Double]]) -> Double? {
    ofHalves(chains, RankNormalScores.of)
  }

  /// For the mean of the values themselves, over halves of chains.
  ///
  /// - Parameters, returns and complexity: as for `bulk`.
  public static func mean(_ chains: [[Double]]) -> Double? { ofHalves(chains) { $0 } }

  private static func ofHalves(
    _ chains: [[Double]], _ transform: ([[Double]]) -> [[Double]]
  ) -> Double? {
    precondition(Set(chains.map(\.count)).count == 1 && chains[0].count >= 8)
    let halves = RankNormalScores.halves(chains)
    guard let first = halves[0].first, halves.contains(where: { $0.contains { $0 != first } })
    else { return nil }
    return plain(transform(halves))
  }

  /// S / tau with tau = -1 + 2 sum of rho(t), summed in pairs while they are positive and made
  /// falling; rho(t) = 1 - (W - mean covariance at lag t) / var+ takes all chains for one law.
  ///
  /// - Source: Vehtari et al. 2021, equations 10 to 13; Geyer 1992, initial monotone sequence. At
  ///   most S log10 S, as Stan and ArviZ have it.
  static func plain(_ chains: [[Double]]) -> Double {
    let steps = chains[0].count
    let n = Double(steps)
    let means = chains.map { $0.reduce(0, +) / n }
    let centered = zip(chains, means).map { chain, mean in chain.map { $0 - mean } }
    /// The mean over chains of the covariance at a lag, with divisor n.
    func covariance(_ lag: Int) -> Double {
      var sum = 0.0
      for chain in centered {
        for t in 0..<steps - lag { sum += chain[t] * chain[t + lag] }
      }
      return sum / n / Double(chains.count)
    }
    let within = covariance(0) * n / (n - 1)
    let total = within * (n - 1) / n + (chains.count > 1 ? ChainMoments(means).variance : 0)
    func correlation(_ lag: Int) -> Double { 1 - (within - covariance(lag)) / total }
    // Pairs (0, 1), (2, 3), ... up to the first whose sum is not positive.
    var pairs = [(even: 1.0, odd: correlation(1))]
    while 2 * pairs.count + 1 < steps - 1 && pairs.last!.even + pairs.last!.odd > 0 {
      let lag = 2 * pairs.count
      pairs.append((correlation(lag), correlation(lag + 1)))
    }
    // Of the last pair the even term alone is taken, where it is positive.
    let last = pairs.removeLast()
    var sum = 0.0
    var smallest = Double.infinity
    for pair in pairs {
      smallest = min(smallest, pair.even + pair.odd)
      sum += smallest
    }
    let count = n * Double(chains.count)
    let time = -1 + 2 * sum + max(last.even, 0)
    return count / max(time, 1 / log10(count))
  }
}
