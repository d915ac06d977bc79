import Foundation
import Mathematics

/// The free-energy difference of two states from work in both directions (Bennett's acceptance
/// ratio).
///
/// With f(x) = 1 / (1 + exp(x)) and M = ln(n_F / n_R), dF solves
/// sum_F f(M + w_F - dF) = sum_R f(-M + w_R + dF). Source: Bennett 1976, J. Comput. Phys. 22, 245;
/// Shirts, Bair, Hooker & Pande 2003, Phys. Rev. Lett. 91, 140601.
public struct Bennett: Hashable, Sendable {
  /// dF = f_1 - f_0 in nats.
  public let difference: Double
  /// Of independent works, in nats.
  public let standardError: Double
  /// How much the two states have in common, 0 to 1/2.
  public let overlap: NeighborOverlap

  /// - Parameters:
  ///   - forward: u_1 - u_0 in nats, of independent samples of state 0; plus infinity where a
  ///     sample cannot occur in state 1.
  ///   - reverse: u_0 - u_1 in nats, of samples of state 1.
  /// - Throws: `FreeEnergyError`: works missing, NaN or minus infinity; no overlap. The error that
  ///   the formula gives without overlap is far too small, so that none is given.
  /// - Complexity: O(works), some ten times.
  public init(forward: [Double], reverse: [Double]) throws(FreeEnergyError) {
    guard !forward.isEmpty && !reverse.isEmpty else {
      throw .invalid("work is needed in both directions: sample both states")
    }
    if (forward + reverse).contains(where: { $0.isNaN || $0 == -.infinity }) {
      throw .invalid("a work is NaN or minus infinity: check what made it")
    }
    guard forward.contains(where: \.isFinite) && reverse.contains(where: \.isFinite) else {
      throw .noOverlap(
        "no sample of one state can occur in the other: add states between them")
    }
    let equations = Equations(forward: forward, reverse: reverse)
    let difference = try equations.solve()
    let f = forward.map { logistic(-(equations.ratio + $0 - difference)) }
    let r = reverse.map { logistic(-(-equations.ratio + $0 + difference)) }
    let (meanF, squareF) = Self.moments(f)
    let (meanR, squareR) = Self.moments(r)
    let variance =
      (squareF / (meanF * meanF) - 1) / Double(f.count)
      + (squareR / (meanR * meanR) - 1) / Double(r.count)
    // Equal weights of the two states: each sample stands for 1 / (its density in the mixture).
    let shared = forward.map { equations.shared($0, difference) }
      + reverse.map { equations.shared(-$0, difference) }
    let sum = shared.reduce(0, +)
    let squares = shared.reduce(0) { $0 + $1 * $1 }
    overlap = NeighborOverlap(
      overlap: sum, effectiveSamples: squares > 0 ? sum * sum / squares : 0)
    guard overlap.isJoined && variance.isFinite else {
      throw .noOverlap(
        "the two states share too few samples (overlap \(rounded(overlap.overlap)) on"
          + " \(rounded(overlap.effectiveSamples)) effective samples; .03 on 10 are needed): add"
          + " states between them")
    }
    self.difference = difference
    standardError = max(0, variance).squareRoot()
  }

  private static func moments(_ values: [Double]) -> (mean: Double, square: Double) {
    let n = Double(values.count)
    return (values.reduce(0, +) / n, values.reduce(0) { $0 + $1 * $1 } / n)
  }

  private struct Equations {
    let forward: [Double]
    let reverse: [Double]
    /// M = ln(n_F / n_R).
    var ratio: Double { log(Double(forward.count)) - log(Double(reverse.count)) }

    /// ln of the left side less ln of the right side, which rises with dF, and its derivative.
    func value(_ difference: Double) -> (value: Double, slope: Double) {
      let left = side(forward.map { ratio + $0 - difference })
      let right = side(reverse.map { -ratio + $0 + difference })
      return (left.log - right.log, left.slope + right.slope)
    }

    /// ln sum f(x), and minus its derivative along x: the mean of 1 - f weighted by f.
    private func side(_ x: [Double]) -> (log: Double, slope: Double) {
      let logs = x.map { -log1pexp($0) }
      let total = logSumExp(logs)
      var slope = 0.0
      for (x, log) in zip(x, logs) where log > -.infinity {
        slope += exp(log - total) * logistic(x)
      }
      return (total, slope)
    }

    /// The root: a bracket that doubles, then Newton's steps kept inside it.
    func solve() throws(FreeEnergyError) -> Double {
      let finite = forward.filter(\.isFinite).map { $0 } + reverse.filter(\.isFinite).map { -$0 }
      var low = finite.min()! - abs(ratio) - 1
      var high = finite.max()! + abs(ratio) + 1
      var width = 1.0
      while value(low).value > 0 && width < 1e9 { (low, width) = (low - width, 2 * width) }
      width = 1
      while value(high).value < 0 && width < 1e9 { (high, width) = (high + width, 2 * width) }
      var x = (low + high) / 2
      for _ in 0..<300 {
        let (value, slope) = value(x)
        guard value.isFinite else { throw .stuck }
        if value == 0 { return x }
        if value < 0 { low = x } else { high = x }
        var next = slope > 0 ? x - value / slope : (low + high) / 2
        if !(next > low && next < high) { next = (low + high) / 2 }
        if abs(next - x) <= 1e-14 * max(1, abs(x)) { return next }
        x = next
      }
      throw .stuck
    }

    /// W_0 W_1 / (W_0 + W_1) of a sample with the given forward work.
    func shared(_ work: Double, _ difference: Double) -> Double {
      // W_0 = 1 / (n_F + n_R e^y) and W_1 = e^y W_0 with y = dF - w.
      let y = difference - work
      let (f, r) = (Double(forward.count), Double(reverse.count))
      let small = exp(-abs(y))
      return small / ((1 + small) * (y > 0 ? f * small + r : f + r * small))
    }
  }
}

/// A number for a sentence: three significant digits.
func rounded(_ value: Double) -> String { String(format: "%.3g", value) }
