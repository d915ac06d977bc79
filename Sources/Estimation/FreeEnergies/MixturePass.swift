import Foundation
import Mathematics

/// One walk over all samples: how the mixture of the states shares each sample out among them.
///
/// p_nk = N_k exp(f_k - u_kn) / sum_j N_j exp(f_j - u_jn), so sum_k p_nk = 1. The function whose
/// least value solves the equations of MBAR, its gradient and its Hessian are sums over samples:
///
///     F = sum_n w_n ln sum_k N_k exp(f_k - u_kn) - sum_k N_k f_k
///     dF/df_k = sum_n w_n p_nk - N_k
///     d2F/df_k df_j = delta_kj sum_n w_n p_nk - sum_n w_n p_nk p_nj
///
/// F is convex (Shirts & Chodera 2008, appendix C; Tan 2004). Samples go in blocks that stay in the
/// cache, so memory does not grow with states times samples.
struct MixturePass<Energies: ReducedEnergies> {
  let energies: Energies
  /// N_k, [states], all positive; those of the weighted samples.
  let counts: [Double]
  /// w_n, [samples], of any sign; nil for 1 each.
  let weights: [Double]?

  struct Sums {
    var objective = 0.0
    /// sum_n w_n p_nk, [states].
    var shares: [Double]
    /// sum_n w_n p_nk p_nj, [states, states]; empty unless asked for.
    var gram: Matrix
  }

  /// - Parameters:
  ///   - freeEnergies: f, [states], finite.
  ///   - wantsGram: whether the Hessian's matrix is summed too.
  ///   - logDenominators: takes ln sum_k N_k exp(f_k - u_kn), [samples], if given.
  /// - Complexity: O(samples x states) exponentials, and O(samples x states^2) for the Hessian.
  func sums(
    at freeEnergies: [Double], wantsGram: Bool,
    logDenominators: UnsafeMutablePointer<Double>? = nil
  ) -> Sums {
    let states = energies.states
    let vectors = energies.vectors
    let offsets = paddedVectors(
      zip(freeEnergies, counts).map { $0 + log($1) }, padding: -.infinity)
    var row = [SIMD4<Double>](repeating: .zero, count: vectors)
    var shares = [SIMD4<Double>](repeating: .zero, count: vectors)
    var gram = SignedGramSum(size: states, vectors: vectors)
    var objective = 0.0
    offsets.withUnsafeBufferPointer { offsets in
      row.withUnsafeMutableBufferPointer { row in
        let row = row.baseAddress!
        for n in 0..<energies.samples {
          let weight = weights.map { $0[n] } ?? 1
          if weight == 0 && logDenominators == nil { continue }
          let logDenominator = normalize(n, offsets.baseAddress!, row)
          logDenominators?[n] = logDenominator
          objective += weight * logDenominator
          for vector in 0..<vectors { shares[vector] += row[vector] * weight }
          if wantsGram { gram.add(row, weight: weight) }
        }
      }
    }
    for k in 0..<states { objective -= counts[k] * freeEnergies[k] }
    return Sums(
      objective: objective, shares: (0..<states).map { shares[$0 / 4][$0 % 4] },
      gram: wantsGram ? gram.finish() : Matrix(rows: 0, columns: 0))
  }

  /// ln sum_k N_k exp(f_k - u_kn), [samples].
  ///
  /// - Complexity: O(samples x states) exponentials.
  func logDenominators(at freeEnergies: [Double]) -> [Double] {
    [Double](unsafeUninitializedCapacity: energies.samples) { buffer, count in
      _ = sums(at: freeEnergies, wantsGram: false, logDenominators: buffer.baseAddress)
      count = energies.samples
    }
  }

  /// Writes p_nk of one sample and returns the logarithm of its denominator.
  @inline(__always)
  func normalize(
    _ n: Int, _ offsets: UnsafePointer<SIMD4<Double>>, _ row: UnsafeMutablePointer<SIMD4<Double>>
  ) -> Double {
    let vectors = energies.vectors
    let largest = energies.writeExponents(ofSample: n, offsets: offsets, to: row).max()
    var sums = SIMD4<Double>.zero
    for vector in 0..<vectors {
      let terms = vectorExponential(row[vector] - largest)
      row[vector] = terms
      sums += terms
    }
    let sum = sums.sum()
    let inverse = 1 / sum
    for vector in 0..<vectors { row[vector] *= inverse }
    return largest + log(sum)
  }
}
