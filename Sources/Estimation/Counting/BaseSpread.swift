import Foundation
import Mathematics

/// What the spread between bases cannot show: an interval for the log ratio of two means over bases
/// that does not trust it where it is too small, or rests on few bases.
///
/// - Bases cannot be less spread than their own runs: the interval holds the exact one of as many
///   independent hits (at the answer grain the one by the spread of runs within bases).
/// - A policy that came up in few bases may come up otherwise in others: toward more of it the limit
///   is the one that counts every base as one draw, and it moves to the one between bases as the
///   number of bases that carry the policy grows to ten (to half of them where there are fewer than
///   twenty). One hit more so never makes the limit many times smaller. That ten single hits in ten
///   bases say enough is a convention: no number of light bases proves that none is heavy.
struct BaseSpread {
  /// Bases that must carry a policy for their spread to be believed.
  private static let enoughCarriers = 10.0

  private var ratio = RatioOfMeans()
  /// Sum over bases of share / runs, of A and of B.
  private var perRun = (a: 0.0, b: 0.0)
  /// Within-base second moments of the shares of runs, over runs (runs - 1), summed over bases.
  private var within = (aa: 0.0, ab: 0.0, bb: 0.0)
  private let grain: Grain

  init(grain: Grain) { self.grain = grain }

  /// One base at the run grain.
  mutating func add(_ counts: OutcomeCounts) {
    let runs = Double(counts.runs)
    let (a, b) = (Double(counts.a) / runs, Double(counts.b) / runs)
    ratio.add(shareA: a, shareB: b)
    perRun = (perRun.a + a / runs, perRun.b + b / runs)
  }

  /// One base at the answer grain.
  mutating func add(_ moments: ShareMoments) {
    let runs = Double(moments.runs)
    let square = Double(moments.inputs) * Double(moments.inputs)
    let (a, b) = (moments.meanA, moments.meanB)
    ratio.add(shareA: a, shareB: b)
    guard moments.runs > 1 else { return }
    func spread(_ sum: Int, _ product: Double) -> Double {
      (Double(sum) / square - runs * product) / (runs * (runs - 1))
    }
    within.aa += max(0, spread(moments.sumAA, a * a))
    within.ab += spread(moments.sumAB, a * b)
    within.bb += max(0, spread(moments.sumBB, b * b))
  }

  var means: RatioOfMeans { ratio }

  /// The interval between bases, widened.
  ///
  /// - Parameters:
  ///   - estimate: what `RatioOfMeans` says.
  ///   - reaches: set where few bases carry a policy.
  func widened(_ estimate: Estimate, level: Double, reaches: inout Bool) -> Estimate {
    guard case .value(let point, var interval, let law) = estimate else { return estimate }
    interval = interval.union(floor(point, level: level))
    let units = Double(ratio.units)
    let enough = min(Self.enoughCarriers, max(2, units / 2)) - 1
    /// How far to go from a limit that counts bases to one between them.
    func part(_ carriers: Double) -> Double { min(1, max(0, (carriers - 1) / enough)) }
    let (a, b) = (ratio.effectiveA, ratio.effectiveB)
    if let low = interval.low,
      let far = BinomialIntervals.clopperPearson(
        hits: ratio.sumA, misses: max(ratio.sumB, b), level: level
      ).low, far < low, part(b) < 1
    {
      interval.low = far + part(b) * (low - far)
      reaches = true
    }
    if let high = interval.high,
      let far = BinomialIntervals.clopperPearson(
        hits: max(ratio.sumA, a), misses: ratio.sumB, level: level
      ).high, far > high, part(a) < 1
    {
      interval.high = far + part(a) * (high - far)
      reaches = true
    }
    return .value(logOdds: point, interval: interval, law: law)
  }

  /// The interval if runs were independent of their bases.
  private func floor(_ point: Double, level: Double) -> Interval {
    if grain == .run {
      // As many hits as the means of shares are worth: those counted where bases have as many runs.
      let a = ratio.sumA * ratio.sumA / perRun.a
      let b = ratio.sumB * ratio.sumB / perRun.b
      let exact = BinomialIntervals.clopperPearson(hits: a, misses: b, level: level)
      let center = log(a) - log(b)
      return Interval(
        low: exact.low.map { $0 - center + point }, high: exact.high.map { $0 - center + point })
    }
    let variance =
      within.aa / (ratio.sumA * ratio.sumA) - 2 * within.ab / (ratio.sumA * ratio.sumB)
      + within.bb / (ratio.sumB * ratio.sumB)
    let tail = (1 - level) / 2
    let half =
      normalQuantile(Tails(lower: 1 - tail, upper: tail)) * max(0, variance).squareRoot()
    return Interval(low: point - half, high: point + half)
  }
}
