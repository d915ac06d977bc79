import Foundation
import Mathematics

/// Exponential laws: u_k(x) = rate_k x on x > 0, so that f_k = ln rate_k.
///
/// They are exact tilts of one another, with the score -x and the rate as strength. With rates
/// 1 ... 4 the differences from the first state are .6931, 1.0986 and 1.3863.
public struct ExponentialStates: Hashable, Sendable {
  /// [states], positive.
  public let rates: [Double]

  /// - Precondition: all rates are positive.
  public init(rates: [Double]) {
    precondition(rates.allSatisfy { $0 > 0 })
    self.rates = rates
  }

  /// f_k - f_0 in nats, [states].
  public var freeEnergies: [Double] { rates.map { log($0 / rates[0]) } }

  /// Independent positions, those of the first state first.
  ///
  /// - Complexity: O(samples).
  public func positions(counts: [Int], seed: UInt64) -> [Double] {
    var stream = SystemStream(seed: seed, purpose: 2)
    var result: [Double] = []
    for (k, count) in counts.enumerated() {
      for _ in 0..<count { result.append(-log(stream.uniform()) / rates[k]) }
    }
    return result
  }

  /// u_k(x_n) in nats, [samples, states].
  public func energies(_ positions: [Double]) -> Matrix {
    var result = Matrix(rows: positions.count, columns: rates.count)
    for (n, x) in positions.enumerated() {
      for k in rates.indices { result[n, k] = rates[k] * x }
    }
    return result
  }
}
