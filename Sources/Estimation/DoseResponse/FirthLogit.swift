import Foundation
import Mathematics

/// Two-parameter logistic regression with Firth's penalty, on aggregated cells.
///
/// Maximises l* = sum a ln p + b ln(1 - p) + 1/2 ln |X'WX| with ln p/(1-p) = value at `origin` +
/// slope * (strength - origin). The penalty keeps the maximum finite when A and B are separated.
///
/// The same maximum as `FirthCurve`'s with a line and the logit, which a test holds it to, and what
/// that one begins from: this one finds the highest of several maxima from anywhere, takes one
/// exponential a cell, and keeps its digits where strengths span orders of magnitude. The design
/// and every window fit it hundreds of times.
///
/// Source: Firth 1993; Heinze & Schemper 2002 (penalised profile likelihood).
package struct FirthLogit: Sendable {
  package struct Cell: Sendable {
    package let strength: Double
    package let a: Double
    package let b: Double

    package init(strength: Double, a: Double, b: Double) {
      self.strength = strength
      self.a = a
      self.b = b
    }
  }

  /// ln P(A)/P(B) at `origin`, in nats, and its change per unit of strength.
  package struct Line: Sendable {
    package var value: Double
    package var slope: Double
    let origin: Double

    package func logOdds(at strength: Double) -> Double { value + slope * (strength - origin) }
  }

  private enum Free { case both, slope, value }

  /// Everything a step needs, the information centered at its own mean so that strengths spread
  /// over many orders of magnitude do not cancel.
  private struct Surface {
    var logLikelihood = 0.0
    var weight = 0.0
    var mean = 0.0
    var spread = 0.0
    /// Derivatives of l* by the value at the origin, and by the slope about `mean` and the origin.
    var byValue = 0.0
    var bySlopeCentered = 0.0
    var bySlope = 0.0
  }

  package let cells: [Cell]
  package let line: Line
  private let best: Double
  private let weight: Double
  private let mean: Double
  private let spread: Double

  /// Fits the line.
  ///
  /// - Parameters:
  ///   - cells: at least two different strengths, sorted; counts not negative.
  ///   - near: a line to begin from; nil looks everywhere.
  /// - Returns: nil where the maximum was not found.
  /// - Complexity: O(cells x steps), with some thousand steps where it looks everywhere.
  package init?(_ cells: [Cell], near: Line? = nil) {
    let fits = (near.map { [$0] } ?? Self.starts(cells)).compactMap {
      Self.maximise(cells, from: $0, free: .both)
    }
    guard let (line, surface) = fits.max(by: { $0.1.logLikelihood < $1.1.logLikelihood }) else {
      return nil
    }
    self.cells = cells
    self.line = line
    best = surface.logLikelihood
    weight = surface.weight
    mean = surface.mean
    spread = surface.spread
  }

  /// Variances and covariance of the value at zero and the slope, from the information.
  var covariance: LineCovariance {
    LineCovariance(
      value: 1 / weight + mean * mean / spread, cross: -mean / spread, slope: 1 / spread)
  }

  /// The interval of the log odds at a strength from the penalised profile likelihood.
  ///
  /// - Parameters:
  ///   - strength: where.
  ///   - drop: how far twice the profile may fall: the chi-square quantile at 1 degree of freedom.
  /// - Returns: nil on a side where the limit was not found.
  package func interval(at strength: Double, drop: Double) -> Interval {
    let start = Line(value: line.logOdds(at: strength), slope: line.slope, origin: strength)
    let error = covariance.variance(at: strength).squareRoot()
    return Interval(
      low: limit(start, \.value, by: -error, drop: drop, free: .slope),
      high: limit(start, \.value, by: error, drop: drop, free: .slope))
  }

  /// The interval of the slope, likewise.
  package func slopeInterval(drop: Double) -> Interval {
    let start = Line(value: line.logOdds(at: mean), slope: line.slope, origin: mean)
    let error = (1 / spread).squareRoot()
    return Interval(
      low: limit(start, \.slope, by: -error, drop: drop, free: .value),
      high: limit(start, \.slope, by: error, drop: drop, free: .value))
  }

  /// Whether the interval of the slope leaves out zero, from one value of the profile.
  package func slopeExcludesZero(drop: Double) -> Bool {
    let flat = Line(value: line.logOdds(at: mean), slope: 0, origin: mean)
    guard let (_, surface) = Self.maximise(cells, from: flat, free: .value) else { return false }
    return 2 * (best - surface.logLikelihood) > drop
  }

  private func limit(
    _ start: Line, _ parameter: WritableKeyPath<Line, Double> & Sendable, by error: Double,
    drop: Double, free: Free
  ) -> Double? {
    var warm = start
    func excess(_ value: Double) -> Double? {
      var line = warm
      line[keyPath: parameter] = value
      guard let (fitted, surface) = Self.maximise(cells, from: line, free: free) else { return nil }
      warm = fitted
      return 2 * (best - surface.logLikelihood) - drop
    }
    return ProfileLimit.find(
      from: start[keyPath: parameter], startExcess: -drop, stride: error * drop.squareRoot(),
      unit: error, tolerance: (1e-9, 1e-12), excess)
  }

  /// Where to begin: flat, and at the best of a grid of turns.
  ///
  /// With strengths over orders of magnitude l* has several maxima: a steep line between the small
  /// strengths, and flatter ones that ignore them, held up by the penalty. The grid tries every
  /// scale and place.
  ///
  /// - Parameter skipsHopeless: leaves out, without a look, lines that cannot be the best; the
  ///   answer is the same.
  package static func starts(_ cells: [Cell], skipsHopeless: Bool = true) -> [Line] {
    let a = cells.reduce(0) { $0 + $1.a }
    let b = cells.reduce(0) { $0 + $1.b }
    let flat = Line(value: log((a + 0.5) / (b + 0.5)), slope: 0, origin: 0)
    let strengths = thinned(cells.map(\.strength))
    let gaps = zip(strengths, strengths.dropFirst()).map { $1 - $0 }
    let scales = thinned((gaps + strengths.map { abs($0) }).filter { $0 > 0 }.sorted())
    var grid: [Line] = []
    for turn in strengths + zip(strengths, strengths.dropFirst()).map({ ($0 + $1) / 2 }) {
      for scale in scales {
        for slope in [-2 / scale, 2 / scale] {
          grid.append(Line(value: -slope * turn, slope: slope, origin: 0))
        }
      }
    }
    // Most lines of the grid are hopeless, which needs no exponential to be seen: what they could
    // have at best is less than what the most promising one has.
    var bounds = [Double](repeating: .infinity, count: grid.count)
    var threshold = -Double.infinity
    if skipsHopeless {
      let mostPenalty = mostPenalty(cells, hits: a + b)
      let mostLikely = cells.map(mostLikelihood)
      bounds = grid.map { upperBound(cells, $0, mostLikely) + mostPenalty }
      if let promising = grid.indices.max(by: { bounds[$0] < bounds[$1] }) {
        let reached = surface(cells, grid[promising]).logLikelihood
        if reached.isFinite { threshold = reached }
      }
    }
    var best: (line: Line, logLikelihood: Double)?
    for (line, bound) in zip(grid, bounds) where bound >= threshold {
      let least = best?.logLikelihood ?? -.infinity
      if bound <= least { continue }
      let here = surface(cells, line).logLikelihood
      if here.isFinite && here > least { best = (line, here) }
    }
    return [flat] + (best.map { [$0.line] } ?? [])
  }

  /// What the likelihood of a line cannot exceed: in every cell neither what its own share of A
  /// gives, nor what is left without the logarithm of the likelier class, which is negative.
  ///
  /// - Complexity: O(cells), without any logarithm or exponential.
  private static func upperBound(_ cells: [Cell], _ line: Line, _ mostLikely: [Double]) -> Double {
    var sum = 0.0
    for (cell, most) in zip(cells, mostLikely) {
      let eta = line.logOdds(at: cell.strength)
      sum += min(most, eta >= 0 ? -cell.b * eta : cell.a * eta)
    }
    return sum
  }

  private static func mostLikelihood(_ cell: Cell) -> Double {
    let hits = cell.a + cell.b
    return (cell.a > 0 ? cell.a * log(cell.a / hits) : 0)
      + (cell.b > 0 ? cell.b * log(cell.b / hits) : 0)
  }

  /// What 1/2 ln |X'WX| cannot exceed: every weight is at most a quarter of the hits.
  private static func mostPenalty(_ cells: [Cell], hits: Double) -> Double {
    let range = cells[cells.count - 1].strength - cells[0].strength
    return 0.5 * (log(hits / 4) + log(hits / 4 * range * range)) + 1e-9
  }

  /// At most 16 of sorted numbers, evenly by rank.
  private static func thinned(_ sorted: [Double]) -> [Double] {
    sorted.count <= 16 ? sorted : (0..<16).map { sorted[$0 * (sorted.count - 1) / 15] }
  }

  private static func maximise(_ cells: [Cell], from start: Line, free: Free) -> (Line, Surface)? {
    var line = start
    var here = surface(cells, line)
    var polishing = 0
    if !here.logLikelihood.isFinite {
      // A warm start too steep for its cells: begin flat.
      if free == .value { line.value = 0 } else { line.slope = 0 }
      here = surface(cells, line)
    }
    for _ in 0..<1000 {
      guard here.logLikelihood.isFinite, here.weight > 0, here.spread > 0 else { return nil }
      var change = (value: 0.0, slope: 0.0)
      let offset = here.mean - line.origin
      let size: Double
      switch free {
      case .both:
        change.slope = here.bySlopeCentered / here.spread
        change.value = here.byValue / here.weight - offset * change.slope
        size =
          here.bySlopeCentered * here.bySlopeCentered / here.spread
          + here.byValue * here.byValue / here.weight
      case .slope:
        let information = here.spread + here.weight * offset * offset
        change.slope = here.bySlope / information
        size = here.bySlope * here.bySlope / information
      case .value:
        change.value = here.byValue / here.weight
        size = here.byValue * here.byValue / here.weight
      }
      // The squared length of the step in standard errors. Where it is short, rounding hides the
      // rise it brings, and the step is right without looking: the more so the larger the log
      // likelihood is.
      if size < max(1e-9, 4e-15 * abs(here.logLikelihood)) {
        line.value += change.value
        line.slope += change.slope
        polishing += 1
        here = surface(cells, line)
        if size < 1e-20 || polishing > 8 { return (line, here) }
        continue
      }
      var fraction = 1.0
      while true {
        var next = line
        next.value += fraction * change.value
        next.slope += fraction * change.slope
        let there = surface(cells, next)
        if there.logLikelihood > here.logLikelihood {
          (line, here) = (next, there)
          break
        }
        fraction /= 2
        if fraction < 1e-10 { return nil }
      }
    }
    return nil
  }

  private static func surface(_ cells: [Cell], _ line: Line) -> Surface {
    withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: cells.count) { chances in
      var result = Surface()
      var weighted = 0.0
      var logLikelihood = 0.0
      for (i, cell) in cells.enumerated() {
        let eta = line.logOdds(at: cell.strength)
        // One exponential a cell: both chances and both logarithms come of it.
        let e = exp(-abs(eta))
        let chance = 1 / (1 + e)
        let logLarger = -log1p(e)
        chances.initializeElement(
          at: i, to: eta >= 0 ? SIMD2(chance, e * chance) : SIMD2(e * chance, chance))
        logLikelihood += (cell.a + cell.b) * logLarger - (eta >= 0 ? cell.b * eta : -cell.a * eta)
        let w = (cell.a + cell.b) * e * chance * chance
        result.weight += w
        weighted += w * cell.strength
      }
      result.mean = weighted / result.weight
      for (i, cell) in cells.enumerated() {
        let d = cell.strength - result.mean
        result.spread += (cell.a + cell.b) * chances[i].x * chances[i].y * d * d
      }
      for (i, cell) in cells.enumerated() {
        let (p, q) = (chances[i].x, chances[i].y)
        let d = cell.strength - result.mean
        let w = (cell.a + cell.b) * p * q
        let hat = w * (1 / result.weight + d * d / result.spread)
        let score = cell.a * q - cell.b * p + hat * (0.5 - p)
        result.byValue += score
        result.bySlopeCentered += score * d
        result.bySlope += score * (cell.strength - line.origin)
      }
      result.logLikelihood = logLikelihood + 0.5 * (log(result.weight) + log(result.spread))
      return result
    }
  }
}

/// Second moments of the errors of a line: of its value at strength zero, and of its slope.
struct LineCovariance: Sendable {
  var value: Double
  var cross: Double
  var slope: Double

  func variance(at strength: Double) -> Double {
    value + 2 * strength * cross + strength * strength * slope
  }

  func scaled(_ factor: Double) -> LineCovariance {
    LineCovariance(value: value * factor, cross: cross * factor, slope: slope * factor)
  }
}
