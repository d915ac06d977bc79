import CLAPACK

/// A running sum of the products x x' of rows x, a block of rows at a time (BLAS `dsyrk`).
public struct GramSum: Sendable {
  /// The length of a row.
  public let size: Int
  /// [size, size], row by row; only the upper triangle is kept.
  private var upper: [Double]

  public init(size: Int) {
    self.size = size
    upper = [Double](repeating: 0, count: size * size)
  }

  /// Adds sum over the block's rows x of x x'.
  ///
  /// The bits depend on the BLAS in use; results are compared with a tolerance.
  ///
  /// - Parameters:
  ///   - rows: [count, stride], of which the first `size` columns are read.
  ///   - count: rows in the block.
  ///   - stride: numbers from one row to the next, at least `size`.
  /// - Complexity: O(count x size^2).
  public mutating func add(_ rows: UnsafePointer<Double>, count: Int, stride: Int) {
    if count == 0 || size == 0 { return }
    LinearAlgebraLibrary.needRoom()
    cblas_dsyrk(
      CblasRowMajor, CblasUpper, CblasTrans, Int32(size), Int32(count), 1, rows, Int32(stride), 1,
      &upper, Int32(size))
  }

  /// The sum so far, both triangles.
  ///
  /// - Complexity: O(size^2).
  public var matrix: Matrix {
    var result = Matrix(rows: size, columns: size)
    for i in 0..<size {
      for j in i..<size {
        result[i, j] = upper[i * size + j]
        result[j, i] = upper[i * size + j]
      }
    }
    return result
  }
}
