import Foundation
import Mathematics

/// The least value of MBAR's convex function, by Newton's method with a line search.
struct MixtureSolver<Energies: ReducedEnergies> {
  let pass: MixturePass<Energies>
  /// Newton steps until it is given up.
  var limit = 100
  /// The largest last Newton step, in nats. Near the solution a step leaves an error of about its
  /// square, so that the default leaves rounding only.
  var tolerance = 1e-8

  /// Solves sum_n w_n p_nk = N_k.
  ///
  /// Self-consistent steps f_k -= ln(sum_n p_nk / N_k) come first: they never overshoot. Newton's
  /// steps then halve their length until the function falls.
  ///
  /// - Parameters:
  ///   - start: a guess, [states].
  ///   - selfConsistentSteps: taken before Newton's.
  /// - Returns: f, [states], with f_0 = 0.
  /// - Throws: `FreeEnergyError.notConverged`; never an unconverged answer.
  /// - Complexity: each step is one pass; some five are enough from a fair start.
  func solve(from start: [Double], selfConsistentSteps: Int) throws(FreeEnergyError) -> [Double] {
    let states = pass.energies.states
    if states == 1 { return [0] }
    var f = start
    for _ in 0..<selfConsistentSteps {
      f = try selfConsistent(f, pass.sums(at: f, wantsGram: false))
    }
    var sums = pass.sums(at: f, wantsGram: true)
    for _ in 0..<limit {
      guard sums.objective.isFinite else { throw .stuck }
      guard let newton = step(sums) else {
        f = try selfConsistent(f, sums)
        sums = pass.sums(at: f, wantsGram: true)
        continue
      }
      if newton.largest <= tolerance {
        return zip(f, newton.step).map { $0 + $1 - f[0] - newton.step[0] }
      }
      (f, sums) = try advance(f, sums, newton)
    }
    throw .stuck
  }

  private struct NewtonStep {
    /// [states].
    let step: [Double]
    let largest: Double
    /// How fast the function falls along the step; twice what a full step would gain.
    let decrement: Double
  }

  /// Newton's step with the state of most samples held fixed: shifting all f alike changes nothing.
  ///
  /// The Hessian's diagonal is summed from its other elements, which keeps small connections
  /// between states exact. Returns nil where rounding leaves it indefinite.
  private func step(_ sums: MixturePass<Energies>.Sums) -> NewtonStep? {
    let states = pass.counts.count
    let fixed = pass.counts.indices.max { pass.counts[$0] < pass.counts[$1] }!
    let free = (0..<states).filter { $0 != fixed }
    var hessian = Matrix(rows: free.count, columns: free.count)
    var right = Matrix(rows: free.count, columns: 1)
    for (row, i) in free.enumerated() {
      right[row, 0] = pass.counts[i] - sums.shares[i]
      for (column, j) in free.enumerated() where j != i { hessian[row, column] = -sums.gram[i, j] }
      for j in 0..<states where j != i { hessian[row, row] += sums.gram[i, j] }
    }
    guard let solution = try? hessian.solvePositiveDefinite(right) else { return nil }
    var step = [Double](repeating: 0, count: states)
    var decrement = 0.0
    for (row, i) in free.enumerated() {
      step[i] = solution[row, 0]
      decrement += solution[row, 0] * right[row, 0]
    }
    // Asked of each: the larger of a number and NaN is the number.
    guard step.allSatisfy(\.isFinite) else { return nil }
    let largest = step.reduce(0) { max($0, abs($1)) }
    return NewtonStep(step: step, largest: largest, decrement: decrement)
  }

  private func advance(
    _ f: [Double], _ sums: MixturePass<Energies>.Sums, _ newton: NewtonStep
  ) throws(FreeEnergyError) -> ([Double], MixturePass<Energies>.Sums) {
    // A step beyond some tens of nats comes from a Hessian that is nearly flat there.
    var length = min(1, 30 / newton.largest)
    // Rounding in a sum of so many terms hides smaller gains.
    let slack = 1e-13 * (abs(sums.objective) + pass.counts.reduce(0, +))
    for _ in 0..<40 {
      let trial = zip(f, newton.step).map { $0 + length * $1 }
      let next = pass.sums(at: trial, wantsGram: true)
      if next.objective <= sums.objective - 1e-4 * length * newton.decrement + slack {
        return (trial, next)
      }
      length /= 2
    }
    throw .stuck
  }

  private func selfConsistent(
    _ f: [Double], _ sums: MixturePass<Energies>.Sums
  ) throws(FreeEnergyError) -> [Double] {
    let next = f.indices.map { f[$0] - log(sums.shares[$0] / pass.counts[$0]) }
    guard next.allSatisfy(\.isFinite) else { throw .stuck }
    return next
  }
}
