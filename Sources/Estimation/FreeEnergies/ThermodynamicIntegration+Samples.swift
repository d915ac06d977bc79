import Foundation
import Mathematics

extension ThermodynamicIntegration {
  /// L(0) from samples of A and of B at strengths from 0 to l*.
  ///
  /// l* is the strength whose counts are worth most; they give L(l*) and say nothing of the scores
  /// within the classes, so the two errors are independent. Chains may be confined to A and to B
  /// everywhere but at l*, where they must move between the two, or draws be independent.
  ///
  /// - Parameters:
  ///   - samples: in any order, with chain and step where they are correlated; at 0 too. Both
  ///     classes are needed at every strength used.
  ///   - level: of the interval, in (0, 1).
  ///   - replicates: of each bootstrap.
  ///   - seed: of the bootstrap.
  /// - Returns: estimator "ladder", in nats. The error is the largest of the analytic one, with the
  ///   statistical inefficiency of each class's scores, and those of the bootstrap by state and by
  ///   chain. The interval is widened on both sides by the bend between the strengths, which is no
  ///   statistical error. Refused, with what to do: what `Ladder` refuses before it solves, no
  ///   strength that tells the shares, none at zero, and neighbours whose scores do not overlap.
  /// - Complexity: O(samples (replicates + correlation time)).
  public static func estimate(
    _ samples: [TiltedSample], level: Double, replicates: Int = 200, seed: UInt64 = 1
  ) -> EstimatorResult {
    var result = EstimatorResult(
      estimator: Ladder.name, grain: .run, estimate: .refused(""), level: level,
      trainings: samples.count)
    do {
      try Ladder.check(samples, level: level)
      try fill(&result, samples, replicates: replicates, seed: seed)
    } catch {
      result.estimate = .refused(error.description)
    }
    return result
  }

  private static func fill(
    _ result: inout EstimatorResult, _ samples: [TiltedSample], replicates: Int, seed: UInt64
  ) throws(FreeEnergyError) {
    let cells = Dictionary(grouping: samples, by: \.strength).map { TiltCell($0.key, $0.value) }
      .sorted { $0.strength < $1.strength }
    let anchor = try anchor(cells)
    let span = min(0, anchor.strength)...max(0, anchor.strength)
    let used = cells.filter { span.contains($0.strength) }
    try check(used)
    let path = TiltPath(cells: used, anchor: anchor)
    let (point, bend) = try path.integrated()
    let bootstrap = TiltPathBootstrap(
      path: path, samples: samples.filter { span.contains($0.strength) }, replicates: replicates,
      seed: seed)
    guard let byState = bootstrap.byState() else {
      throw .noOverlap("resampled data give no odds: too few samples carry them, add samples")
    }
    let errors = ReportedError(
      analytic: path.variance.squareRoot(), byState: byState, byChain: bootstrap.byChain())
    let half = errors.largest * errors.quantile(result.level, degrees: path.degrees) + bend
    result.estimate = Estimate.value(
      logOdds: point, interval: Interval(low: point - half, high: point + half), law: .training
    ).checked()
    result.details = [
      Detail("method", .text("thermodynamic integration")),
      Detail("anchor", .number(anchor.strength)),
      Detail("log_odds_at_anchor", .number(anchor.logOdds)),
      Detail("bend_between_strengths", .number(bend)),
      Detail("strengths", .numbers(used.map(\.strength))),
      Detail("statistical_inefficiency_of_a", .numbers(used.map(\.a.inefficiency))),
      Detail("statistical_inefficiency_of_b", .numbers(used.map(\.b.inefficiency))),
    ] + errors.details
    result.warnings += errors.warnings
    if bend > errors.largest {
      result.warnings.append(
        "the mean scores bend by \(rounded(bend)) nats between strengths, more than the"
          + " statistical error: add strengths")
    }
    if anchor.fewest < 10 {
      result.warnings.append("the odds at \(rounded(anchor.strength)) rest on few hits: add runs")
    }
    if anchor.hasChains && anchor.crossings < 10 {
      result.warnings.append(
        "the chains at \(rounded(anchor.strength)) moved between A and B only"
          + " \(Told.times(anchor.crossings)): lengthen them")
    }
  }

