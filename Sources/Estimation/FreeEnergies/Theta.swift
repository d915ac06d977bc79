import Foundation
import Mathematics

/// The covariance of free energies, Theta = W'(I - W N W')^+ W, from W'W alone.
///
/// With B = W N^(1/2), B'B has the eigenvalue 1 at the vector N^(1/2) and sigma_j below 1 at v_j.
/// On the rest of the space (I - B B')^+ = I - 1 1'/N + sum_j B v_j v_j' B' / (1 - sigma_j), so
///
///     Theta = W'W - 1 1'/N + C' [sum_j v_j v_j' / (1 - sigma_j)] C
///
/// with C = N^(1/2) W'W in the rows of sampled states.
///
/// Nothing small is subtracted: I - B'B is a graph's Laplacian, whose diagonal is summed from its
/// other elements, and 1 - sigma_2 is the scalar overlap. The singular values of W, whose squares
/// would be lost in W'W, are not needed. The term 1 1'/N drops out of every difference and is left
/// out. Equal to the formula of Shirts & Chodera 2008, equation D6.
struct Theta {
  private let sampled: [Int]
  private let rootCounts: [Double]
  /// v_j / sqrt(1 - sigma_j) by column, [sampled, sampled - 1].
  private let factors: Matrix
  /// 1 - the second largest eigenvalue of the overlap matrix; 1 for one sampled state.
  let scalarOverlap: Double

  /// - Throws: `FreeEnergyError.noOverlap` where samples do not join the states.
  /// - Complexity: O(states^3).
  init(weightProducts: Matrix, counts: [Double]) throws(FreeEnergyError) {
    let sampled = counts.indices.filter { counts[$0] > 0 }
    let rootCounts = sampled.map { counts[$0].squareRoot() }
    let size = sampled.count
    var laplacian = Matrix(rows: size, columns: size)
    for (row, i) in sampled.enumerated() {
      for (column, j) in sampled.enumerated() where i != j {
        laplacian[row, column] = -rootCounts[row] * rootCounts[column] * weightProducts[i, j]
        laplacian[row, row] += counts[j] * weightProducts[i, j]
      }
    }
    guard let spectrum = try? laplacian.symmetricEigenvalues() else { throw .disconnected }
    var factors = Matrix(rows: size, columns: max(0, size - 1))
    for j in 1..<max(size, 1) {
      guard spectrum.values[j] > 1e-13 else { throw .disconnected }
      let scale = 1 / spectrum.values[j].squareRoot()
      for row in 0..<size { factors[row, j - 1] = spectrum.vectors[row, j] * scale }
    }
    self.sampled = sampled
    self.rootCounts = rootCounts
    self.factors = factors
    scalarOverlap = size > 1 ? spectrum.values[1] : 1
  }

  /// - Parameter products: W'W of states, in the order of `counts`, and of sets after them.
  /// - Returns: Theta up to a constant, of the same shape.
  /// - Complexity: O(columns^2 x states).
  func covariance(_ products: Matrix) -> Matrix {
    var scaled = Matrix(rows: sampled.count, columns: products.columns)
    for (row, i) in sampled.enumerated() {
      for column in 0..<products.columns {
        scaled[row, column] = rootCounts[row] * products[i, column]
      }
    }
    var result = products
    guard
      let projected = try? Matrix.product(factors, scaled, leftTransposed: true),
      let correction = try? Matrix.product(projected, projected, leftTransposed: true)
    else { preconditionFailure("shapes are fixed by the initializer") }
    for index in result.values.indices { result.values[index] += correction.values[index] }
    return result
  }
}
