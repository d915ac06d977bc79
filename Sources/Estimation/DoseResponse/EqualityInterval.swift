import Foundation
import Mathematics

/// The strength at which A and B are equally likely: where the chance that the log odds are below
/// zero is one half, and the strengths around it at which it is not yet decided.
///
/// No kink at zero is assumed, so that adding a constant to all strengths changes nothing. A
/// strength whose own counts exclude equality ends the interval, whatever the curve says beyond.
struct EqualityInterval {
  let place: Double
  let interval: Interval
  /// Whether the place lies among the strengths.
  let isInside: Bool

  /// Steps outward, each 1.6 times the last, beyond the strengths.
  private static let steps = 8

  /// - Parameters:
  ///   - bends: without a kink.
  ///   - line: with the sign of the slope.
  ///   - level: of the interval.
  /// - Returns: nil where the curve never crosses zero within some ranges of the strengths.
  /// - Complexity: some twenty laws.
  init?(_ bends: DoseBends, line: FirthLogit.Line, level: Double) {
    guard line.slope.isFinite, line.slope != 0 else { return nil }
    let tail = (1 - level) / 2
    let quantile = normalQuantile(Tails(lower: 1 - tail, upper: tail))
    let sign: Double = line.slope <= 0 ? 1 : -1
    let tried = bends.strengths
    let mixture = bends.mixture
    /// Rises from where the class below prevails to where the class above does.
    func decided(_ place: Double) -> Double { sign * mixture.law(at: place).deviate(0) }
    let rough = -line.logOdds(at: 0) / line.slope
    let mean = mixture.meanLogOdds.map { -sign * $0 }
    /// Between these the curve crosses zero.
    var brackets: [(low: Double, high: Double)] = []
    for i in 1..<tried.count where mean[i - 1] <= 0 && mean[i] > 0 {
      brackets.append((tried[i - 1], tried[i]))
    }
    let range = tried.last! - tried[0]
    func outward(
      from start: Double, side: Double, until isOver: (Double) -> Bool
    ) -> (Double, Double)? {
      var (inside, step) = (start, 0.25 * range)
      for _ in 0..<Self.steps {
        let next = inside + side * step
        if isOver(decided(next)) { return (inside, next) }
        (inside, step) = (next, step * 1.6)
      }
      return nil
    }
    func distance(_ bracket: (low: Double, high: Double)) -> Double {
      max(0, max(bracket.low - rough, rough - bracket.high))
    }
    let bracket: (low: Double, high: Double)
    if let nearest = brackets.min(by: { distance($0) < distance($1) }) {
      bracket = nearest
    } else if mean.last! <= 0,
      let (low, high) = outward(from: tried.last!, side: 1, until: { $0 > 0 })
    {
      bracket = (low, high)
    } else if mean[0] > 0, let (high, low) = outward(from: tried[0], side: -1, until: { $0 < 0 }) {
      bracket = (low, high)
    } else {
      return nil
    }
    // The mean curve and the median of the law need not cross at the same place.
    let place = Self.crossing(
      bracket.low - 0.02 * range, bracket.high + 0.02 * range, at: 0, decided)
    self.place = place
    // Rounding may put a strength that was tried beyond the last one.
    let slack = 1e-9 * max(tried.last! - tried[0], abs(place))
    isInside = place >= tried[0] - slack && place <= tried.last! + slack
    /// Which side of equality a strength's own counts are on; 0 where they do not say.
    func own(_ cell: DoseCell) -> Double {
      let exact = BinomialIntervals.clopperPearson(hits: cell.a, misses: cell.b, level: level)
      if let low = exact.low, low > 0 { return -sign }
      if let high = exact.high, high < 0 { return sign }
      return 0
    }
    func limit(side: Double) -> Double? {
      let further = bends.pooled.filter { side * ($0.strength - place) > 0 }
        .sorted { side * $0.strength < side * $1.strength }
      var inside = place
      for cell in further {
        if side * decided(cell.strength) > quantile {
          return Self.crossing(inside, cell.strength, at: side * quantile, decided)
        }
        if own(cell) == side { return cell.strength }
        inside = cell.strength
      }
      guard let (near, far) = outward(from: inside, side: side, until: { side * $0 > quantile })
      else { return nil }
      return Self.crossing(near, far, at: side * quantile, decided)
    }
    interval = Interval(low: limit(side: -1), high: limit(side: 1))
  }

  /// Where a function that lies on both sides of a value at two places has that value.
  private static func crossing(
    _ one: Double, _ other: Double, at value: Double, _ function: (Double) -> Double
  ) -> Double {
    var (a, b) = (one, other)
    var (fa, fb) = (function(a) - value, function(b) - value)
    if (fa < 0) == (fb < 0) { return abs(fa) < abs(fb) ? a : b }
    let span = abs(b - a)
    for step in 0..<60 {
      // Regula falsi with the Illinois change, and a halving now and then.
      let middle = step % 4 == 3 ? (a + b) / 2 : (a * fb - b * fa) / (fb - fa)
      let here = function(middle) - value
      if abs(here) < 1e-7 || abs(b - a) < 1e-10 * span { return middle }
      if (here < 0) == (fb < 0) {
        (b, fb) = (middle, here)
        fa /= 2
      } else {
        (a, fa) = (middle, here)
        fb /= 2
      }
    }
    return (a + b) / 2
  }
}
