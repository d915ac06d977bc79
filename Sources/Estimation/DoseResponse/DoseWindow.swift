import Foundation
import Mathematics

/// Which strengths around zero L(0) is read from, and by a curve of which shape.
///
/// Far strengths tell much and are bent most. Of all windows |strength| <= size, and of the shapes
/// with and without a bend, that one is taken whose L(0) has the smallest error, where the error is
/// the larger of the standard error and twice the bias that a response bent by an assumed allowance
/// would give. With a bias of half a standard error an interval at 95 % still covers at 92 %. Where
/// even the best window has a larger bias, its interval is widened in proportion.
///
/// The allowance is a rule of thumb and not fitted, so that the choice does not follow the very
/// noise whose interval is wanted: what a line (a quadratic) leaves out reaches |L(0)|, at least 3
/// nats, at the strength at which the line through the response has moved by as much.
///
/// Source: Armstrong & Kolesár 2018 (fixed-length intervals that know their worst bias), with two
/// shapes of what is left out, even and odd about zero, instead of the worst of a class.
struct DoseWindow {
  /// Part of |L(0)|. With half of it a response measured on neural nets, twice as steep half way to
  /// equality as at zero, was covered at 86 % only.
  static let lineAllowance = 1.0
  static let quadraticAllowance = 1.0
  /// Nats; the least |L(0)| that the allowance is taken of.
  static let leastMove = 3.0

  let shape: CurveShape
  /// The strength whose log odds are wanted.
  let center: Double
  /// Strengths up to this far from it are used.
  let size: Double
  /// Predicted standard error of L(0), in nats.
  let standardError: Double
  /// Bias of L(0) under the allowed bend, in nats.
  let bias: Double

  /// How much wider the interval must be for the bias; at least 1.
  var widening: Double { max(1, 2 * bias / standardError) }
  /// The larger of the standard error and twice the bias, in nats.
  var error: Double { max(standardError, 2 * bias) }

  func contains(_ strength: Double) -> Bool { abs(strength - center) <= size }

  /// - Parameters:
  ///   - cells: one for each strength, sorted, their sums worth independent hits.
  ///   - center: the strength whose log odds are wanted.
  ///   - line: of log odds, roughly right between zero and equality.
  ///   - shapes: to choose from, by the smallest and largest strength in a window.
  /// - Returns: nil where no window holds two strengths with hits of both kinds that overlap.
  /// - Complexity: O(strengths^2).
  init?(
    _ cells: [DoseCell], around center: Double = 0, line: FirthLogit.Line,
    shapes: (ClosedRange<Double>) -> [CurveShape] = CurveShape.fitting
  ) {
    let move = max(abs(line.logOdds(at: 0)), Self.leastMove)
    let slope = abs(line.slope)
    let weights = cells.map { cell in
      // The line counts for two hits: cells without any hit of one kind tell little.
      let expected = logistic(line.logOdds(at: cell.strength))
      let p = (cell.a + 2 * expected) / (cell.hits + 2)
      let q = (cell.b + 2 * (1 - expected)) / (cell.hits + 2)
      return cell.hits * p * q
    }
    var best: DoseWindow?
    var last = cells.startIndex..<cells.startIndex
    for size in Set(cells.map { abs($0.strength - center) }).sorted() {
      // Sorted cells within a distance are neighbours.
      let first = cells.firstIndex { abs($0.strength - center) <= size }!
      let end = cells.lastIndex { abs($0.strength - center) <= size }! + 1
      if first..<end == last { continue }
      last = first..<end
      let members = cells[last]
      guard members.contains(where: { $0.a > 0 }), members.contains(where: { $0.b > 0 }),
        Separation(members) == nil
      else { continue }
      for shape in shapes(members.first!.strength...members.last!.strength)
      where members.count >= shape.parameters {
        let candidate = DoseWindow(
          members, weights[last], shape: shape, center: center, size: size, move: move,
          slope: slope)
        guard let candidate else { continue }
        // A larger window must be worth it: strengths that tell nothing are left out.
        if candidate.error < 0.999 * (best?.error ?? .infinity) { best = candidate }
      }
    }
    guard let best else { return nil }
    self = best
  }

  /// One window with one shape.
  private init?(
    _ members: ArraySlice<DoseCell>, _ weights: ArraySlice<Double>, shape: CurveShape,
    center: Double, size: Double, move: Double, slope: Double
  ) {
    let curve = FirthCurve.Curve(coefficients: .zero, origin: center, scale: size, shape: shape)
    var information = SmallSymmetric(size: shape.parameters)
    for i in members.indices {
      information.add(curve.basis(members[i].strength), weight: weights[i])
    }
    guard let inverse = information.inverse()?.matrix else { return nil }
    // The first row of the inverse: what each strength adds to the value at the center.
    let value = inverse.times(SIMD4(1, 0, 0, 0))
    var even = 0.0
    var odd = 0.0
    for i in members.indices {
      let share = weights[i] * (value * curve.basis(members[i].strength)).sum()
      // What the shape leaves out, with the value 1 at `move`.
      let moved = slope * (members[i].strength - center) / move
      let left = shape.isCurved ? moved * moved * moved : moved * moved
      even += share * abs(left)
      odd += share * (moved < 0 ? -abs(left) : abs(left))
    }
    let allowance = (shape.isCurved ? Self.quadraticAllowance : Self.lineAllowance) * move
    self.shape = shape
    self.center = center
    self.size = size
    standardError = inverse[0, 0].squareRoot()
    bias = allowance * max(abs(even), abs(odd))
  }
}
