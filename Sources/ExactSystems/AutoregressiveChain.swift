/// A stationary chain x_t = r x_{t-1} + sqrt(1 - r^2) z_t of standard normal numbers.
///
/// Its correlation at lag t is r^t, its integrated time 1/2 (1 + r) / (1 - r) and its statistical
/// inefficiency twice that.
public struct AutoregressiveChain: Hashable, Sendable {
  /// r, in (-1, 1).
  public let correlation: Double

  /// - Precondition: the correlation lies in (-1, 1).
  public init(correlation: Double) {
    precondition(abs(correlation) < 1)
    self.correlation = correlation
  }

  /// 1/2 + sum over positive lags of the correlation.
  public var integratedTime: Double { (1 + correlation) / (1 - correlation) / 2 }

  /// Samples that are worth one independent draw.
  public var statisticalInefficiency: Double { 2 * integratedTime }

  /// A chain that starts in its stationary law.
  ///
  /// - Complexity: O(length).
  public func states(length: Int, seed: UInt64) -> [Double] {
    var stream = SystemStream(seed: seed, purpose: 5)
    let step = (1 - correlation * correlation).squareRoot()
    var state = stream.normal()
    return (0..<length).map { _ in
      defer { state = correlation * state + step * stream.normal() }
      return state
    }
  }
}
