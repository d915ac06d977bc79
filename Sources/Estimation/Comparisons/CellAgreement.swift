import Foundation
import Mathematics

/// Whether estimates of several cells, which may share runs or bases, are all of one log odds.
///
/// Q = sum w (L - mean)^2 with w = 1 / variance, as Cochran's. Where cells are correlated Q is a
/// quadratic form in normals: its law is taken to be that of a multiple of a chi-square with the same
/// mean and variance, tr(PV) and 2 tr(PVPV), P = W - W 1 1' W / sum w. For independent cells that is
/// Cochran's own: one degree of freedom fewer than cells.
///
/// Source: Satterthwaite 1946; Rao & Scott 1981, section 4, for correlated counts.
public struct CellAgreement: Hashable, Sendable {
  public let q: Double
  /// Of the chi-square; not whole where cells are correlated.
  public let degrees: Double
  /// The chance of as large a Q where all cells agree.
  public let p: Double

  /// - Parameters:
  ///   - values: in nats; at least two.
  ///   - covariance: [cell][cell], in nats squared, with positive variances.
  /// - Complexity: O(cells squared).
  public init(values: [Double], covariance: [[Double]]) {
    let cells = values.indices
    let weights = cells.map { 1 / covariance[$0][$0] }
    let total = weights.reduce(0, +)
    let mean = zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total
    q = zip(weights, values).reduce(0) { $0 + $1.0 * ($1.1 - mean) * ($1.1 - mean) }
    // PV = W V - w (w'V) / total, and tr(PVPV) over its entries.
    let projected = cells.map { column in
      zip(weights, cells).reduce(0) { $0 + $1.0 * covariance[$1.1][column] } / total
    }
    var (trace, square) = (0.0, 0.0)
    for row in cells {
      trace += weights[row] * (covariance[row][row] - projected[row])
      for column in cells {
        square += weights[row] * (covariance[row][column] - projected[column])
          * weights[column] * (covariance[column][row] - projected[row])
      }
    }
    // Cells that share all their runs cannot differ by chance.
    guard trace > 1e-9, square > 1e-18 else {
      degrees = 0
      p = q > 1e-9 ? 0 : 1
      return
    }
    degrees = trace * trace / square
    p = chiSquareTails(q * trace / square, degrees: degrees).upper
  }
}

/// Intervals that hold for several cells at once.
public enum SimultaneousLevel {
  /// The level at which each of so many intervals must be made for all of them together to hold at
  /// `level`: exact for independent cells, and on the safe side for correlated ones.
  ///
  /// - Source: Šidák 1967.
  public static func sidak(_ level: Double, intervals: Int) -> Double {
    pow(level, 1 / Double(max(1, intervals)))
  }
}

/// How one cell's estimate moves with each of the units it was made from.
public struct UnitInfluence: Hashable, Sendable {
  /// Units of one space are the same ones in every cell: bases, or runs with the same noise.
  public let space: String
  /// By the unit's place in its space; 0 for those that the cell does not have. Only their ratios
  /// count.
  public let values: [Double]

  public init(space: String, values: [Double]) {
    self.space = space
    self.values = values
  }

  /// Of the log of a ratio of two means over units: a / mean a - b / mean b.
  ///
  /// - Parameter shares: of each unit; nil for those that the cell does not have.
  /// - Returns: nil where one of the means is 0.
  public init?(space: String, shares: [(a: Double, b: Double)?]) {
    let known = shares.compactMap(\.self)
    let count = Double(max(1, known.count))
    let a = known.reduce(0) { $0 + $1.a } / count
    let b = known.reduce(0) { $0 + $1.b } / count
    guard a > 0, b > 0 else { return nil }
    self.init(space: space, values: shares.map { $0.map { $0.a / a - $0.b / b } ?? 0 })
  }

  /// The correlation of two cells' estimates, from what they share.
  ///
  /// - Complexity: O(units).
  public func correlation(with other: UnitInfluence) -> Double {
    guard space == other.space else { return 0 }
    var (product, own, theirs) = (0.0, 0.0, 0.0)
    for value in values { own += value * value }
    for value in other.values { theirs += value * value }
    let shared = min(values.count, other.values.count)
    values.withUnsafeBufferPointer { left in
      other.values.withUnsafeBufferPointer { right in
        for unit in 0..<shared { product += left[unit] * right[unit] }
      }
    }
    guard own > 0, theirs > 0 else { return 0 }
    return min(1, max(-1, product / (own * theirs).squareRoot()))
  }
}
