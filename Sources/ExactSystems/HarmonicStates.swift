import Foundation
import Mathematics

/// Particles on springs: u_k(x) = K_k (x - O_k)^2 / 2, so that x ~ N(O_k, 1 / K_k).
///
/// f_k = -1/2 ln(2 pi / K_k). With O = (1, 2, 3, 4) and K = (.5, 1, 1.5, 2) the differences from
/// the first state are .3466, .5493 and .6931.
public struct HarmonicStates: Hashable, Sendable {
  /// O_k.
  public let centers: [Double]
  /// K_k, positive.
  public let stiffnesses: [Double]

  /// - Precondition: as many stiffnesses as centers, all positive.
  public init(centers: [Double], stiffnesses: [Double]) {
    precondition(centers.count == stiffnesses.count && stiffnesses.allSatisfy { $0 > 0 })
    self.centers = centers
    self.stiffnesses = stiffnesses
  }

  /// f_k - f_0 in nats, [states].
  public var freeEnergies: [Double] { stiffnesses.map { log($0 / stiffnesses[0]) / 2 } }

  /// Independent positions, those of the first state first.
  ///
  /// - Parameter counts: how many of each state.
  /// - Complexity: O(samples).
  public func positions(counts: [Int], seed: UInt64) -> [Double] {
    var stream = SystemStream(seed: seed, purpose: 1)
    var result: [Double] = []
    for (k, count) in counts.enumerated() {
      for _ in 0..<count {
        result.append(centers[k] + stream.normal() / stiffnesses[k].squareRoot())
      }
    }
    return result
  }

  /// u_k(x_n) in nats, [samples, states].
  public func energies(_ positions: [Double]) -> Matrix {
    var result = Matrix(rows: positions.count, columns: centers.count)
    for (n, x) in positions.enumerated() {
      for k in centers.indices {
        result[n, k] = stiffnesses[k] * (x - centers[k]) * (x - centers[k]) / 2
      }
    }
    return result
  }
}
