import Foundation
import Mathematics

/// Log odds at strength zero of many resampled data sets at once.
///
/// With p_nk the shares of the data as they are, a resampled set with weights w_n and counts N'_k
/// has the denominators D_n = sum_k p_nk c_k, c_k = exp(change of f_k) N'_k / N_k, and the shares
/// c_k sum_n w_n p_nk / D_n. So one step of all sets is two matrix products, without exponentials.
/// Steps use the Hessian of the data as they are (Newton's chord method); the few sets it does not
/// settle are left to the caller.
package struct ResampledOdds {
  /// Shares of the states, then exp(-ln denominator) of A's samples and of B's, in blocks of
  /// [rows, states + 2].
  private let blocks: [Matrix]
  /// N_k, [states].
  private let counts: [Double]
  /// Without the row and column of the state held fixed, [states - 1, states - 1].
  private let hessian: Matrix
  private let free: [Int]
  private let freeEnergies: [Double]
  private let strengths: [Double]
  /// The least ln denominator of the samples, which the last two columns were scaled by.
  private let least: Double
  /// How often each sample counts in the data as they are; nil for once.
  private let weights: [Double]?

  /// Steps below this, in nats, end the search: far below how much replicates differ.
  private static let tolerance = 1e-3
  private static let blockRows = 512

  /// - Parameters:
  ///   - strengths, counts: of the states that were sampled, [states].
  ///   - scores: of all samples.
  ///   - freeEnergies: the solution for the data as they are, [states].
  ///   - labels: of the samples.
  ///   - weights: how often each sample counts, of any sign; nil for once.
  /// - Complexity: O(samples x states^2); holds samples x states numbers.
  package init(
    strengths: [Double], scores: [Double], counts: [Double], freeEnergies: [Double],
    labels: [SampleClass], weights: [Double]? = nil
  ) {
    let energies = TiltEnergies(strengths: strengths, scores: scores)
    let states = counts.count
    let pass = MixturePass(energies: energies, counts: counts, weights: weights)
    var logDenominators = [Double](repeating: 0, count: energies.samples)
    let sums = logDenominators.withUnsafeMutableBufferPointer {
      pass.sums(at: freeEnergies, wantsGram: true, logDenominators: $0.baseAddress)
    }
    let least = logDenominators.min() ?? 0
    self.least = least
    self.weights = weights
    self.freeEnergies = freeEnergies
    self.strengths = strengths
    let offsets = zip(freeEnergies, counts).map { $0 + log($1) }
    blocks = stride(from: 0, to: energies.samples, by: Self.blockRows).map { first in
      let rows = min(Self.blockRows, energies.samples - first)
      var block = Matrix(rows: rows, columns: states + 2)
      for row in 0..<rows {
        let n = first + row
        for k in 0..<states {
          block[row, k] = exp(
            offsets[k] - energies.energy(state: k, sample: n) - logDenominators[n])
        }
        let weight = exp(least - logDenominators[n])
        if labels[n] == .a { block[row, states] = weight }
        if labels[n] == .b { block[row, states + 1] = weight }
      }
      return block
    }
    self.counts = counts
    let fixed = counts.indices.max { counts[$0] < counts[$1] }!
    free = counts.indices.filter { $0 != fixed }
    var hessian = Matrix(rows: free.count, columns: free.count)
    for (row, i) in free.enumerated() {
      for (column, j) in free.enumerated() where j != i { hessian[row, column] = -sums.gram[i, j] }
      for j in counts.indices where j != i { hessian[row, row] += sums.gram[i, j] }
    }
    self.hessian = hessian
  }

  /// - Parameters:
  ///   - weights: w_n of every set, [samples, sets].
  ///   - setCounts: N'_k of every set, [sets][states].
  /// - Returns: ln P(A)/P(B) in nats of every set; nil where the steps did not settle, a state is
  ///   gone, or a class.
  /// - Complexity: O(sets x samples x states) a step, of which some five are enough.
  package func logOdds(weights: Matrix, setCounts: [[Double]]) -> [Double?] {
    let sets = weights.columns
    let states = counts.count
    var factors = Matrix(rows: states + 2, columns: sets)
    for set in 0..<sets {
      for k in 0..<states { factors[k, set] = setCounts[set][k] / counts[k] }
    }
    var result = [Double?](repeating: nil, count: sets)
    var unsettled = Set((0..<sets).filter { !setCounts[$0].contains(0) })
    for _ in 0..<12 where !unsettled.isEmpty {
      let sums = sums(factors, weights)
      var right = Matrix(rows: free.count, columns: sets)
      for (row, k) in free.enumerated() {
        for set in 0..<sets {
          right[row, set] = setCounts[set][k] - factors[k, set] * sums[k, set]
        }
      }
      guard let step = try? hessian.solvePositiveDefinite(right) else { return result }
      for set in unsettled {
        // Also ends a set that runs away: NaN and growing steps never come back.
        guard free.indices.allSatisfy({ abs(step[$0, set]) < 5 }) else {
          unsettled.remove(set)
          continue
        }
        let largest = free.indices.reduce(0) { max($0, abs(step[$1, set])) }
        for (row, k) in free.enumerated() { factors[k, set] *= exp(step[row, set]) }
        if largest > Self.tolerance { continue }
        unsettled.remove(set)
        let value = log(sums[states, set]) - log(sums[states + 1, set])
        result[set] = value.isFinite ? value : nil
      }
    }
    return result
  }

  /// What each sample adds to ln P(A)/P(B) of the data as they are, in nats, [samples].
  ///
  /// With h_k = f_k + ln N_k the equations are sum_n p_nk = N_k, so that one more sample of state s
  /// moves h by J^+ (e_s - p_n), J_kl = sum_n p_nk (delta_kl - p_nl), and the log odds by
  ///
  ///     psi_n = W_nA - W_nB - q' J^+ (e_s - p_n),  q_k = sum_n (W_nA - W_nB) p_nk.
  ///
  /// Independent samples give the variance sum_n psi_n^2; correlated ones that of the series psi.
  ///
  /// - Parameters:
  ///   - scores: of all samples, those of the first state first.
  ///   - labels: of all samples.
  /// - Returns: in their order; nil where the equations leave J singular.
  /// - Complexity: O(samples x states).
  package func influence(scores: [Double], labels: [SampleClass]) -> [Double]? {
    let states = counts.count
    func weight(_ n: Int) -> Double { weights.map { $0[n] } ?? 1 }
    var totals = [0.0, 0.0]
    var first = 0
    for block in blocks {
      for row in 0..<block.rows {
        totals[0] += weight(first + row) * block[row, states]
        totals[1] += weight(first + row) * block[row, states + 1]
      }
      first += block.rows
    }
    var right = Matrix(rows: free.count, columns: 1)
    first = 0
    for block in blocks {
      for row in 0..<block.rows {
        let difference =
          weight(first + row)
          * (block[row, states] / totals[0] - block[row, states + 1] / totals[1])
        for (index, k) in free.enumerated() { right[index, 0] += difference * block[row, k] }
      }
      first += block.rows
    }
    guard let response = try? hessian.solvePositiveDefinite(right) else { return nil }
    var pull = [Double](repeating: 0, count: states)
    for (index, k) in free.enumerated() { pull[k] = response[index, 0] }
    let energies = TiltEnergies(strengths: strengths, scores: scores)
    let pass = MixturePass(energies: energies, counts: counts, weights: nil)
    let offsets = paddedVectors(
      zip(freeEnergies, counts).map { $0 + log($1) }, padding: -.infinity)
    let pulls = paddedVectors(pull, padding: 0)
    var row = offsets
    var (state, end) = (0, Int(counts[0]))
    return scores.indices.map { n in
      while n == end {
        state += 1
        end += Int(counts[state])
      }
      let logDenominator = offsets.withUnsafeBufferPointer { offsets in
        row.withUnsafeMutableBufferPointer {
          pass.normalize(n, offsets.baseAddress!, $0.baseAddress!)
        }
      }
      let carried = exp(least - logDenominator)
      let own =
        labels[n] == .a ? carried / totals[0] : labels[n] == .b ? -carried / totals[1] : 0
      var moved = SIMD4<Double>.zero
      for vector in row.indices { moved += pulls[vector] * row[vector] }
      return own - (pull[state] - moved.sum())
    }
  }

  /// sum_n p_nk w_n / D_n, [states + 2, sets].
  private func sums(_ factors: Matrix, _ weights: Matrix) -> Matrix {
    var total = Matrix(rows: factors.rows, columns: factors.columns)
    var first = 0
    for block in blocks {
      guard var ratios = try? Matrix.product(block, factors) else {
        preconditionFailure("blocks have as many columns as there are factors")
      }
      weights.values.withUnsafeBufferPointer { weights in
        ratios.values.withUnsafeMutableBufferPointer { ratios in
          let offset = first * factors.columns
          for index in ratios.indices { ratios[index] = weights[offset + index] / ratios[index] }
        }
      }
      guard let sums = try? Matrix.product(block, ratios, leftTransposed: true) else {
        preconditionFailure("both have the block's rows")
      }
      for index in sums.values.indices { total.values[index] += sums.values[index] }
      first += block.rows
    }
    return total
  }
}
