import CLAPACK

extension Matrix {
  /// The product of two matrices, each transposed first if asked for (BLAS `dgemm`).
  ///
  /// The bits depend on the BLAS in use; results are compared with a tolerance.
  ///
  /// - Returns: op(left) op(right), [rows of op(left), columns of op(right)].
  /// - Throws: `MatrixError.shape` unless the inner sizes are equal.
  /// - Complexity: O(rows x inner size x columns).
  public static func product(
    _ left: Matrix, _ right: Matrix, leftTransposed: Bool = false,
    rightTransposed: Bool = false
  ) throws(MatrixError) -> Matrix {
    let rows = leftTransposed ? left.columns : left.rows
    let inner = leftTransposed ? left.rows : left.columns
    let rightInner = rightTransposed ? right.columns : right.rows
    let columns = rightTransposed ? right.rows : right.columns
    guard inner == rightInner else {
      throw .shape("no product of \(rows) x \(inner) and \(rightInner) x \(columns)")
    }
    var result = Matrix(rows: rows, columns: columns)
    if rows == 0 || columns == 0 || inner == 0 { return result }
    LinearAlgebraLibrary.needRoom()
    cblas_dgemm(
      CblasRowMajor, leftTransposed ? CblasTrans : CblasNoTrans,
      rightTransposed ? CblasTrans : CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1,
      left.values, Int32(left.columns), right.values, Int32(right.columns), 0, &result.values,
      Int32(columns))
    return result
  }
}
