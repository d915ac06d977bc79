import Foundation
import Mathematics

/// L at one value of a dial: from the cell that was measured there, and from the others alone.
///
/// The others are read by the curve of the dose-response, the value in the place of the strength:
/// its statistical interval, which allows for bends of every size, and its model range. The
/// difference of the two readings is tested with the variance of both, less what they share.
public struct DialReading: Sendable {
  /// Nearest two values that differ by more are too coarse to be read between.
  public static let widestStep = 1.0

  /// From the runs at the value; nil where there is no such cell.
  public let measured: EstimatorResult?
  /// From the runs at all other values.
  public let others: EstimatorResult
  /// From the value to the nearest one that the others were measured at.
  public let distance: Double
  /// Nats between L there and at the value, by the curve; nil where there is none.
  public let extrapolated: Double?
  /// Between the two other values nearest to it; nil where one of them has no L.
  public let step: Double?
  /// The measured L less that of the others; nil where one is missing.
  public let difference: Double?
  /// Its standard error.
  public let error: Double?
  /// The chance of as large a difference where both read the same.
  public let p: Double?

  /// What one cell on the dial came to.
  public struct Cell: Sendable {
    let value: Double
    /// One entry for each shared base, with the base as its group; else one.
    let observations: [DoseObservation]

    /// - Parameter observations: their strengths are not looked at.
    public init(value: Double, observations: [DoseObservation]) {
      self.value = value
      self.observations = observations
    }
  }

  /// - Parameters:
  ///   - cells: each value once.
  ///   - at: the value that is asked for.
  ///   - level: of the intervals, in (0, 1).
  /// - Complexity: that of a fit, and of one for each base where bases are shared by the cells.
  public init(_ cells: [Cell], at: Double, grain: Grain, level: Double) {
    let rest = cells.filter { $0.value != at }.sorted {
      abs($0.value - at) < abs($1.value - at)
    }
    let own = cells.first { $0.value == at }
    measured = own.map { Self.direct($0.observations, grain, level) }
    distance = rest.first.map { abs($0.value - at) } ?? .infinity
    let near = rest.prefix(2).map { Self.direct($0.observations, grain, level).estimate.logOdds }
    step = near.count == 2 ? near[0].flatMap { first in near[1].map { abs($0 - first) } } : nil
    var result = EstimatorResult(
      estimator: "dial", grain: grain, estimate: .refused(""), level: level, trainings: 0)
    if let reason = Self.refusal(rest, step: step, at: at, grain) {
      result.estimate = .refused(reason)
    } else {
      result = Self.curve(rest, at: at, grain, level, comparesModels: true)
    }
    others = result
    extrapolated = result.estimate.logOdds.flatMap { value in
      near.first.flatMap { $0 }.map { abs($0 - value) }
    }
    guard let left = measured?.estimate, let first = left.logOdds,
      let second = result.estimate.logOdds, let own,
      let a = Self.error(left, level), let b = Self.error(result.estimate, level)
    else {
      (difference, error, p) = (nil, nil, nil)
      return
    }
    let shared = Self.covariance(own, rest, at: at, grain, level)
    let variance = max(a * a + b * b - 2 * shared, 1e-12)
    difference = first - second
    error = variance.squareRoot()
    let z = abs(first - second) / variance.squareRoot()
    p = 2 * normalTails(z).upper
  }

  private static func refusal(
    _ rest: [Cell], step: Double?, at: Double, _ grain: Grain
  ) -> String? {
    if rest.count < 2 {
      return "a curve needs at least two values beside \(text(at)): add some"
    }
    let pair = "\(text(rest[0].value)) and \(text(rest[1].value))"
    guard let step else {
      return "the two values nearest to \(text(at)), \(pair), have no L of their own at the "
        + "\(grain.rawValue) grain: raise the budget"
    }
    if step > widestStep {
      return "L differs by \(String(format: "%.2f", step)) nats between the two values nearest to "
        + "\(text(at)), \(pair), more than \(text(widestStep)): add values nearer to it"
    }
    return nil
  }

  private static func curve(
    _ rest: [Cell], at: Double, _ grain: Grain, _ level: Double, comparesModels: Bool
  ) -> EstimatorResult {
    var result = DoseResponse.estimate(
      rest.flatMap { cell in
        cell.observations.map {
          DoseObservation(
            strength: cell.value - at, counts: $0.counts, shares: $0.shares, group: $0.group)
        }
      }, grain: grain, level: level, comparesModels: comparesModels, findsEquality: false,
      allowsFlat: true
    ).result
    result.estimator = "dial"
    // What it says of strengths and pressures is not what a dial's reader asks.
    result.warnings = []
    result.equalStrength = nil
    if case .refused(let reason) = result.estimate {
      let words = reason.replacingOccurrences(of: "strength", with: "value")
      result.estimate = .refused("the other values give no curve: \(words)")
    }
    return result
  }

  private static func direct(
    _ observations: [DoseObservation], _ grain: Grain, _ level: Double
  ) -> EstimatorResult {
    let isShared = observations.contains { $0.group != nil }
    switch (grain, isShared) {
    case (.run, false):
      return Direct.estimate(
        observations.reduce(OutcomeCounts()) { $0 + $1.counts }, level: level)
    case (.run, true): return Direct.estimate(groups: observations.map(\.counts), level: level)
    case (.answer, false):
      return Direct.estimate(
        observations.first.map(\.shares) ?? ShareMoments(), level: level)
    case (.answer, true): return Direct.estimate(groups: observations.map(\.shares), level: level)
    }
  }

  /// Half the interval's width over the normal quantile.
  private static func error(_ estimate: Estimate, _ level: Double) -> Double? {
    guard let interval = estimate.interval, let low = interval.low, let high = interval.high,
      high > low
    else { return nil }
    let tail = (1 - level) / 2
    return (high - low) / 2 / normalQuantile(Tails(lower: 1 - tail, upper: tail))
  }

  /// More bases than these are left out several at a time.
  private static let mostLeftOut = 24

  /// The covariance of both readings where cells share bases: each base, or each of some groups of
  /// bases, is left out of all cells at once.
  ///
  /// - Source: the grouped jackknife (Shao & Tu 1995, section 2.3).
  private static func covariance(
    _ own: Cell, _ rest: [Cell], at: Double, _ grain: Grain, _ level: Double
  ) -> Double {
    let bases = Set(own.observations.compactMap(\.group))
    let others = Set(rest.flatMap { $0.observations.compactMap(\.group) })
    let shared = bases.intersection(others).sorted()
    if shared.count < 3 { return 0 }
    let groups = min(mostLeftOut, shared.count)
    var pairs: [(Double, Double)] = []
    for group in 0..<groups {
      let left = Set(stride(from: group, to: shared.count, by: groups).map { shared[$0] })
      func without(_ cell: Cell) -> Cell {
        Cell(
          value: cell.value,
          observations: cell.observations.filter { !left.contains($0.group ?? -1) })
      }
      guard
        let first = direct(without(own).observations, grain, level).estimate.logOdds,
        let second = curve(
          rest.map(without), at: at, grain, level, comparesModels: false
        ).estimate.logOdds
      else { continue }
      pairs.append((first, second))
    }
    if pairs.count < 3 { return 0 }
    let count = Double(pairs.count)
    let means = (
      pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count
    )
    return (count - 1) / count
      * pairs.reduce(0) { $0 + ($1.0 - means.0) * ($1.1 - means.1) }
  }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}
