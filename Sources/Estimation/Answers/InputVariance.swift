import Foundation
import Mathematics

/// How an estimate at the answer grain comes by an interval for inputs like these.
public enum InputVariance: Hashable, Sendable {
  /// The estimate is the ratio of mean shares whose variance this is.
  case own(CrossedVariance)
  /// The estimate has another interval for new runs, to which drawing other inputs adds what it
  /// adds here: inputs move the law's L alike, whatever reads it.
  case added(CrossedVariance)
}

extension EstimatorResult {
  /// The same estimate with an interval for inputs like these in the place of the one for these
  /// inputs, which is kept beside it and lies within the new one.
  ///
  /// With few inputs behind a policy's answers the log of its mean is far from normal: the interval
  /// is widened to hold Clopper and Pearson's with the effective numbers of inputs as hits, as it is
  /// for runs. A bound counts the fewer of clusters and inputs as draws. With one input there is no
  /// limit on either side.
  ///
  /// - Complexity: O(1).
  public func forInputsLikeThese(_ variance: InputVariance) -> EstimatorResult {
    var result = self
    let crossed: CrossedVariance
    switch variance {
    case .own(let value), .added(let value): crossed = value
    }
    result.inputs = .likeThese
    result.details += crossed.details
    switch estimate {
    case .refused: return self
    case .bound(let bound, let law):
      result.theseInputs = bound.interval
      let draws = Double(min(crossed.clusters, crossed.inputs))
      let hits = draws * (bound.side == .lower ? crossed.meanA : crossed.meanB)
      let limit = BinomialIntervals.allHitsBound(hits: hits, level: level)
      let own = bound.side == .lower ? limit : -limit
      // What is no count keeps its own limit where that says less.
      let weaker = bound.side == .lower ? min(own, bound.logOdds) : max(own, bound.logOdds)
      result.estimate = .bound(OneSided(bound.side, logOdds: weaker), law: law)
    case .value(let point, let interval, let law):
      result.theseInputs = interval
      guard crossed.degrees >= 1, crossed.byInput.isFinite else {
        result.estimate = .value(
          logOdds: point, interval: Interval(low: nil, high: nil), law: law)
        return result
      }
      let wider = switch variance {
      case .own: crossed.interval(around: point, level: level).union(interval)
      case .added: crossed.widened(interval, around: point, level: level)
      }
      result.estimate = Estimate.value(logOdds: point, interval: wider, law: law).checked()
    }
    return result
  }
}

extension CrossedVariance {
  fileprivate func interval(around point: Double, level: Double) -> Interval {
    let half = quantile(level) * variance.squareRoot()
    let interval = Interval(low: point - half, high: point + half)
    let fewest = min(effectiveA, effectiveB)
    guard fewest < 10, fewest < Double(inputs) / 2 else { return interval }
    let exact = BinomialIntervals.clopperPearson(
      hits: effectiveA, misses: effectiveB, level: level)
    let center = log(effectiveA) - log(effectiveB)
    return interval.union(
      Interval(
        low: exact.low.map { $0 - center + point }, high: exact.high.map { $0 - center + point }))
  }

  /// An interval with what inputs add, each side for itself.
  fileprivate func widened(_ interval: Interval, around point: Double, level: Double) -> Interval {
    let added = quantile(level) * addedByInputs.squareRoot()
    func far(_ limit: Double) -> Double {
      ((limit - point) * (limit - point) + added * added).squareRoot()
    }
    return Interval(
      low: interval.low.map { point - far($0) }, high: interval.high.map { point + far($0) })
  }
}
