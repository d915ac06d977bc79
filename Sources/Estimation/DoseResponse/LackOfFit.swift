import Foundation
import Mathematics

/// Tests of a fitted line or curve against the strengths it was fitted on: Pearson's, and one for a
/// bend.
public struct LackOfFit: Hashable, Sendable {
  public let chiSquare: Double
  /// Neighbourhoods of strengths minus the parameters.
  public let degrees: Int
  /// Chance of as large a value if the curve were right.
  public let p: Double
  /// Chance of as strong a bend if a line were right: the score test of a quadratic term; 1 for a
  /// fit that has one. It sees with its one degree of freedom what Pearson's test spreads over all
  /// strengths.
  public let bendP: Double

  /// How much wider than the model says the data are spread; at least 1.
  var dispersion: Double { max(1, chiSquare / Double(degrees)) }

  /// - Parameters:
  ///   - cells: strengths and groups, sorted by strength.
  ///   - parameters: of the fit, 2 or 3.
  ///   - modelVariance: true where runs are independent hits, whose variance the model knows; else
  ///     the variance is taken between runs, or between groups where there are any. Groups that
  ///     press all strengths the same way make the test conservative.
  ///   - logOdds: the fit, in nats, at a strength.
  /// - Returns: nil unless more neighbourhoods than parameters have enough hits for a test.
  init?(
    _ cells: [DoseCell], parameters: Int, modelVariance: Bool, logOdds: (Double) -> Double
  ) {
    var residuals: [(residual: Double, variance: Double)] = []
    var open = Neighbourhood()
    var places: [(strength: Double, part: Neighbourhood)] = []
    var next = 0
    while next < cells.count {
      let first = next
      let strength = cells[first].strength
      while next < cells.count, cells[next].strength == strength { next += 1 }
      let members = cells[first..<next]
      let eta = logOdds(strength)
      var part = Neighbourhood()
      part.add(members, p: logistic(eta), q: logistic(-eta), modelVariance: modelVariance)
      open.join(part)
      // A stray hit far out would outweigh everything.
      if min(part.expectedA, part.expectedB) >= 1 { places.append((strength, part)) }
      // Neighbours are joined until two hits of each are expected: below that the statistic has
      // a tail far heavier than chi-square's.
      if open.isLarge {
        residuals.append((open.residual, open.variance))
        open = Neighbourhood()
      }
    }
    if open.variance > 0, let last = residuals.last {
      residuals[residuals.count - 1] = (
        last.residual + open.residual, last.variance + open.variance
      )
    }
    guard residuals.count > parameters else { return nil }
    degrees = residuals.count - parameters
    chiSquare = residuals.reduce(0) { $0 + $1.residual * $1.residual / $1.variance }
    p = chiSquareTails(chiSquare, degrees: Double(degrees)).upper
    bendP = parameters > 2 ? 1 : Self.bend(places)
  }

  /// Two-sided chance of the score of (strength - mean)^2, made orthogonal to the line.
  private static func bend(_ places: [(strength: Double, part: Neighbourhood)]) -> Double {
    let weight = places.reduce(0) { $0 + $1.part.model }
    let mean = places.reduce(0) { $0 + $1.part.model * $1.strength } / weight
    func moment(_ power: Int, _ scale: Double) -> Double {
      places.reduce(0) { sum, place in
        sum + place.part.model * pow((place.strength - mean) / scale, Double(power))
      } / weight
    }
    let scale = moment(2, 1).squareRoot()
    let skewness = moment(3, scale)
    var score = 0.0
    var variance = 0.0
    for (strength, part) in places {
      let z = (strength - mean) / scale
      let bent = z * z - 1 - skewness * z
      score += part.residual * bent
      variance += part.variance * bent * bent
    }
    guard variance > 0 else { return 1 }
    return min(1, 2 * normalTails(abs(score) / variance.squareRoot()).upper)
  }

  private struct Neighbourhood {
    var residual = 0.0
    var variance = 0.0
    var expectedA = 0.0
    var expectedB = 0.0
    var model = 0.0

    var isLarge: Bool { min(expectedA, expectedB) >= 2 && variance > 0 }

    mutating func join(_ other: Neighbourhood) {
      residual += other.residual
      variance += other.variance
      expectedA += other.expectedA
      expectedB += other.expectedB
      model += other.model
    }

    mutating func add(_ members: ArraySlice<DoseCell>, p: Double, q: Double, modelVariance: Bool) {
      let hits = members.reduce(0) { $0 + $1.hits }
      let runs = members.reduce(0) { $0 + $1.runs }
      let parts = members.map { $0.residual(probabilityA: p, probabilityB: q) }
      let total = parts.reduce(0, +)
      model += hits * p * q
      residual += total
      expectedA += hits * p
      expectedB += hits * q
      let units: Double
      let squares: Double
      if members.count > 1 || members.first?.group != nil {
        units = Double(members.count)
        squares = parts.reduce(0) { $0 + $1 * $1 }
      } else {
        units = runs
        squares = members.reduce(0) { $0 + $1.squares(probabilityA: p, probabilityB: q) }
      }
      // Fewer than five units do not show their own spread.
      variance +=
        modelVariance || units < 5
        ? model : max(squares - total * total / units, 0) * units / (units - 1)
    }
  }
}
