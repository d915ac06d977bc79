/// A matrix of double-precision numbers, row by row.
public struct Matrix: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  /// [rows, columns], row by row.
  public var values: [Double]

  /// - Throws: `MatrixError.shape` unless there are `rows` x `columns` values.
  public init(rows: Int, columns: Int, values: [Double]) throws(MatrixError) {
    guard rows >= 0, columns >= 0, values.count == rows * columns else {
      throw .shape("\(values.count) values do not fill a \(rows) x \(columns) matrix")
    }
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix of zeros.
  ///
  /// - Precondition: both numbers are at least 0.
  public init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative side")
    self.rows = rows
    self.columns = columns
    values = [Double](repeating: 0, count: rows * columns)
  }

  /// The identity of the given size.
  public static func identity(_ size: Int) -> Matrix {
    var result = Matrix(rows: size, columns: size)
    for i in 0..<size { result[i, i] = 1 }
    return result
  }

  @inlinable public subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  /// - Complexity: O(rows x columns).
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result[j, i] = self[i, j] }
    }
    return result
  }
}

/// What can go wrong in matrix computations.
public enum MatrixError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Sizes that do not fit together, in words.
  case shape(String)
  /// A routine of LAPACK did not succeed; its own code.
  case failed(routine: String, code: Int)
  /// A matrix that must be positive definite is not; the order of the first minor that is not.
  case notPositiveDefinite(order: Int)

  public var description: String {
    switch self {
    case .shape(let text): text
    case .failed(let routine, let code): "\(routine) failed with code \(code)"
    case .notPositiveDefinite(let order):
      "the matrix is not positive definite: its leading minor of order \(order) is not"
    }
  }
}
