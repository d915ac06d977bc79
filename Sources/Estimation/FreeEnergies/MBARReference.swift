import Foundation
import Mathematics

/// MBAR written as the paper has it: slow, clear, and what the fast form is held to.
///
/// Self-consistent iteration on a table of energies and the singular value decomposition of the
/// full matrix of weights. For tests and small problems: it holds
/// samples x states numbers several times.
public struct MBARReference: Sendable {
  /// f_k in nats, [states]; the first is 0.
  public let freeEnergies: [Double]
  /// W_nk, [samples, states].
  public let weights: Matrix
  /// Theta, [states, states].
  public let covariance: Matrix

  /// - Parameters:
  ///   - energies: u_k(x_n) in nats, [samples, states].
  ///   - counts: samples of each state.
  ///   - limit: of iterations.
  /// - Throws: `FreeEnergyError.notConverged`.
  /// - Complexity: O(samples x states) an iteration, of which poor overlap needs thousands.
  public init(energies: Matrix, counts: [Int], limit: Int = 200_000) throws(FreeEnergyError) {
    let states = counts.count
    let samples = energies.rows
    var f = [Double](repeating: 0, count: states)
    func logDenominators(_ f: [Double]) -> [Double] {
      (0..<samples).map { n in
        logSumExp(
          (0..<states).filter { counts[$0] > 0 }.map {
            log(Double(counts[$0])) + f[$0] - energies[n, $0]
          })
      }
    }
    var change = Double.infinity
    var iterations = 0
    while change > 1e-13 {
      if iterations == limit { throw .stuck }
      let denominators = logDenominators(f)
      let next = (0..<states).map { k in
        -logSumExp((0..<samples).map { -energies[$0, k] - denominators[$0] })
      }
      change = (0..<states).map { abs(next[$0] - next[0] - f[$0]) }.max() ?? 0
      f = next.map { $0 - next[0] }
      iterations += 1
    }
    let denominators = logDenominators(f)
    var weights = Matrix(rows: samples, columns: states)
    for n in 0..<samples {
      for k in 0..<states { weights[n, k] = exp(f[k] - energies[n, k] - denominators[n]) }
    }
    freeEnergies = f
    self.weights = weights
    do {
      covariance = try Self.covariance(weights, counts)
    } catch {
      throw .stuck
    }
  }

  /// V S (I - S V' N V S)^+ S V' with W = U S V' (Shirts & Chodera 2008, equation D9).
  private static func covariance(_ weights: Matrix, _ counts: [Int]) throws(MatrixError) -> Matrix {
    let decomposition = try weights.singularValues()
    let size = counts.count
    var vs = decomposition.rightTransposed.transposed
    for i in 0..<size {
      for j in 0..<size { vs[i, j] *= decomposition.values[j] }
    }
    var scaled = vs
    for i in 0..<size {
      for j in 0..<size { scaled[i, j] *= Double(counts[i]) }
    }
    var inner = try Matrix.product(vs, scaled, leftTransposed: true)
    for i in 0..<size {
      for j in 0..<size { inner[i, j] = (i == j ? 1 : 0) - inner[i, j] }
    }
    let spectrum = try inner.symmetricEigenvalues()
    var inverse = spectrum.vectors
    for i in 0..<size {
      for j in 0..<size {
        inverse[i, j] *= spectrum.values[j] > 1e-10 ? 1 / spectrum.values[j] : 0
      }
    }
    let pseudoinverse = try Matrix.product(inverse, spectrum.vectors, rightTransposed: true)
    return try Matrix.product(Matrix.product(vs, pseudoinverse), vs, rightTransposed: true)
  }
}
