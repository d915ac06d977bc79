import Mathematics
import Testing

@Suite struct MatrixTests {
  @Test func productsByHand() throws {
    let a = try Matrix(rows: 2, columns: 3, values: [1, 2, 3, 4, 5, 6])
    let b = try Matrix(rows: 3, columns: 2, values: [1, 0, 2, -1, 0, 3])
    let expected = try Matrix(rows: 2, columns: 2, values: [5, 7, 14, 13])
    #expect(try Matrix.product(a, b) == expected)
    #expect(try Matrix.product(a.transposed, b, leftTransposed: true) == expected)
    #expect(try Matrix.product(a, b.transposed, rightTransposed: true) == expected)
    #expect(
      try Matrix.product(
        a.transposed, b.transposed, leftTransposed: true, rightTransposed: true) == expected)
    #expect(
      try Matrix.product(Matrix(rows: 2, columns: 0), Matrix(rows: 0, columns: 2))
        == Matrix(rows: 2, columns: 2))
  }

  @Test func shapesAreChecked() throws {
    let a = Matrix(rows: 2, columns: 3)
    #expect(throws: MatrixError.shape("no product of 2 x 3 and 2 x 3")) {
      try Matrix.product(a, a)
    }
    #expect(throws: MatrixError.self) { try a.symmetricEigenvalues() }
    #expect(throws: MatrixError.self) { try a.solvePositiveDefinite(a) }
    #expect(throws: MatrixError.self) {
      try Matrix.identity(3).solvePositiveDefinite(Matrix(rows: 2, columns: 1))
    }
    #expect(throws: MatrixError.self) { try Matrix(rows: 2, columns: 2, values: [1]) }
  }

  @Test func eigenvaluesByHand() throws {
    let result = try Matrix(rows: 2, columns: 2, values: [2, 1, 1, 2]).symmetricEigenvalues()
    #expect(abs(result.values[0] - 1) < 1e-14 && abs(result.values[1] - 3) < 1e-14)
  }

  @Test func eigenvectorsSatisfyTheirEquation() throws {
    let a = Self.symmetric(7)
    let result = try a.symmetricEigenvalues()
    var scaled = result.vectors
    for i in 0..<7 { for j in 0..<7 { scaled[i, j] *= result.values[j] } }
    try expectNear(Matrix.product(a, result.vectors), scaled)
    try expectNear(
      Matrix.product(result.vectors, result.vectors, leftTransposed: true), .identity(7))
    #expect(result.values == result.values.sorted())
  }

  @Test(arguments: [(5, 3), (3, 5), (1, 4), (4, 4)])
  func singularValuesRebuildTheMatrix(rows: Int, columns: Int) throws {
    let a = Self.numbers(rows, columns)
    let result = try a.singularValues()
    var scaled = result.left
    for i in 0..<rows { for j in 0..<scaled.columns { scaled[i, j] *= result.values[j] } }
    try expectNear(Matrix.product(scaled, result.rightTransposed), a)
    #expect(result.values == result.values.sorted(by: >))
    try expectNear(
      Matrix.product(result.left, result.left, leftTransposed: true), .identity(scaled.columns))
  }

  @Test func positiveDefiniteSystems() throws {
    let a = try Matrix(rows: 2, columns: 2, values: [4, 2, 2, 3])
    let b = try Matrix(rows: 2, columns: 1, values: [8, 8])
    try expectNear(a.solvePositiveDefinite(b), Matrix(rows: 2, columns: 1, values: [1, 2]))
    let factor = Self.numbers(6, 6)
    let gram = try Matrix.product(factor, factor, rightTransposed: true)
    let right = Self.numbers(6, 2)
    try expectNear(Matrix.product(gram, gram.solvePositiveDefinite(right)), right)
    #expect(throws: MatrixError.notPositiveDefinite(order: 2)) {
      try Matrix(rows: 2, columns: 2, values: [1, 2, 2, 1]).solvePositiveDefinite(b)
    }
  }

  /// Rounding of a dozen operations on numbers near 1 stays far below 1e-12.
  private func expectNear(_ left: Matrix, _ right: Matrix) {
    #expect(left.rows == right.rows && left.columns == right.columns)
    let apart = zip(left.values, right.values).map { abs($0 - $1) }.max() ?? 0
    #expect(apart < 1e-12)
  }

  private static func numbers(_ rows: Int, _ columns: Int) -> Matrix {
    let stream = NormalStreamTests.draws(seed: 77, purpose: 9, 0..<rows * columns)
    return try! Matrix(rows: rows, columns: columns, values: stream.map(Double.init))
  }

  private static func symmetric(_ size: Int) -> Matrix {
    var a = numbers(size, size)
    for i in 0..<size { for j in 0..<i { a[i, j] = a[j, i] } }
    return a
  }
}
