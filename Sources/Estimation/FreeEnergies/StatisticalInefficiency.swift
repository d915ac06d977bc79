/// How many samples of a chain are worth one independent draw.
public enum StatisticalInefficiency {
  /// From chains of the same law.
  ///
  /// g = 1 + 2 sum_t (1 - t / n) rho(t), summed in pairs rho(2m) + rho(2m + 1) while they are
  /// positive and cut to be falling (Geyer 1992, "Practical Markov chain Monte Carlo", initial
  /// monotone sequence). All chains share one mean, so chains that stay apart count as few draws.
  ///
  /// - Parameter chains: the values of each chain in the order of its steps.
  /// - Returns: at least 1; the length of the longest chain where nothing moves within chains of
  ///   two or more. 1 without chains of two or more.
  /// - Complexity: O(samples x correlation time).
  public static func estimate(_ chains: [[Double]]) -> Double {
    let longest = chains.reduce(0) { max($0, $1.count) }
    let total = chains.reduce(0) { $0 + $1.count }
    guard longest >= 2 else { return 1 }
    let mean = chains.reduce(0) { $0 + $1.reduce(0, +) } / Double(total)
    let centered = chains.map { $0.map { $0 - mean } }
    func covariance(_ lag: Int) -> Double {
      var sum = 0.0
      var pairs = 0
      for chain in centered where chain.count > lag {
        for t in 0..<chain.count - lag { sum += chain[t] * chain[t + lag] }
        pairs += chain.count - lag
      }
      return pairs > 0 ? sum / Double(pairs) : 0
    }
    let variance = covariance(0)
    guard variance > 1e-28 * mean * mean else { return Double(longest) }
    func share(_ lag: Int) -> Double {
      (1 - Double(lag) / Double(longest)) * covariance(lag) / variance
    }
    var sum = 0.0
    var last = Double.infinity
    for lag in stride(from: 0, to: longest, by: 2) {
      let pair = share(lag) + (lag + 1 < longest ? share(lag + 1) : 0)
      if pair <= 0 { break }
      last = min(last, pair)
      sum += last
    }
    return min(max(1, 2 * sum - 1), Double(longest))
  }

  /// Places in a chain that are as good as independent draws: one in every g.
  ///
  /// - Parameters:
  ///   - length: of the chain.
  ///   - inefficiency: g, at least 1.
  /// - Returns: rising places round(i g) in 0 ..< length; all of them for g = 1.
  /// - Complexity: O(length).
  public static func subsample(length: Int, inefficiency g: Double) -> [Int] {
    guard length > 0 else { return [] }
    return (0..<length).lazy.map { Int((Double($0) * g).rounded()) }.prefix { $0 < length }
      .map { $0 }
  }
}
