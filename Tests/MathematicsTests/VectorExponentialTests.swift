import Foundation
import Mathematics
import Testing

struct VectorExponentialTests {
  /// Two units in the last place of Foundation's own, of which one is its own.
  @Test func agreesWithTheScalarFunction() {
    var largest = 0.0
    for step in 0..<200_000 {
      let x = -707.9 + 1416.8 * Double(step) / 200_000
      let value = vectorExponential(SIMD4(x, -x, x / 700, 0))
      largest = max(largest, abs(value[0] / exp(x) - 1))
      largest = max(largest, abs(value[2] / exp(x / 700) - 1))
      #expect(value[3] == 1)
    }
    #expect(largest < 4.5e-16)
  }

  @Test func vanishesWhereTheResultWouldBeSubnormal() {
    #expect(vectorExponential(SIMD4(-.infinity, -1e300, -708.1, -745)) == .zero)
  }

  @Test func gramSumIsTheProduct() throws {
    let rows = try Matrix(rows: 5, columns: 4, values: (0..<20).map { sin(Double($0)) })
    var sum = GramSum(size: 3)
    rows.values.withUnsafeBufferPointer {
      sum.add($0.baseAddress!, count: 2, stride: 4)
      sum.add($0.baseAddress! + 8, count: 3, stride: 4)
    }
    let product = try Matrix.product(rows, rows, leftTransposed: true)
    for i in 0..<3 {
      for j in 0..<3 { #expect(abs(sum.matrix[i, j] - product[i, j]) < 1e-14) }
    }
  }
}
