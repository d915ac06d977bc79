import Mathematics

/// Switching work between two states that is normal in both directions.
///
/// By Crooks' relation both have the same deviation: w_F ~ N(dF + s^2/2, s^2) and
/// w_R ~ N(-dF + s^2/2, s^2).
public struct GaussianWork: Hashable, Sendable {
  /// dF in nats.
  public let difference: Double
  /// s in nats, positive.
  public let deviation: Double

  public init(difference: Double, deviation: Double) {
    self.difference = difference
    self.deviation = deviation
  }

  /// Independent forward works, in nats.
  public func forward(count: Int, seed: UInt64) -> [Double] {
    works(count, mean: difference + deviation * deviation / 2, seed: seed, purpose: 3)
  }

  /// Independent reverse works, in nats.
  public func reverse(count: Int, seed: UInt64) -> [Double] {
    works(count, mean: -difference + deviation * deviation / 2, seed: seed, purpose: 4)
  }

  /// u_k(x_n) for states at fractions of the way, of samples named by their forward work.
  ///
  /// The work w(x) of a sample is u_1 - u_0, so the states are u_k = fraction_k w: exact tilts with
  /// score -w. A reverse work is minus the forward work of the same sample.
  ///
  /// - Returns: in nats, [samples, fractions].
  public func energies(_ works: [Double], fractions: [Double]) -> Matrix {
    var result = Matrix(rows: works.count, columns: fractions.count)
    for (n, work) in works.enumerated() {
      for (k, fraction) in fractions.enumerated() { result[n, k] = fraction * work }
    }
    return result
  }

  /// f(fraction) - f(0) = fraction (dF + s^2/2) - fraction^2 s^2/2, in nats.
  public func freeEnergy(atFraction fraction: Double) -> Double {
    let variance = deviation * deviation
    return fraction * (difference + variance / 2) - fraction * fraction * variance / 2
  }

  private func works(_ count: Int, mean: Double, seed: UInt64, purpose: UInt32) -> [Double] {
    var stream = SystemStream(seed: seed, purpose: purpose)
    return (0..<count).map { _ in mean + deviation * stream.normal() }
  }
}
