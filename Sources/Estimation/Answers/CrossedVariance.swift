import Foundation
import Mathematics

/// The variance of L at the answer grain where runs and inputs are both drawn.
///
/// Runs are nested in their clusters (bases where there are any, else each run is one), and inputs
/// are crossed with both. L = ln(mean share of A) - ln(mean share of B) is, to first order, the sum
/// over clusters c and inputs i of z_ci = (a_ci / mean a - b_ci / mean b) / (clusters x inputs),
/// where a_ci is the share of the cluster's runs that answer the input as A does. Sums of z by
/// cluster, by input and by both give three variances; new runs on new inputs vary by the first and
/// second together less the third, which both of them hold.
///
/// Source: Cameron, Gelbach & Miller 2011, "Robust inference with multiway clustering", equation
/// 2.8; Student's quantile at the smaller number of clusters and inputs less one.
public struct CrossedVariance: Hashable, Sendable {
  public let clusters: Int
  /// Inputs, or groups of inputs where these are the unit.
  public let inputs: Int
  /// Mean over clusters of the share of answers that are A's, and that are B's.
  public let meanA: Double
  public let meanB: Double
  /// Variance of L in nats squared for new clusters and these inputs; NaN where a policy never came
  /// up.
  public let byCluster: Double
  /// For new inputs and these clusters.
  public let byInput: Double
  /// What pairs of a cluster and an input contribute to both.
  public let byPair: Double
  /// How many inputs carry each policy's answers (Kish 1965).
  public let effectiveA: Double
  public let effectiveB: Double

  /// From independent runs.
  ///
  /// - Parameters:
  ///   - moments: of the runs' numbers of inputs answered as A and as B.
  ///   - inputsA: per input, the runs that answered as A; `inputsB` as B.
  ///   - groups: per input, the group that it belongs to, from 0 on; nil where inputs are the unit.
  ///   - pairs: where there are groups, sums over runs and groups of (inputs of the group answered
  ///     as A)^2, of A times B, and of B^2.
  /// - Returns: nil without runs or inputs, or where `pairs` is missing.
  /// - Complexity: O(inputs).
  public init?(
    _ moments: ShareMoments, inputsA: [Int], inputsB: [Int], groups: [Int]? = nil,
    pairs: (aa: Int, ab: Int, bb: Int)? = nil
  ) {
    guard moments.runs > 0, moments.inputs == inputsA.count, inputsA.count == inputsB.count,
      !inputsA.isEmpty, groups == nil || pairs != nil
    else { return nil }
    let runs = Double(moments.runs)
    // An input is answered in one way: its squares are its counts, and A times B is nothing.
    let squares = pairs ?? (moments.sumA, 0, moments.sumB)
    self.init(
      clusters: moments.runs, meanA: moments.meanA, meanB: moments.meanB,
      byCluster: RatioOfMeans(moments).variance,
      inputsA: Self.sums(inputsA.map { Double($0) / runs }, groups),
      inputsB: Self.sums(inputsB.map { Double($0) / runs }, groups), count: inputsA.count
    ) { meanA, meanB in
      let whole = runs * Double(inputsA.count)
      return (Double(squares.aa) / (meanA * meanA) - 2 * Double(squares.ab) / (meanA * meanB)
        + Double(squares.bb) / (meanB * meanB)) / (whole * whole)
    }
  }

