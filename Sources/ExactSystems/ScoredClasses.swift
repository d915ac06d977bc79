import Estimation
import Foundation
import Mathematics
import Synchronization

/// Runs whose score has any law on a line, in classes that may overlap in it, under exact tilts.
///
/// The law at strength zero is tabulated in narrow bins: each class has a density over the score,
/// and the tilt multiplies a bin by exp(l s) at its middle. Truth and draws follow from the same
/// table.
public final class ScoredClasses: Sendable {
  /// ln of a class's density at a score, up to one constant for all; minus infinity outside.
  public typealias LogDensity = @Sendable (Double) -> Double

  private let range: ClosedRange<Double>
  private let bins: Int
  private let logDensities: [(outcome: SampleClass, value: LogDensity)]
  private let tables = Mutex<[Double: Table]>([:])
  private let truth = Mutex<Double?>(nil)

  /// One strength's law.
  private struct Table: Sendable {
    /// Running sums over bins, the last 1.
    let sums: [Double]
    /// Of every bin, the running shares of the classes.
    let shares: [[Double]]
  }

  /// - Parameters:
  ///   - range: of the score, of which little lies outside at any strength that is asked for.
  ///   - bins: of the table.
  ///   - classes: densities, each class once.
  public init(
    _ range: ClosedRange<Double>, bins: Int = 6000,
    classes: [(outcome: SampleClass, value: LogDensity)]
  ) {
    self.range = range
    self.bins = bins
    logDensities = classes
  }

  /// The law of one density, of which the chance of B at a score is given.
  public convenience init(
    _ range: ClosedRange<Double>, density: @escaping LogDensity,
    chanceOfB: @escaping @Sendable (Double) -> Double, other: Double = 0
  ) {
    var classes: [(outcome: SampleClass, value: LogDensity)] = [
      (.a, { density($0) + log(1 - chanceOfB($0)) + log(1 - other) }),
      (.b, { density($0) + log(chanceOfB($0)) + log(1 - other) }),
    ]
    if other > 0 { classes.append((.other, { density($0) + log(other) })) }
    self.init(range, classes: classes)
  }

  private var width: Double { (range.upperBound - range.lowerBound) / Double(bins) }
  private func middle(_ bin: Int) -> Double {
    range.lowerBound + (Double(bin) + 0.5) * width
  }

  /// L(0), in nats.
  public var logOdds: Double {
    truth.withLock { known in
      if let known { return known }
      func total(_ outcome: SampleClass) -> Double {
        logSumExp(
          logDensities.filter { $0.outcome == outcome }.flatMap { entry in
            (0..<bins).map { entry.value(middle($0)) }
          }.filter { $0 > -.infinity })
      }
      let value = total(.a) - total(.b)
      known = value
      return value
    }
  }

  private func table(_ strength: Double) -> Table {
    tables.withLock { known in
      if let table = known[strength] { return table }
      var logs: [[Double]] = []
      var largest = -Double.infinity
      for bin in 0..<bins {
        let s = middle(bin)
        let row = logDensities.map { $0.value(s) + strength * s }
        largest = max(largest, row.max()!)
        logs.append(row)
      }
      var (sum, sums, shares) = (0.0, [Double](), [[Double]]())
      for row in logs {
        let weights = row.map { $0 > -.infinity ? exp($0 - largest) : 0 }
        let total = weights.reduce(0, +)
        sum += total
        sums.append(sum)
        var running = 0.0
        shares.append(
          weights.map {
            running += total > 0 ? $0 / total : 0
            return running
          })
      }
      let table = Table(sums: sums.map { $0 / sum }, shares: shares)
      known[strength] = table
      return table
    }
  }

  /// One draw from the quantile of its score, in (0, 1), and a uniform number for its class.
  private func draw(
    _ table: Table, _ strength: Double, score u: Double, class v: Double
  ) -> TiltedSample {
    var (low, high) = (0, bins - 1)
    while low < high {
      let middle = (low + high) / 2
      if table.sums[middle] < u { low = middle + 1 } else { high = middle }
    }
    let below = low == 0 ? 0 : table.sums[low - 1]
    let inside = (u - below) / max(table.sums[low] - below, 1e-300)
    let place = table.shares[low].firstIndex { v <= $0 } ?? logDensities.count - 1
    return TiltedSample(
      strength: strength,
      score: range.lowerBound + (Double(low) + min(max(inside, 0), 1)) * width,
      outcome: logDensities[place].outcome)
  }

  /// Independent draws, those of the first strength first.
  ///
  /// - Complexity: O(samples ln bins).
  public func samples(strengths: [Double], count: Int, seed: UInt64) -> [TiltedSample] {
    var stream = SystemStream(seed: seed, purpose: 19)
    return strengths.flatMap { strength in
      let table = table(strength)
      return (0..<count).map { _ in
        draw(table, strength, score: stream.uniform(), class: stream.uniform())
      }
    }
  }

  /// Stationary chains, each at one strength: score and class follow autoregressive latents.
  public func chains(
    strengths: [Double], chains: Int, length: Int, correlation: Double, seed: UInt64
  ) -> [TiltedSample] {
    var stream = SystemStream(seed: seed, purpose: 20)
    let step = (1 - correlation * correlation).squareRoot()
    var result: [TiltedSample] = []
    for (index, strength) in strengths.enumerated() {
      let table = table(strength)
      for chain in 0..<chains {
        var latents = (stream.normal(), stream.normal())
        for time in 0..<length {
          var sample = draw(
            table, strength, score: normalTails(latents.0).lower,
            class: normalTails(latents.1).lower)
          sample.chain = index * chains + chain
          sample.step = time
          result.append(sample)
          latents.0 = correlation * latents.0 + step * stream.normal()
          latents.1 = correlation * latents.1 + step * stream.normal()
        }
      }
    }
    return result
  }
}
