import Foundation

/// How the probability of functions falls with their complexity, and what of it is more than the
/// share of ones.
public struct SimplicityBound: Hashable, Sendable {
  /// One function of a table.
  public struct Point: Hashable, Sendable {
    /// log2 of its share of the samples.
    public let logProbability: Double
    /// K, in bits.
    public let complexity: Double
    /// Of its share of ones, in bits.
    public let entropy: Double

    public init(logProbability: Double, complexity: Double, entropy: Double) {
      self.logProbability = logProbability
      self.complexity = complexity
      self.entropy = entropy
    }
  }

  /// a of the bound P <= 2^(-a K - b): least squares through the most probable function of each
  /// complexity.
  public let slope: Double
  /// b, lowered until no function lies above the bound.
  public let offset: Double
  /// Spearman's correlation of probability and complexity.
  public let correlation: Double
  /// The same with the entropy held fixed; NaN where complexity is a function of entropy.
  public let partialCorrelation: Double

  /// - Parameter points: functions whose probability was seen often enough to be known.
  /// - Returns: nil with fewer than two complexities.
  /// - Complexity: O(points x log points). Sources: Dingle, Camargo & Louis 2018 for the bound;
  ///   partial correlation of ranks as in Kendall & Gibbons 1990, section 8.
  public init?(_ points: [Point]) {
    var highest: [Double: Double] = [:]
    for point in points {
      highest[point.complexity] = max(highest[point.complexity] ?? -.infinity, point.logProbability)
    }
    guard highest.count >= 2 else { return nil }
    let top = highest.sorted { $0.key < $1.key }
    let n = Double(top.count)
    let meanK = top.reduce(0) { $0 + $1.key } / n
    let meanP = top.reduce(0) { $0 + $1.value } / n
    let squares = top.reduce(0) { $0 + ($1.key - meanK) * ($1.key - meanK) }
    let products = top.reduce(0) { $0 + ($1.key - meanK) * ($1.value - meanP) }
    let slope = -products / squares
    self.slope = slope
    offset = -(top.map { $0.value + slope * $0.key }.max()!)
    let p = RankNormalScores.ranks(points.map(\.logProbability))
    let k = RankNormalScores.ranks(points.map(\.complexity))
    let h = RankNormalScores.ranks(points.map(\.entropy))
    correlation = Self.correlation(p, k)
    let (ph, kh) = (Self.correlation(p, h), Self.correlation(k, h))
    partialCorrelation = (correlation - ph * kh) / ((1 - ph * ph) * (1 - kh * kh)).squareRoot()
  }

  private static func correlation(_ x: [Double], _ y: [Double]) -> Double {
    let n = Double(x.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (a, b) in zip(x, y) {
      xx += (a - meanX) * (a - meanX)
      yy += (b - meanY) * (b - meanY)
      xy += (a - meanX) * (b - meanY)
    }
    return xy / (xx * yy).squareRoot()
  }
}
