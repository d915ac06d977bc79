import Foundation
import Mathematics

/// Where strengths stand, as the prior of bends sees it.
///
/// A response is a + b x + bend with flat a and b. The smooth part of the bend is integrated
/// Brownian motion, whose covariance is |x - y|^3 / 12 on every contrast that leaves lines out; the
/// kink is a change of slope at zero, with the covariance |x| |y|.
struct BendGeometry: Sendable {
  /// Strengths over `scale`, rising.
  let places: [Double]
  /// The range of the strengths.
  let scale: Double
  /// The middle of the range, over `scale`: where lines are counted from.
  let middle: Double
  /// Of the smooth part, [strengths, strengths].
  let smooth: Matrix
  /// |x| at the strengths; nil where all lie on one side of zero, or no kink is meant.
  let kink: [Double]?

  /// - Parameters:
  ///   - strengths: rising, at least two.
  ///   - allowsKink: whether the slope may change at zero.
  init(_ strengths: [Double], allowsKink: Bool) {
    let (first, last) = (strengths[0], strengths[strengths.count - 1])
    let scale = last - first
    self.scale = scale
    middle = (first / scale + last / scale) / 2
    let places = strengths.map { $0 / scale }
    self.places = places
    var smooth = Matrix(rows: places.count, columns: places.count)
    for i in places.indices {
      for j in places.indices { smooth[i, j] = Self.covariance(places[i], places[j]) }
    }
    self.smooth = smooth
    kink = allowsKink && first < 0 && last > 0 ? places.map(abs) : nil
  }

  static func covariance(_ x: Double, _ y: Double) -> Double {
    let distance = abs(x - y)
    return distance * distance * distance / 12
  }
}
