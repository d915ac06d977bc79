import Foundation

/// A symmetric matrix of 1 to 4 rows: normal equations, information and covariance of a curve.
struct SmallSymmetric: Sendable {
  let size: Int
  /// Row by row, always 4 x 4; what lies beyond `size` is zero.
  private var values = SIMD16<Double>(repeating: 0)

  init(size: Int) { self.size = size }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * 4 + column] }
    set {
      values[row * 4 + column] = newValue
      values[column * 4 + row] = newValue
    }
  }

  /// Adds weight * x x'.
  mutating func add(_ x: SIMD4<Double>, weight: Double) {
    for i in 0..<size {
      for j in 0...i { self[i, j] += weight * x[i] * x[j] }
    }
  }

  mutating func scale(by factor: Double) { values *= factor }

  /// x' M y.
  func form(_ x: SIMD4<Double>, _ y: SIMD4<Double>) -> Double {
    var sum = 0.0
    for i in 0..<size {
      for j in 0..<size { sum += x[i] * self[i, j] * y[j] }
    }
    return sum
  }

  func times(_ x: SIMD4<Double>) -> SIMD4<Double> {
    var result = SIMD4<Double>(repeating: 0)
    for i in 0..<size {
      for j in 0..<size { result[i] += self[i, j] * x[j] }
    }
    return result
  }

  /// M N M, for a symmetric N of the same size.
  func around(_ inner: SmallSymmetric) -> SmallSymmetric {
    var result = SmallSymmetric(size: size)
    for i in 0..<size {
      let row = SIMD4(self[i, 0], self[i, 1], self[i, 2], self[i, 3])
      for j in 0...i {
        result[i, j] = inner.form(row, SIMD4(self[j, 0], self[j, 1], self[j, 2], self[j, 3]))
      }
    }
    return result
  }

  /// The inverse and ln of the determinant.
  ///
  /// - Returns: nil unless positive definite, to rounding, after scaling to a unit diagonal.
  /// - Complexity: O(size^3). Gauss-Jordan without exchange, right for positive definite matrices.
  func inverse() -> (matrix: SmallSymmetric, logDeterminant: Double)? {
    var scale = SIMD4<Double>(repeating: 1)
    var logDeterminant = 0.0
    for i in 0..<size {
      guard self[i, i] > 0, self[i, i].isFinite else { return nil }
      scale[i] = 1 / self[i, i].squareRoot()
      logDeterminant -= 2 * log(scale[i])
    }
    var work = SIMD16<Double>(repeating: 0)
    for i in 0..<size {
      for j in 0..<size { work[i * 4 + j] = self[i, j] * scale[i] * scale[j] }
    }
    for k in 0..<size {
      let pivot = work[k * 4 + k]
      guard pivot > 1e-13 else { return nil }
      logDeterminant += log(pivot)
      work[k * 4 + k] = 1
      for j in 0..<size { work[k * 4 + j] /= pivot }
      for i in 0..<size where i != k {
        let factor = work[i * 4 + k]
        work[i * 4 + k] = 0
        for j in 0..<size { work[i * 4 + j] -= factor * work[k * 4 + j] }
      }
    }
    var result = SmallSymmetric(size: size)
    for i in 0..<size {
      for j in 0...i { result[i, j] = work[i * 4 + j] * scale[i] * scale[j] }
    }
    return (result, logDeterminant)
  }
}
