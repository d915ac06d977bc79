import Foundation

/// A symmetric matrix of 1 to 4 rows: normal equations, information and covariance of a curve.
///
/// Always four rows of four, so that whole rows are one vector; what lies beyond `size` is zero,
/// and must be zero in vectors that are multiplied with it.
package struct SmallSymmetric: Sendable {
  package let size: Int
  private var rows: Rows = (.zero, .zero, .zero, .zero)

  private typealias Row = SIMD4<Double>
  private typealias Rows = (Row, Row, Row, Row)

  package init(size: Int) { self.size = size }

  private init(size: Int, rows: Rows) {
    self.size = size
    self.rows = rows
  }

  package subscript(row: Int, column: Int) -> Double {
    get {
      switch row {
      case 0: rows.0[column]
      case 1: rows.1[column]
      case 2: rows.2[column]
      default: rows.3[column]
      }
    }
    set {
      set(row, column, newValue)
      set(column, row, newValue)
    }
  }

  private mutating func set(_ row: Int, _ column: Int, _ value: Double) {
    switch row {
    case 0: rows.0[column] = value
    case 1: rows.1[column] = value
    case 2: rows.2[column] = value
    default: rows.3[column] = value
    }
  }

  /// Adds weight * x x'.
  package mutating func add(_ x: SIMD4<Double>, weight: Double) {
    let scaled = weight * x
    rows.0 += scaled[0] * x
    rows.1 += scaled[1] * x
    rows.2 += scaled[2] * x
    rows.3 += scaled[3] * x
  }

  mutating func scale(by factor: Double) {
    rows.0 *= factor
    rows.1 *= factor
    rows.2 *= factor
    rows.3 *= factor
  }

  /// x' M y.
  package func form(_ x: SIMD4<Double>, _ y: SIMD4<Double>) -> Double { (x * times(y)).sum() }

  func times(_ x: SIMD4<Double>) -> SIMD4<Double> {
    // The matrix is its own transpose: a sum of rows, without sums across.
    rows.0 * x[0] + rows.1 * x[1] + (rows.2 * x[2] + rows.3 * x[3])
  }

  /// M N M, for a symmetric N of the same size.
  func around(_ inner: SmallSymmetric) -> SmallSymmetric {
    var result = SmallSymmetric(size: size)
    let all = [rows.0, rows.1, rows.2, rows.3]
    for i in 0..<size {
      for j in 0...i { result[i, j] = inner.form(all[i], all[j]) }
    }
    return result
  }

  /// The inverse and ln of the determinant.
  ///
  /// - Returns: nil unless positive definite, to rounding, after scaling to a unit diagonal.
  /// - Complexity: O(size^3). Gauss-Jordan without exchange, right for positive definite matrices.
  package func inverse() -> (matrix: SmallSymmetric, logDeterminant: Double)? {
    var scale = SIMD4<Double>.zero
    for i in 0..<size {
      let diagonal = self[i, i]
      guard diagonal > 0, diagonal.isFinite else { return nil }
      scale[i] = 1 / diagonal.squareRoot()
    }
    var work = SmallSymmetric(
      size: size,
      rows: (
        rows.0 * scale * scale[0], rows.1 * scale * scale[1], rows.2 * scale * scale[2],
        rows.3 * scale * scale[3]
      ))
    var determinant = 1.0
    guard work.eliminate(0, &determinant) else { return nil }
    if size > 1 { guard work.eliminate(1, &determinant) else { return nil } }
    if size > 2 { guard work.eliminate(2, &determinant) else { return nil } }
    if size > 3 { guard work.eliminate(3, &determinant) else { return nil } }
    // Of the scaled matrix, in (0, 1]: it does not underflow above the least pivot.
    var logDeterminant = log(determinant)
    for i in 0..<size { logDeterminant -= 2 * log(scale[i]) }
    let inverse = SmallSymmetric(
      size: size,
      rows: (
        work.rows.0 * scale * scale[0], work.rows.1 * scale * scale[1],
        work.rows.2 * scale * scale[2], work.rows.3 * scale * scale[3]
      ))
    return (inverse, logDeterminant)
  }

  /// One step of Gauss and Jordan: row k over its pivot, and taken off the others.
  private mutating func eliminate(_ k: Int, _ determinant: inout Double) -> Bool {
    var row = k == 0 ? rows.0 : k == 1 ? rows.1 : k == 2 ? rows.2 : rows.3
    let pivot = row[k]
    guard pivot > 1e-13 else { return false }
    determinant *= pivot
    row[k] = 1
    row /= pivot
    func off(_ other: inout Row) {
      let factor = other[k]
      other[k] = 0
      other -= factor * row
    }
    if k != 0 { off(&rows.0) }
    if k != 1 { off(&rows.1) }
    if k != 2 { off(&rows.2) }
    if k != 3 { off(&rows.3) }
    switch k {
    case 0: rows.0 = row
    case 1: rows.1 = row
    case 2: rows.2 = row
    default: rows.3 = row
    }
    return true
  }
}
