/// One factor of a population's probability: the share of the states above a level that lie above
/// the next one.
public struct SubsetLevel: Hashable, Sendable {
  /// The score that states above it exceed; 0 for the last level.
  public let threshold: Double
  /// p_j = P(above this level | above the one before), estimated; in (0, 1].
  public let share: Double
  /// gamma_j: how much the chains' memory adds to the variance of the share, relative to
  /// independent states; 0 for fresh runs.
  public let memory: Double
  /// d_j: the predicted relative standard error of the share,
  /// d_j^2 = (1 + gamma_j) (1 - p_j) / (p_j N).
  public let coefficient: Double
  /// Share of accepted moves among those that made the states; nil for fresh runs.
  public let acceptance: Double?
  /// Correlation of the score a move led to with the one it started from; nil for fresh runs.
  public let scoreCorrelation: Double?
  /// Mean cosine over blocks of the joint moves; nil for fresh runs.
  public let cosine: Double?

  /// The share with what its states say of its variance.
  ///
  /// The chains' memory enters by the sums over chains, S_c = sum of (I - p) over the states of
  /// chain c: 1 + gamma_j = sum_c S_c^2 / (N p (1 - p)), which is the published sum over lags,
  /// 2 sum_k (1 - k/L) r_j(k), with every lag's covariance taken from the same states; chains may
  /// differ in length. Values below independence are taken as independence.
  /// Source: Au & Beck 2001; d_j as OpenTURNS' documentation of subset sampling gives it.
  ///
  /// - Parameters:
  ///   - above: whether each state is above the level, in the order of chains.
  ///   - chains: each state's chain.
  /// - Complexity: O(states).
  init(
    threshold: Double, above: [Bool], chains: [Int], acceptance: Double?,
    scoreCorrelation: Double?, cosine: Double?
  ) {
    let n = Double(above.count)
    let p = Double(above.count { $0 }) / n
    var squares = 0.0
    var sum = 0.0
    for i in above.indices {
      sum += (above[i] ? 1 : 0) - p
      if i + 1 == above.count || chains[i + 1] != chains[i] {
        squares += sum * sum
        sum = 0
      }
    }
    let inflation = p > 0 && p < 1 ? max(1, squares / (n * p * (1 - p))) : 1
    self.threshold = threshold
    share = p
    memory = inflation - 1
    coefficient = p > 0 ? (inflation * (1 - p) / (p * n)).squareRoot() : .infinity
    self.acceptance = acceptance
    self.scoreCorrelation = scoreCorrelation
    self.cosine = cosine
  }
}