  /// From runs in clusters that share a base.
  ///
  /// - Parameters:
  ///   - clusters: of each its runs, and per input those that answered as A and as B; clusters
  ///     without runs are left out.
  ///   - groups: as above.
  /// - Returns: nil where there are none.
  /// - Complexity: O(clusters x inputs).
  public init?(
    clusters: [(runs: Int, inputsA: [Int], inputsB: [Int])], groups: [Int]? = nil
  ) {
    let used = clusters.filter { $0.runs > 0 }
    guard let count = used.first?.inputsA.count, count > 0,
      used.allSatisfy({ $0.inputsA.count == count && $0.inputsB.count == count })
    else { return nil }
    let sharesA = used.map { one in
      Self.sums(one.inputsA.map { Double($0) / Double(one.runs) }, groups)
    }
    let sharesB = used.map { one in
      Self.sums(one.inputsB.map { Double($0) / Double(one.runs) }, groups)
    }
    let number = Double(used.count)
    func means(_ shares: [[Double]]) -> [Double] {
      shares[0].indices.map { input in shares.reduce(0) { $0 + $1[input] } / number }
    }
    let (inputsA, inputsB) = (means(sharesA), means(sharesB))
    var ratio = RatioOfMeans()
    for (a, b) in zip(sharesA, sharesB) {
      ratio.add(
        shareA: a.reduce(0, +) / Double(count), shareB: b.reduce(0, +) / Double(count))
    }
    self.init(
      clusters: used.count, meanA: ratio.sumA / number, meanB: ratio.sumB / number,
      byCluster: ratio.variance, inputsA: inputsA, inputsB: inputsB, count: count
    ) { meanA, meanB in
      let whole = number * Double(count)
      var sum = 0.0
      for (a, b) in zip(sharesA, sharesB) {
        for input in a.indices {
          let z = (a[input] / meanA - b[input] / meanB) / whole
          sum += z * z
        }
      }
      return sum
    }
  }

  /// - Parameters:
  ///   - inputsA: per unit of inputs, the sum over its inputs of the mean share answered as A.
  ///   - count: inputs.
  ///   - squares: the sum over pairs of z^2, from both means.
  private init(
    clusters: Int, meanA: Double, meanB: Double, byCluster: Double, inputsA: [Double],
    inputsB: [Double], count: Int, squares: (Double, Double) -> Double
  ) {
    self.clusters = clusters
    inputs = inputsA.count
    self.meanA = meanA
    self.meanB = meanB
    effectiveA = Self.effective(inputsA)
    effectiveB = Self.effective(inputsB)
    guard meanA > 0, meanB > 0 else {
      (self.byCluster, byInput, byPair) = (.nan, .nan, .nan)
      return
    }
    self.byCluster = byCluster
    let units = Double(inputs)
    let sum = zip(inputsA, inputsB).reduce(0) { sum, pair in
      let z = (pair.0 / meanA - pair.1 / meanB) / Double(count)
      return sum + z * z
    }
    byInput = sum * units / (units - 1)
    let pairs = units * Double(clusters)
    byPair = squares(meanA, meanB) * pairs / (pairs - 1)
  }

  private static func sums(_ values: [Double], _ groups: [Int]?) -> [Double] {
    guard let groups else { return values }
    var sums = [Double](repeating: 0, count: (groups.max() ?? -1) + 1)
    for (value, group) in zip(values, groups) { sums[group] += value }
    return sums
  }

  private static func effective(_ values: [Double]) -> Double {
    let squares = values.reduce(0) { $0 + $1 * $1 }
    let sum = values.reduce(0, +)
    return squares > 0 ? sum * sum / squares : 0
  }

  /// Variance of L in nats squared for new clusters and new inputs; where the three parts come to
  /// nothing or less, the larger of the first two.
  public var variance: Double {
    let sum = byCluster + byInput - byPair
    return sum > 0 ? sum : max(byCluster, byInput)
  }

  /// What drawing other inputs adds to the variance of L; at least 0.
  public var addedByInputs: Double { max(0, byInput - byPair) }

  /// Student's degrees of freedom.
  public var degrees: Int { min(clusters, inputs) - 1 }

  func quantile(_ level: Double) -> Double {
    let tail = (1 - level) / 2
    return studentQuantile(Tails(lower: 1 - tail, upper: tail), degrees: Double(degrees))
  }

  var details: [Detail] {
    byCluster.isFinite && byInput.isFinite && byPair.isFinite
      ? [
        Detail("variance_by_cluster", .number(byCluster)),
        Detail("variance_by_input", .number(byInput)),
        Detail("variance_by_pair", .number(byPair)),
        Detail("input_units", .number(Double(inputs))),
      ] : [Detail("input_units", .number(Double(inputs)))]
  }
}
