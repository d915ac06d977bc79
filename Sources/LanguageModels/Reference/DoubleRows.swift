/// Rows of numbers in double precision, for the reference.
struct DoubleRows {
  let rows: Int
  let columns: Int
  var values: [Double]

  init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
    values = [Double](repeating: 0, count: rows * columns)
  }

  subscript(row: Int, column: Int) -> Double {
    get { values[row * columns + column] }
    set { values[row * columns + column] = newValue }
  }

  static func + (left: DoubleRows, right: DoubleRows) -> DoubleRows {
    var result = left
    for i in result.values.indices { result.values[i] += right.values[i] }
    return result
  }

  static func * (left: DoubleRows, factor: Double) -> DoubleRows {
    var result = left
    for i in result.values.indices { result.values[i] *= factor }
    return result
  }

  /// self [n, k] times other [m, k] turned: [n, m].
  func timesTurned(_ other: DoubleRows) -> DoubleRows {
    var result = DoubleRows(rows, other.rows)
    for i in 0..<rows {
      for j in 0..<other.rows {
        var sum = 0.0
        for k in 0..<columns { sum += self[i, k] * other[j, k] }
        result[i, j] = sum
      }
    }
    return result
  }

  /// self [n, k] times other [k, m]: [n, m].
  func times(_ other: DoubleRows) -> DoubleRows {
    var result = DoubleRows(rows, other.columns)
    for i in 0..<rows {
      for k in 0..<columns {
        let number = self[i, k]
        for j in 0..<other.columns { result[i, j] += number * other[k, j] }
      }
    }
    return result
  }

  var turned: DoubleRows {
    var result = DoubleRows(columns, rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }

  /// Columns of it.
  func columns(_ range: Range<Int>) -> DoubleRows {
    var result = DoubleRows(rows, range.count)
    for i in 0..<rows { for j in range { result[i, j - range.lowerBound] = self[i, j] } }
    return result
  }

  mutating func add(_ other: DoubleRows, fromColumn first: Int) {
    for i in 0..<rows { for j in 0..<other.columns { self[i, first + j] += other[i, j] } }
  }
}
