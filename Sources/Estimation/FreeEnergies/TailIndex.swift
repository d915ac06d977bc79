import Foundation

/// How heavy the tail of importance weights is.
///
/// The shape k of a generalized Pareto law fitted to the largest weights: moments of order 1 / k
/// and beyond do not exist. Where k is large the few largest weights carry the sum, still larger
/// ones have not been met, and any standard error is too small. Source: Vehtari, Simpson, Gelman,
/// Yao & Gabry 2024, "Pareto smoothed importance sampling", J. Mach. Learn. Res. 25(72); the fit is
/// that of Zhang & Stephens 2009, Technometrics 51, 316, with the weak prior of the former.
enum TailIndex {
  /// - Parameter weights: not negative, in any order.
  /// - Returns: k; minus infinity where the largest weights are equal; nil with fewer than five in
  ///   the tail (25 weights), and where a quarter of the tail has one and the same weight.
  /// - Complexity: O(weights ln weights).
  static func estimate(_ weights: [Double]) -> Double? {
    let sorted = weights.sorted()
    let size = Double(sorted.count)
    let tail = Int(min(0.2 * size, 3 * size.squareRoot()))
    guard tail >= 5 else { return nil }
    let threshold = sorted[sorted.count - tail - 1]
    guard threshold > 0 else { return .infinity }
    let x = sorted.suffix(tail).map { $0 / threshold - 1 }
    guard x[tail - 1] > 1e-9 else { return -.infinity }
    let quartile = x[max(0, Int(Double(tail) / 4 + 0.5) - 1)]
    // A law with atoms, as that of counted answers: none of Pareto's.
    guard quartile > 1e-9 * x[tail - 1] else { return nil }
    let grid = 30 + Int(Double(tail).squareRoot())
    let count = Double(tail)
    let thetas: [Double] = (1...grid).map { j in
      let root: Double = (Double(grid) / (Double(j) - 0.5)).squareRoot()
      return 1 / x[tail - 1] + (1 - root) / (3 * quartile)
    }
    func shape(_ theta: Double) -> Double {
      var sum = 0.0
      for excess in x { sum += log1p(-theta * excess) }
      return sum / count
    }
    let logs: [Double] = thetas.map { theta in
      let k = shape(theta)
      return count * (log(-theta / k) - k - 1)
    }
    guard let largest = logs.filter(\.isFinite).max() else { return .infinity }
    var theta = 0.0
    var total = 0.0
    for (candidate, likelihood) in zip(thetas, logs) where likelihood.isFinite {
      theta += candidate * exp(likelihood - largest)
      total += exp(likelihood - largest)
    }
    theta /= total
    return (shape(theta) * count + 5) / (count + 10)
  }
}
