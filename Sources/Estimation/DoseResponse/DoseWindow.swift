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
  /// - Complexity: O(strengths ln strengths).
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
    var sums = WindowSums(center: center, scale: slope / move)
    // Sorted cells within a distance are neighbours, and windows grow around the center.
    let middle = cells.firstIndex { $0.strength >= center } ?? cells.endIndex
    var range = middle..<middle
    var overlaps = false
    for size in Set(cells.map { abs($0.strength - center) }).sorted() {
      let before = range
      while let low = range.lowerBound > 0 ? range.lowerBound - 1 : nil,
        abs(cells[low].strength - center) <= size
      {
        sums.add(cells[low].strength, weight: weights[low])
        range = low..<range.upperBound
      }
      while range.upperBound < cells.count,
        abs(cells[range.upperBound].strength - center) <= size
      {
        sums.add(cells[range.upperBound].strength, weight: weights[range.upperBound])
        range = range.lowerBound..<range.upperBound + 1
      }
      if range == before { continue }
      let members = cells[range]
      if !overlaps {
        // Once A and B overlap, they do in all larger windows.
        overlaps =
          members.contains { $0.a > 0 } && members.contains { $0.b > 0 }
          && Separation(members) == nil
      }
      guard overlaps else { continue }
      for shape in shapes(members.first!.strength...members.last!.strength)
      where members.count >= shape.parameters {
        let candidate = DoseWindow(sums, shape: shape, size: size, move: move)
        guard let candidate else { continue }
        // A larger window must be worth it: strengths that tell nothing are left out.
        if candidate.error < 0.999 * (best?.error ?? .infinity) { best = candidate }
      }
    }
    guard let best else { return nil }
    self = best
  }

  /// One window with one shape.
  private init?(_ sums: WindowSums, shape: CurveShape, size: Double, move: Double) {
    guard let inverse = sums.information(shape).inverse()?.matrix else { return nil }
    // The first row of the inverse: what each strength adds to the value at the center.
    let value = inverse.times(SIMD4(1, 0, 0, 0))
    let (even, odd) = sums.leftOut(shape)
    let allowance = (shape.isCurved ? Self.quadraticAllowance : Self.lineAllowance) * move
    self.shape = shape
    center = sums.center
    self.size = size
    standardError = inverse[0, 0].squareRoot()
    bias = allowance * max(abs((value * even).sum()), abs((value * odd).sum()))
  }
}

/// Sums over the strengths of a window that grows, from which the fit of every shape is foretold.
private struct WindowSums {
  let center: Double
  /// Of strengths: what a shape leaves out reaches 1 where they, so scaled, do.
  let scale: Double
  /// Of the functions of the richest shape: one, the strength, the kink, the bend.
  private var products = SmallSymmetric(size: 4)
  /// Times the square and the third power of the scaled strength, even and odd about the center.
  private var even = (square: SIMD4<Double>.zero, cube: SIMD4<Double>.zero)
  private var odd = (square: SIMD4<Double>.zero, cube: SIMD4<Double>.zero)

  init(center: Double, scale: Double) {
    self.center = center
    self.scale = scale
  }

  mutating func add(_ strength: Double, weight: Double) {
    let x = CurveShape.kinkedQuadratic.basis(strength, origin: center, scale: 1)
    products.add(x, weight: weight)
    let moved = scale * (strength - center)
    let (square, cube) = (moved * moved * weight, abs(moved * moved * moved) * weight)
    even.square += square * x
    even.cube += cube * x
    let sign: Double = moved < 0 ? -1 : 1
    odd.square += sign * square * x
    odd.cube += sign * cube * x
  }

  /// Where a shape's functions stand among those of the richest one.
  private static func places(_ shape: CurveShape) -> [Int] {
    switch shape {
    case .line: [0, 1]
    case .quadratic: [0, 1, 3]
    case .kinkedLine: [0, 1, 2]
    case .kinkedQuadratic: [0, 1, 2, 3]
    }
  }

  func information(_ shape: CurveShape) -> SmallSymmetric {
    let places = Self.places(shape)
    var result = SmallSymmetric(size: places.count)
    for (i, row) in places.enumerated() {
      for (j, column) in places[...i].enumerated() { result[i, j] = products[row, column] }
    }
    return result
  }

  /// What the shape leaves out, with the value 1 where the line has moved as far as is allowed.
  func leftOut(_ shape: CurveShape) -> (even: SIMD4<Double>, odd: SIMD4<Double>) {
    var result = (even: SIMD4<Double>.zero, odd: SIMD4<Double>.zero)
    for (i, place) in Self.places(shape).enumerated() {
      result.even[i] = (shape.isCurved ? even.cube : even.square)[place]
      result.odd[i] = (shape.isCurved ? odd.cube : odd.square)[place]
    }
    return result
  }
}
