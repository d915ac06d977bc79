import Foundation
import Mathematics

/// The mean of probabilities that independent populations estimated, and how far they agree.
///
/// A population of n states counts n times, because its variance falls as 1/n. Between populations
/// v = sum n (p - mean)^2 / (K - 1) and se^2 = v / sum n; intervals are for the logarithm of the
/// mean (delta method), which keeps them above 0 and lopsided as the estimate is.
package struct PopulationSpread: Hashable, Sendable {
  let sizes: [Int]
  /// ln of each population's estimate; minus infinity for those that found nothing.
  let logs: [Double]
  /// ln of the mean, in nats; minus infinity where no population found anything.
  let logMean: Double
  /// Of `logMean`, in nats; NaN where no population found anything.
  package let standardError: Double
  /// How many equal populations would spread a mean as much: K / (1 + relative variance).
  let effective: Double

  /// - Complexity: O(populations).
  package init(sizes: [Int], logs: [Double]) {
    self.sizes = sizes
    self.logs = logs
    let largest = logs.max() ?? -.infinity
    guard largest > -.infinity else {
      logMean = -.infinity
      standardError = .nan
      effective = 0
      return
    }
    let weights = sizes.map(Double.init)
    let total = weights.reduce(0, +)
    let relative = logs.map { exp($0 - largest) }
    let mean = zip(weights, relative).reduce(0) { $0 + $1.0 * $1.1 } / total
    let squares = zip(weights, relative).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    let count = Double(sizes.count)
    logMean = largest + log(mean)
    standardError = (squares / (count - 1) / total).squareRoot() / mean
    effective = count / (1 + squares / total / (mean * mean))
  }

  /// Student's interval for ln P, in nats, never above 0.
  ///
  /// - Parameters:
  ///   - standardError: of ln P, in nats.
  ///   - degrees: of freedom of the error.
  ///   - shift: of the middle, in nats, for a bias of the point.
  package func interval(
    level: Double, standardError: Double, degrees: Int, shift: Double = 0
  ) -> Interval {
    let half = quantile(tail: (1 - level) / 2, degrees: degrees) * standardError
    return Interval(low: logMean + shift - half, high: min(0, logMean + shift + half))
  }

  /// The error of `logMean` if the populations' estimates are lognormal, in nats.
  ///
  /// A population of n states has the logarithmic variance c / n, c = sum n (ln p - mean)^2 /
  /// (K - 1), its share of the mean w the relative variance exp(c / n) - 1: so the error is
  /// sqrt(sum w^2 (exp(c / n) - 1)). Unlike `standardError` it does not fall where the mean errs
  /// downward, as means of a few skewed estimates mostly do.
  ///
  /// - Returns: nil where a population found nothing.
  package var lognormalError: Double? {
    guard logs.allSatisfy(\.isFinite) else { return nil }
    let total = Double(sizes.reduce(0, +))
    let shares = sizes.map { Double($0) / total }
    let mean = zip(shares, logs).reduce(0) { $0 + $1.0 * $1.1 }
    let squares = zip(sizes, logs).reduce(0) {
      $0 + Double($1.0) * ($1.1 - mean) * ($1.1 - mean)
    }
    let variance = squares / Double(logs.count - 1)
    return zip(sizes, shares).reduce(0) {
      $0 + $1.1 * $1.1 * expm1(variance / Double($1.0))
    }.squareRoot()
  }

  /// The error of `logMean` from each population's own relative variance, in nats.
  func standardError(families: [Double]) -> Double {
    let largest = logs.max() ?? 0
    var sum = 0.0
    var squares = 0.0
    for i in logs.indices {
      let part = Double(sizes[i]) * exp(logs[i] - largest)
      sum += part
      squares += part * part * families[i]
    }
    return squares.squareRoot() / sum
  }

  /// The limit of ln P from above at a level, in nats.
  func upperLimit(level: Double) -> Double {
    min(0, logMean + quantile(tail: 1 - level, degrees: sizes.count - 1) * standardError)
  }

  /// The limit of ln P from below that no undiscovered mode can break.
  ///
  /// The mean errs upward rarely, whatever it misses: it is at least 0 and its expectation is P but
  /// for a relative O(1/N), so that P(mean > P / tail) < tail (Markov's inequality).
  func markovLimit(level: Double) -> Double { logMean + log(1 - level) }

  private func quantile(tail: Double, degrees: Int) -> Double {
    studentQuantile(Tails(lower: 1 - tail, upper: tail), degrees: Double(degrees))
  }

  /// Whether the spread is what the levels predict: the chance of a larger one, or nil with fewer
  /// than two populations that found anything.
  ///
  /// Q = sum (ln p - mean)^2 / sigma^2, chi-square on one degree fewer than populations.
  ///
  /// - Parameter predicted: sigma^2 of ln p by population.
  func excess(predicted: [Double]) -> Double? {
    let found = logs.indices.filter { logs[$0] > -.infinity && predicted[$0] > 0 }
    if found.count < 2 { return nil }
    let weight = found.reduce(0) { $0 + 1 / predicted[$1] }
    let mean = found.reduce(0) { $0 + logs[$1] / predicted[$1] } / weight
    let q = found.reduce(0) { $0 + (logs[$1] - mean) * (logs[$1] - mean) / predicted[$1] }
    return chiSquareTails(q, degrees: Double(found.count - 1)).upper
  }

  /// Small populations against large ones: ln of the ratio of their means, with its error and the
  /// chance of a larger one if size does not matter.
  struct SizeContrast: Hashable, Sendable {
    /// ln (mean of the large / mean of the small), in nats: positive where small ones miss
    /// something.
    let difference: Double
    let standardError: Double
    let p: Double
  }

  /// The comparison of N with 4N by Student's t with a variance common to both but for 1/n.
  ///
  /// - Returns: nil without two sizes, three populations and a hit at each size.
  func sizeContrast() -> SizeContrast? {
    guard let least = sizes.min(), let most = sizes.max(), least < most, sizes.count > 2 else {
      return nil
    }
    let groups = [least, most].map { size in sizes.indices.filter { sizes[$0] == size } }
    let parts = groups.map { group in
      PopulationSpread(sizes: group.map { sizes[$0] }, logs: group.map { logs[$0] })
    }
    if parts.contains(where: { $0.logMean == -.infinity }) { return nil }
    var squares = 0.0
    var inverse = 0.0
    for part in parts {
      for (size, value) in zip(part.sizes, part.logs) {
        let deviation = exp(value - part.logMean) - 1
        squares += Double(size) * deviation * deviation
      }
      inverse += 1 / Double(part.sizes.reduce(0, +))
    }
    let degrees = Double(sizes.count - 2)
    let error = (squares / degrees * inverse).squareRoot()
    let difference = parts[1].logMean - parts[0].logMean
    let p =
      error > 0 ? 2 * studentTails(abs(difference) / error, degrees: degrees).upper : 1
    return SizeContrast(difference: difference, standardError: error, p: p)
  }
}
