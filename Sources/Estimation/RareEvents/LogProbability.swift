import Foundation
import Mathematics

/// What is said of ln P for one event, in nats.
public enum LogProbability: Hashable, Sendable {
  /// A point with an interval bounded on both sides, or on one where a limit is missing.
  case value(Double, interval: Interval)
  /// Only a limit from above.
  case atMost(Double)
  /// Only a limit from below.
  case atLeast(Double)
  /// No number, and a sentence that says why and what to do.
  case refused(String)

  /// The point estimate in nats, if there is one.
  public var point: Double? { if case .value(let point, _) = self { point } else { nil } }

  /// What it leaves possible; nil where refused.
  public var interval: Interval? {
    switch self {
    case .value(_, let interval): interval
    case .atMost(let limit): Interval(low: nil, high: limit)
    case .atLeast(let limit): Interval(low: limit, high: nil)
    case .refused: nil
    }
  }

  /// From plain runs.
  ///
  /// - Parameters:
  ///   - hits: runs of the event, in 0 ... runs.
  ///   - runs: independent runs.
  ///   - level: of the interval, in (0, 1).
  /// - Returns: ln(hits/runs) with Clopper and Pearson's interval; a one-sided bound at the level
  ///   without hits.
  /// - Complexity: O(1).
  public static func counted(hits: Int, runs: Int, level: Double) -> LogProbability {
    if let reason = Direct.invalid(level, hits >= 0 && hits <= runs) { return .refused(reason) }
    if runs == 0 { return .refused("no runs were measured: raise the budget") }
    let k = Double(hits)
    let n = Double(runs)
    if hits == 0 {
      return .atMost(log(-expm1(log(1 - level) / n)))
    }
    let exact = BinomialIntervals.clopperPearson(hits: k, misses: n - k, level: level)
    return .value(
      log(k / n),
      interval: Interval(
        low: exact.low.map { -log1pexp(-$0) }, high: exact.high.map { -log1pexp(-$0) } ?? 0))
  }

  /// ln P(A)/P(B) from independent runs for each.
  ///
  /// Two intervals are combined by the distance of each limit from its point, in squares, which
  /// keeps them lopsided (Zou & Donner 2008, "Construction of confidence limits about effect
  /// measures: a general approach", the method called MOVER). With a bound, the other side gives
  /// its limit: the errors of both add, so ask for each at the level (1 + level) / 2.
  ///
  /// - Returns: nats; a refusal where the bounds leave both signs of infinity open.
  /// - Complexity: O(1).
  public static func logOdds(_ a: LogProbability, over b: LogProbability, law: Law = .training)
    -> Estimate
  {
    if case .refused(let reason) = a { return .refused(reason) }
    if case .refused(let reason) = b { return .refused(reason) }
    guard let ranges = (a.interval, b.interval) as? (Interval, Interval) else {
      return .refused("no interval was given")
    }
    if let pointA = a.point, let pointB = b.point {
      let point = pointA - pointB
      func half(_ own: Double?, _ other: Double?) -> Double? {
        own.flatMap { own in other.map { (own * own + $0 * $0).squareRoot() } }
      }
      let low = half(ranges.0.low.map { pointA - $0 }, ranges.1.high.map { $0 - pointB })
      let high = half(ranges.0.high.map { $0 - pointA }, ranges.1.low.map { pointB - $0 })
      return Estimate.value(
        logOdds: point,
        interval: Interval(low: low.map { point - $0 }, high: high.map { point + $0 }), law: law
      ).checked()
    }
    if let low = ranges.0.low, let high = ranges.1.high, low.isFinite, high.isFinite {
      return .bound(OneSided(.lower, logOdds: low - high), law: law)
    }
    if let high = ranges.0.high, let low = ranges.1.low, low.isFinite, high.isFinite {
      return .bound(OneSided(.upper, logOdds: high - low), law: law)
    }
    return .refused("both probabilities are bounds on the same side: raise the budget")
  }

  /// ln (1 - P)/P.
  var complementLogOdds: Estimate {
    func turned(_ value: Double) -> Double { log1mexp(-value) - value }
    switch self {
    case .value(let point, let interval):
      return Estimate.value(
        logOdds: turned(point),
        interval: Interval(
          low: interval.high.flatMap { $0 < 0 ? turned($0) : nil }, high: interval.low.map(turned)),
        law: .training
      ).checked()
    case .atMost(let limit):
      return limit < 0
        ? Estimate.bound(OneSided(.lower, logOdds: turned(limit)), law: .training).checked()
        : .refused("the limit says nothing: raise the budget")
    case .atLeast(let limit):
      return Estimate.bound(OneSided(.upper, logOdds: turned(limit)), law: .training).checked()
    case .refused(let reason):
      return .refused(reason)
    }
  }
}
