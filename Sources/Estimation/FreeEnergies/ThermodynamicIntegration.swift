import Foundation

/// Log odds as the work that an exact tilt does.
///
/// For P_l proportional to P_0 exp(l s), L'(l) = E_l[s | A] - E_l[s | B], so that
/// L(0) = L(l*) + integral_0^l* (E_l[s | B] - E_l[s | A]) dl, whatever the law of the score.
public struct ThermodynamicIntegration: Hashable, Sendable {
  /// What was measured at one strength.
  public struct Node: Hashable, Sendable {
    public var strength: Double
    /// E_l[s | B] - E_l[s | A], in units of score.
    public var difference: Double
    /// Of `difference`.
    public var standardError: Double
    /// Var_l(s | B) - Var_l(s | A): the derivative of `difference` along the strength.
    public var slope: Double

    public init(strength: Double, difference: Double, standardError: Double, slope: Double) {
      self.strength = strength
      self.difference = difference
      self.standardError = standardError
      self.slope = slope
    }
  }

  /// Of `difference` from the first to the last strength, in nats: the trapezoid's sum.
  public let integral: Double
  /// Statistical, in nats: the root of sum_k [(d_{k-1} + d_k) / 2]^2 sem_k^2.
  public let standardError: Double
  /// What the trapezoid misses by the bend between nodes, in nats, from the slopes at the nodes:
  /// sum_k d_k^2 (slope_k - slope_{k+1}) / 12 is to be added to the integral (Euler & Maclaurin).
  public let bend: Double

  /// Integrates over nodes.
  ///
  /// - Parameter nodes: in any order, of different strengths; samples of different nodes are
  ///   independent.
  /// - Throws: `FreeEnergyError.invalid` for fewer than two nodes, equal strengths, or numbers
  ///   that are not finite.
  /// - Complexity: O(nodes ln nodes).
  public init(_ nodes: [Node]) throws(FreeEnergyError) {
    let nodes = nodes.sorted { $0.strength < $1.strength }
    guard nodes.count >= 2 else {
      throw .invalid("an integral over strengths needs at least two of them")
    }
    var integral = 0.0
    var bend = 0.0
    var widths = [Double](repeating: 0, count: nodes.count)
    for (k, (left, right)) in zip(nodes, nodes.dropFirst()).enumerated() {
      let width = right.strength - left.strength
      guard width > 0 else { throw .invalid("two nodes have strength \(left.strength)") }
      integral += width * (left.difference + right.difference) / 2
      bend += width * width * (left.slope - right.slope) / 12
      widths[k] += width
      widths[k + 1] += width
    }
    let variance = zip(widths, nodes).reduce(0) {
      $0 + $1.0 * $1.0 / 4 * $1.1.standardError * $1.1.standardError
    }
    guard integral.isFinite && bend.isFinite && variance.isFinite else {
      throw .invalid("a mean score or its error is not finite: check the scores")
    }
    self.integral = integral
    self.bend = bend
    standardError = variance.squareRoot()
  }
}