  private static func anchor(_ cells: [TiltCell]) throws(FreeEnergyError) -> TiltCell {
    guard cells.contains(where: { $0.fewest > 0 }) else {
      throw .noOverlap(
        "no strength has samples of both A and B: add strengths between those that gave A and"
          + " those that gave B")
    }
    func worth(_ cell: TiltCell) -> Double { Double(cell.fewest) / cell.inefficiency }
    guard
      let anchor = cells.filter(\.tellsShares).max(by: { worth($0) < worth($1) })
    else {
      throw .noOverlap(
        "no chain moved between A and B at any strength: their shares are where the chains were"
          + " started; lengthen the chains, or add independent runs at one strength")
    }
    return anchor
  }

  /// Zero is there, and neighbours share samples of A and of B: else the trapezoid spans what
  /// nobody looked at, and no error tells.
  private static func check(_ used: [TiltCell]) throws(FreeEnergyError) {
    guard used.contains(where: { $0.strength == 0 }) else {
      throw .invalid("there are no samples at strength 0: add them, or use MBAR")
    }
    if used.count == 1 { return }
    if let bare = used.first(where: { $0.fewest < 2 }) {
      throw .noOverlap(
        "strength \(rounded(bare.strength)) has fewer than two samples of A or of B: add samples"
          + " confined to it, or use MBAR")
    }
    for (left, right) in zip(used, used.dropFirst()) {
      let width = right.strength - left.strength
      for (name, scores) in [("A", (left.a, right.a)), ("B", (left.b, right.b))] {
        do {
          _ = try Bennett(
            forward: scores.0.thinned.map { -width * $0 },
            reverse: scores.1.thinned.map { width * $0 })
        } catch {
          throw .noOverlap(
            "the scores of \(name) at strengths \(rounded(left.strength)) and"
              + " \(rounded(right.strength)) share too few independent samples: add samples, or"
              + " strengths between them")
        }
      }
    }
  }
}

/// The strengths from 0 to l*, with what they add up to.
struct TiltPath {
  /// By strength, from the lower end to the upper one.
  let cells: [TiltCell]
  let anchor: TiltCell

  /// From l* to 0 the integral runs backwards where l* is negative.
  private var sign: Double { anchor.strength > 0 ? 1 : -1 }

  /// Half the distance to both neighbours: the trapezoid's weights, [cells].
  var weights: [Double] {
    cells.indices.map { i in
      let low = cells[max(0, i - 1)].strength
      return (cells[min(cells.count - 1, i + 1)].strength - low) / 2
    }
  }

  func integrated() throws(FreeEnergyError) -> (point: Double, bend: Double) {
    if cells.count < 2 { return (anchor.logOdds, 0) }
    let integration = try ThermodynamicIntegration(cells.map(\.node))
    return (anchor.logOdds + sign * integration.integral, abs(integration.bend))
  }

  /// L(0) of other means at the cells and other odds at l*.
  func logOdds(atAnchor odds: Double, differences: [Double]) -> Double {
    cells.count < 2
      ? odds : odds + sign * zip(weights, differences).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Of L(0), by formula.
  var variance: Double {
    anchor.logOddsVariance + parts.reduce(0) { $0 + $1.variance }
  }

  /// Degrees of freedom of `variance` (Satterthwaite 1946): each class at each strength has one
  /// fewer than its scores are worth draws; the counts at l* have as many as one likes.
  var degrees: Double {
    let squares = parts.reduce(0) {
      $0 + $1.variance * $1.variance / max($1.effective - 1, 1)
    }
    return squares > 0 ? variance * variance / squares : .infinity
  }

  private var parts: [(variance: Double, effective: Double)] {
    cells.count < 2
      ? []
      : zip(weights, cells).flatMap { weight, cell in
        [cell.a, cell.b].map { (weight * weight * $0.meanVariance, $0.effective) }
      }
  }
}
