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

  /// L(0) from independent samples of A and of B at strengths from 0 to l*.
  ///
  /// l* is the strength at which the rarer of A and B has the most samples; L(l*) comes from its
  /// counts, which say nothing of the scores within the classes, so the two errors are independent.
  ///
  /// - Parameters:
  ///   - samples: independent; at 0 too. Both classes are needed at every strength used.
  ///   - level: of the interval, in (0, 1).
  /// - Returns: estimator "ladder", in nats. The interval is widened on both sides by the bend
  ///   between the strengths, which is no statistical error.
  /// - Complexity: O(samples).
  public static func estimate(_ samples: [TiltedSample], level: Double) -> EstimatorResult {
    var result = EstimatorResult(
      estimator: Ladder.name, grain: .run, estimate: .refused(""), level: level,
      trainings: samples.count)
    do {
      try Ladder.check(samples, level: level)
      try fill(&result, samples)
    } catch {
      result.estimate = .refused(error.description)
    }
    return result
  }

  private static func fill(
    _ result: inout EstimatorResult, _ samples: [TiltedSample]
  ) throws(FreeEnergyError) {
    let cells = Dictionary(grouping: samples, by: \.strength).map { TiltCell($0.key, $0.value) }
      .sorted { $0.strength < $1.strength }
    let anchor = cells.max { $0.fewest < $1.fewest }!
    guard anchor.fewest > 0 else {
      throw .noOverlap(
        "no strength has samples of both A and B: add strengths between those that gave A and"
          + " those that gave B")
    }
    let used = cells.filter {
      (min(0, anchor.strength)...max(0, anchor.strength)).contains($0.strength)
    }
    guard used.contains(where: { $0.strength == 0 }) else {
      throw .invalid("there are no samples at strength 0: add them, or use MBAR")
    }
    if let bare = used.first(where: { $0.fewest < 2 }) {
      throw .noOverlap(
        "strength \(rounded(bare.strength)) has fewer than two samples of A or of B: add samples"
          + " confined to it, or use MBAR")
    }
    let odds = log(Double(anchor.a.count)) - log(Double(anchor.b.count))
    var variance = 1 / Double(anchor.a.count) + 1 / Double(anchor.b.count)
    var point = odds
    var bend = 0.0
    if used.count > 1 {
      let integration = try ThermodynamicIntegration(used.map(\.node))
      // From l* to 0 the integral runs backwards where l* is negative.
      let sign = anchor.strength > 0 ? 1.0 : -1.0
      point += sign * integration.integral
      variance += integration.standardError * integration.standardError
      bend = abs(integration.bend)
    }
    let error = variance.squareRoot()
    let half = error * normalFactor(result.level) + bend
    result.estimate = Estimate.value(
      logOdds: point, interval: Interval(low: point - half, high: point + half), law: .training
    ).checked()
    result.details = [
      Detail("method", .text("thermodynamic integration")),
      Detail("anchor", .number(anchor.strength)),
      Detail("log_odds_at_anchor", .number(odds)),
      Detail("standard_error", .number(error)),
      Detail("bend_between_strengths", .number(bend)),
      Detail("strengths", .numbers(used.map(\.strength))),
    ]
    if bend > error {
      result.warnings.append(
        "the mean scores bend by \(rounded(bend)) nats between strengths, more than the"
          + " statistical error: add strengths")
    }
    if anchor.fewest < 10 {
      result.warnings.append("the odds at \(rounded(anchor.strength)) rest on few hits: add runs")
    }
  }
}

/// The scores of A and of B at one strength.
private struct TiltCell {
  let strength: Double
  let a: [Double]
  let b: [Double]

  var fewest: Int { min(a.count, b.count) }

  init(_ strength: Double, _ samples: [TiltedSample]) {
    self.strength = strength
    a = samples.filter { $0.outcome == .a }.map(\.score)
    b = samples.filter { $0.outcome == .b }.map(\.score)
  }

  /// - Precondition: at least two samples of each.
  var node: ThermodynamicIntegration.Node {
    let (meanA, varianceA) = Self.moments(a)
    let (meanB, varianceB) = Self.moments(b)
    return ThermodynamicIntegration.Node(
      strength: strength, difference: meanB - meanA,
      standardError: (varianceA / Double(a.count) + varianceB / Double(b.count)).squareRoot(),
      slope: varianceB - varianceA)
  }

  private static func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1))
  }
}
