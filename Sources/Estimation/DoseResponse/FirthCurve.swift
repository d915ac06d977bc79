import Foundation
import Mathematics

/// Binomial regression on a curve over strength, any link, with Firth's penalty.
///
/// Maximises l* = sum a ln P(A) + b ln P(B) + 1/2 ln |X'WX|, where the predictor is a curve in
/// (strength - origin) / scale. The penalty (Jeffreys' prior) keeps the maximum finite and takes
/// out the bias of first order where the link is the logit.
///
/// Source: Firth 1993; Heinze & Schemper 2002 (penalised profile likelihood); Kosmidis & Firth 2009
/// for other links.
package struct FirthCurve: Sendable {
  package typealias Cell = FirthLogit.Cell

  /// The curve: coefficients of the functions of its shape.
  struct Curve: Sendable {
    var coefficients: SIMD4<Double>
    let origin: Double
    let scale: Double
    let shape: CurveShape

    func basis(_ strength: Double) -> SIMD4<Double> {
      shape.basis(strength, origin: origin, scale: scale)
    }

    func value(at strength: Double) -> Double { (coefficients * basis(strength)).sum() }

    /// The same curve about another origin.
    func moved(to origin: Double) -> Curve {
      Curve(
        coefficients: shape.moved(coefficients, from: self.origin, to: origin, scale: scale),
        origin: origin, scale: scale, shape: shape)
    }
  }

  private struct Surface {
    var penalised = 0.0
    var logLikelihood = 0.0
    var gradient = SIMD4<Double>(repeating: 0)
    var information: SmallSymmetric
  }

  /// Limits beyond this many nats are no limits: the data say nothing there.
  static let farthest = 1000.0

  let cells: [Cell]
  let link: DoseLink
  let curve: Curve
  /// Without the penalty, in nats.
  package let logLikelihood: Double
  /// Inverse information of the coefficients about `curve.origin`, which is zero.
  let inverseInformation: SmallSymmetric
  private let best: Double

  var parameters: Int { curve.shape.parameters }

  /// - Parameters:
  ///   - cells: at least as many different strengths as the shape has parameters; counts not
  ///     negative.
  ///   - start: a line of log odds to begin from.
  /// - Returns: nil where the maximum was not found.
  /// - Complexity: O(cells x steps), about ten steps.
  package init?(
    _ cells: [Cell], shape: CurveShape, link: DoseLink = .logit, from start: FirthLogit.Line
  ) {
    let scale = cells.map { abs($0.strength) }.max() ?? 0
    guard scale > 0 else { return nil }
    var curve = Curve(coefficients: .zero, origin: 0, scale: scale, shape: shape)
    if link == .logit {
      curve.coefficients = SIMD4(start.logOdds(at: 0), start.slope * scale, 0, 0)
    } else {
      // The curve nearest to the line's predictors, each strength by what it tells.
      var normal = SmallSymmetric(size: shape.parameters)
      var right = SIMD4<Double>(repeating: 0)
      for cell in cells {
        let logOdds = min(max(start.logOdds(at: cell.strength), -25), 25)
        let weight = (cell.a + cell.b) * logistic(logOdds) * logistic(-logOdds) + 1e-9
        let x = curve.basis(cell.strength)
        normal.add(x, weight: weight)
        right += x * (weight * link.predictor(logOdds: logOdds))
      }
      guard let inverse = normal.inverse() else { return nil }
      curve.coefficients = inverse.matrix.times(right)
    }
    self.init(cells, link: link, from: curve)
  }

  /// Begins from a curve about zero.
  init?(_ cells: [Cell], link: DoseLink, from start: Curve) {
    guard let (curve, surface) = Self.maximise(cells, link, from: start, fixed: false),
      let inverse = surface.information.inverse()
    else { return nil }
    self.cells = cells
    self.link = link
    self.curve = curve
    logLikelihood = surface.logLikelihood
    best = surface.penalised
    inverseInformation = inverse.matrix
  }

  /// The fitted ln P(A)/P(B), in nats.
  package func logOdds(at strength: Double) -> Double {
    link.point(curve.value(at: strength)).logOdds
  }

  /// The error of the predictor at a strength, in units of the predictor.
  package func standardError(at strength: Double) -> Double {
    let x = curve.basis(strength)
    return max(0, inverseInformation.form(x, x)).squareRoot()
  }

  /// The interval of the log odds at a strength from the penalised profile likelihood.
  ///
  /// - Parameter drop: how far twice the profile may fall.
  /// - Returns: limits in nats; nil on a side where none was found.
  package func interval(at strength: Double, drop: Double) -> Interval {
    let moved = curve.moved(to: strength)
    let error = standardError(at: strength)
    func nats(_ value: Double?) -> Double? {
      guard let logOdds = value.map({ link.point($0).logOdds }) else { return nil }
      return abs(logOdds) < Self.farthest ? logOdds : nil
    }
    return Interval(
      low: nats(limit(moved, by: -error, drop: drop)),
      high: nats(limit(moved, by: error, drop: drop)))
  }

  /// Where twice the profile of the value at the origin has fallen by `drop`.
  private func limit(_ start: Curve, by error: Double, drop: Double) -> Double? {
    var warm = start
    func excess(_ value: Double) -> Double? {
      var next = warm
      next.coefficients[0] = value
      guard let (fitted, surface) = Self.maximise(cells, link, from: next, fixed: true) else {
        return nil
      }
      warm = fitted
      return 2 * (best - surface.penalised) - drop
    }
    return ProfileLimit.find(
      from: start.coefficients[0], startExcess: -drop, stride: error * drop.squareRoot(),
      unit: error, tolerance: (1e-8, 1e-11), excess)
  }

  /// Newton's method with the expected information; `fixed` holds the value at the origin.
  private static func maximise(
    _ cells: [Cell], _ link: DoseLink, from start: Curve, fixed: Bool
  ) -> (Curve, Surface)? {
    var curve = start
    guard var here = surface(cells, link, curve) else { return nil }
    let size = curve.shape.parameters
    for _ in 0..<400 {
      var gradient = here.gradient
      var information = here.information
      if fixed {
        gradient[0] = 0
        for i in 1..<size { information[i, 0] = 0 }
        information[0, 0] = 1
      }
      guard let inverse = information.inverse() else { return nil }
      let change = inverse.matrix.times(gradient)
      // The squared length of the step in standard errors.
      let length = (change * gradient).sum()
      if length < 1e-16 { return (curve, here) }
      var fraction = 1.0
      while true {
        var next = curve
        next.coefficients += fraction * change
        if let there = surface(cells, link, next), there.penalised > here.penalised {
          (curve, here) = (next, there)
          break
        }
        // Where the step is short, rounding hides the rise that it brings.
        if length < 1e-9 { return (curve, here) }
        fraction /= 2
        if fraction < 1e-10 { return nil }
      }
    }
    return nil
  }

  private static func surface(
    _ cells: [Cell], _ link: DoseLink, _ curve: Curve
  ) -> Surface? {
    typealias Place = (x: SIMD4<Double>, weight: Double, weightSlope: Double)
    return withUnsafeTemporaryAllocation(of: Place.self, capacity: cells.count) { places in
      var result = Surface(information: SmallSymmetric(size: curve.shape.parameters))
      for (i, cell) in cells.enumerated() {
        let x = curve.basis(cell.strength)
        let point = link.point((curve.coefficients * x).sum())
        if cell.a > 0 { result.logLikelihood += cell.a * point.logA }
        if cell.b > 0 { result.logLikelihood += cell.b * point.logB }
        let slope = cell.a * point.slopeA + cell.b * point.slopeB
        let weight = (cell.a + cell.b) * point.weight
        guard slope.isFinite, weight.isFinite else { return nil }
        result.gradient += x * slope
        result.information.add(x, weight: weight)
        places.initializeElement(at: i, to: (x, weight, point.weightSlope))
      }
      guard result.logLikelihood.isFinite, let inverse = result.information.inverse() else {
        return nil
      }
      for place in places[..<cells.count] {
        let hat = place.weight * inverse.matrix.form(place.x, place.x)
        result.gradient += place.x * (0.5 * hat * place.weightSlope)
      }
      result.penalised = result.logLikelihood + 0.5 * inverse.logDeterminant
      return result
    }
  }
}
