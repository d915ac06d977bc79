import CLAPACK

/// Eigenvalues, ascending, with an orthonormal eigenvector per column.
public struct SymmetricEigenvalues: Sendable {
  public let values: [Double]
  /// [n, n]; column j belongs to `values[j]`.
  public let vectors: Matrix
}

/// A = U diag(s) V', with s descending.
public struct SingularValues: Sendable {
  /// [min(rows, columns)].
  public let values: [Double]
  /// U, [rows, min(rows, columns)], orthonormal columns.
  public let left: Matrix
  /// V', [min(rows, columns), columns], orthonormal rows.
  public let rightTransposed: Matrix
}

extension Matrix {
  /// The eigenvalues and eigenvectors of a symmetric matrix (LAPACK `dsyevd`).
  ///
  /// Only the lower triangle is read.
  ///
  /// - Throws: `MatrixError.shape` unless square; `.failed` without convergence.
  /// - Complexity: O(n^3).
  public func symmetricEigenvalues() throws(MatrixError) -> SymmetricEigenvalues {
    guard rows == columns else { throw .shape("a \(rows) x \(columns) matrix is not symmetric") }
    if rows == 0 { return SymmetricEigenvalues(values: [], vectors: self) }
    LinearAlgebraLibrary.needRoom()
    var n = Int32(rows)
    var a = values
    var w = [Double](repeating: 0, count: rows)
    var workCount: Int32 = -1
    var integerCount: Int32 = -1
    var work = [0.0]
    var integers: [Int32] = [0]
    var info: Int32 = 0
    // Column by column as LAPACK reads it, the row-major lower triangle is the upper one. The
    // first call asks for the sizes of the work space.
    for _ in 0..<2 {
      dsyevd_("V", "U", &n, &a, &n, &w, &work, &workCount, &integers, &integerCount, &info)
      if workCount > 0 { break }
      workCount = Int32(work[0])
      integerCount = integers[0]
      work = [Double](repeating: 0, count: Int(workCount))
      integers = [Int32](repeating: 0, count: Int(integerCount))
    }
    if info != 0 { throw .failed(routine: "dsyevd", code: Int(info)) }
    let vectors = try Matrix(rows: rows, columns: rows, values: a).transposed
    return SymmetricEigenvalues(values: w, vectors: vectors)
  }

  /// The thin singular value decomposition (LAPACK `dgesdd`).
  ///
  /// - Throws: `MatrixError.failed` without convergence or with numbers that are not finite.
  /// - Complexity: O(rows x columns x min(rows, columns)).
  public func singularValues() throws(MatrixError) -> SingularValues {
    let smaller = min(rows, columns)
    if smaller == 0 {
      return SingularValues(
        values: [], left: Matrix(rows: rows, columns: 0),
        rightTransposed: Matrix(rows: 0, columns: columns))
    }
    // The row-major matrix is its transpose to LAPACK: A' = V diag(s) U'.
    var m = Int32(columns)
    LinearAlgebraLibrary.needRoom()
    var n = Int32(rows)
    var k = Int32(smaller)
    var a = values
    var s = [Double](repeating: 0, count: smaller)
    var v = [Double](repeating: 0, count: columns * smaller)
    var u = [Double](repeating: 0, count: smaller * rows)
    var workCount: Int32 = -1
    var work = [0.0]
    var integers = [Int32](repeating: 0, count: 8 * smaller)
    var info: Int32 = 0
    for _ in 0..<2 {
      dgesdd_(
        "S", &m, &n, &a, &m, &s, &v, &m, &u, &k, &work, &workCount, &integers, &info)
      if workCount > 0 { break }
      workCount = Int32(work[0])
      work = [Double](repeating: 0, count: Int(workCount))
    }
    if info != 0 { throw .failed(routine: "dgesdd", code: Int(info)) }
    return SingularValues(
      values: s, left: try Matrix(rows: rows, columns: smaller, values: u),
      rightTransposed: try Matrix(rows: smaller, columns: columns, values: v))
  }

  /// Solves A X = B for a symmetric positive definite A (LAPACK `dpotrf`, `dpotrs`).
  ///
  /// Only the lower triangle of this matrix, A, is read.
  ///
  /// - Parameter right: B, [n, any].
  /// - Returns: X, of the shape of B.
  /// - Throws: `MatrixError.shape`, or `.notPositiveDefinite`.
  /// - Complexity: O(n^3 + n^2 x columns of B).
  public func solvePositiveDefinite(_ right: Matrix) throws(MatrixError) -> Matrix {
    guard rows == columns else { throw .shape("a \(rows) x \(columns) matrix is not symmetric") }
    guard right.rows == rows else {
      throw .shape("a right side of \(right.rows) rows for a matrix of \(rows)")
    }
    if rows == 0 || right.columns == 0 { return right }
    LinearAlgebraLibrary.needRoom()
    var n = Int32(rows)
    var count = Int32(right.columns)
    var a = values
    var b = right.transposed.values
    var info: Int32 = 0
    dpotrf_("U", &n, &a, &n, &info)
    if info > 0 { throw .notPositiveDefinite(order: Int(info)) }
    if info < 0 { throw .failed(routine: "dpotrf", code: Int(info)) }
    dpotrs_("U", &n, &count, &a, &n, &b, &n, &info)
    if info != 0 { throw .failed(routine: "dpotrs", code: Int(info)) }
    return try Matrix(rows: right.columns, columns: rows, values: b).transposed
  }
}
