import Foundation
import Mathematics

/// Curves of one link with bends of every size, fitted to counts at strengths.
///
/// With working response y and weights W about an expansion, and S = W^-1 + t_s^2 C_s + t_k^2 C_k,
/// all is normal given the sizes t. Square roots of W make the noise white; a rotation parts the
/// line's two directions from the rest, in which the eigenvectors of C_s make every size of the
/// smooth part diagonal; the kink is a change of rank one. So a size costs O(strengths), after one
/// decomposition.
///
/// Source: restricted likelihood (Patterson & Thompson 1971); kriging with a linear drift; Firth
/// 1993 for the pseudo-hits, whose share of a cell is its leverage.
package struct BendFit: Sendable {
  /// One pair of sizes.
  struct Component: Sendable {
    let smooth: Int
    let kink: Int
    /// t_s^2 and t_k^2.
    let squares: (smooth: Double, kink: Double)
    /// ln of the restricted likelihood, comparable between links.
    let logEvidence: Double
    /// ln of the chance beforehand, by promise.
    let logChances: [Double]
  }

  let link: DoseLink
  let geometry: BendGeometry
  let a: [Double]
  let b: [Double]
  private let noSmooth: BendSizes.NoBend
  private(set) var components: [Component] = []
  /// Mean predictor over sizes, weighted as the statistical interval weighs them, [strengths].
  private(set) var predictors: [Double]
  /// How many parameters the mean curve follows the counts with.
  private(set) var followed = 0.0

  // About the last expansion.
  private(set) var roots: [Double] = []  // square roots of W
  private(set) var working: [Double] = []  // roots x working response, with pseudo-hits
  private(set) var expansion: [Double] = []
  private(set) var pseudo: [Double]
  private(set) var line: [SIMD2<Double>] = []  // W^1/2 X (X'WX)^-1
  private(set) var covariance = Matrix(rows: 0, columns: 0)  // W^1/2 C_s W^1/2
  private(set) var directions = Matrix(rows: 0, columns: 0)  // [strengths, strengths - 2]
  private(set) var values: [Double] = []  // eigenvalues of C_s, [strengths - 2]
  private(set) var kinks: [Double] = []  // of the kink along the directions
  private(set) var residuals: [Double] = []  // along the directions, with pseudo-hits

  private static let rounds = 5
  /// Nats beyond which an expansion is not moved.
  private static let farthest = 25.0
  /// ln of the slope of the predictor per nat at P = 1/2, twice: lines in nats are equally likely
  /// beforehand whatever the link.
  private static let logSlopes: [DoseLink: Double] = [
    .logit: 0, .probit: 2 * log(0.6266570686577501),
    .complementaryLogLog: 2 * log(0.7213475204444817), .logLog: 2 * log(0.7213475204444817),
  ]

  /// - Parameters:
  ///   - counts: hits at each strength, for what they are worth; not negative.
  ///   - start: a line to begin from.
  ///   - target: the strength whose log odds are wanted, which sets what a kink costs.
  ///   - noSmooth: the chance beforehand that there is no smooth bend.
  /// - Returns: nil where the strengths do not carry a line.
  /// - Complexity: O(strengths^3 x rounds).
  init?(
    _ geometry: BendGeometry, a: [Double], b: [Double], link: DoseLink, start: FirthLogit.Line,
    target: Double, noSmooth: BendSizes.NoBend
  ) {
    self.noSmooth = noSmooth
    self.geometry = geometry
    self.link = link
    (self.a, self.b) = (a, b)
    pseudo = [Double](repeating: 0, count: a.count)
    predictors = a.indices.map { i in
      let expected = logistic(start.logOdds(at: geometry.places[i] * geometry.scale))
      let share = 4.0
      let odds = log(a[i] + share * expected + 1e-9) - log(b[i] + share * (1 - expected) + 1e-9)
      return link.predictor(logOdds: min(max(odds, -Self.farthest), Self.farthest))
    }
    for round in 0..<Self.rounds {
      guard expand(target: target / geometry.scale) else {
        return nil
      }
      let moved = zip(zip(predictors, expansion), roots).reduce(0) {
        max($0, abs($1.0.0 - $1.0.1) * $1.1)
      }
      if round > 0 && moved < 1e-4 { break }
    }
  }

  /// Expands about the mean curve and finds the next one.
  mutating func expand(target: Double) -> Bool {
    let count = a.count
    expansion = predictors
    var logLikelihood = 0.0
    var raw = [Double](repeating: 0, count: count)
    roots = raw
    working = raw
    var misfit = 0.0
    for i in 0..<count {
      let point = link.point(expansion[i])
      let weight = (a[i] + b[i]) * point.weight
      if a[i] > 0 { logLikelihood += a[i] * point.logA }
      if b[i] > 0 { logLikelihood += b[i] * point.logB }
      guard weight > 1e-12, weight.isFinite else { continue }
      roots[i] = weight.squareRoot()
      let score = a[i] * point.slopeA + b[i] * point.slopeB
      let half = pseudo[i] / 2
      raw[i] = roots[i] * expansion[i] + score / roots[i]
      working[i] = raw[i] + half * (point.slopeA + point.slopeB) / roots[i]
      misfit += score * score / weight
    }
    guard let logDeterminant = rotate() else { return false }
    let rawResiduals = along(raw)
    residuals = along(working)
    let cost = kinkCost(target)
    let relativeError = self.relativeError
    let noSmooth = self.noSmooth.chance(relativeError: relativeError)
    let noKink =
      BendSizes.between.chance(relativeError: relativeError) * BendSizes.noKink(cost: cost)
    let canBend = !values.isEmpty && values.last! > 0
    let smoothUnit = canBend ? 1 / values.last! : 0
    let kinkSquare = kinks.reduce(0) { $0 + $1 * $1 }
    let hasKink = kinkSquare > 0
    let base =
      logLikelihood + 0.5 * misfit - 0.5 * logDeterminant - (Self.logSlopes[link] ?? 0)
    components = []
    var inverse = [Double](repeating: 1, count: values.count)
    for (s, smoothSize) in BendSizes.all.enumerated() {
      if s > 0 && !canBend { break }
      let smooth = smoothSize * smoothSize * smoothUnit
      var (logs, fit, cross, own) = (0.0, 0.0, 0.0, 0.0)
      for j in values.indices {
        let spread = 1 + smooth * values[j]
        inverse[j] = 1 / spread
        logs += log(spread)
        fit += rawResiduals[j] * rawResiduals[j] * inverse[j]
        if hasKink {
          cross += rawResiduals[j] * kinks[j] * inverse[j]
          own += kinks[j] * kinks[j] * inverse[j]
        }
      }
      for (k, kinkSize) in BendSizes.all.enumerated() {
        if k > 0 && !hasKink { break }
        if s > 0 && k > 0,
          max(smoothSize / kinkSize, kinkSize / smoothSize) > BendSizes.farthestPair
        {
          continue
        }
        let kink = k == 0 ? 0 : kinkSize * kinkSize / kinkSquare
        let grown = 1 + kink * own
        components.append(
          Component(
            smooth: s, kink: k, squares: (smooth, kink),
            logEvidence: base - 0.5 * (logs + log(grown))
              - 0.5 * (fit - kink * cross * cross / grown),
            logChances: BendSizes.Promise.allCases.map {
              BendSizes.logChance(
                s, none: noSmooth, isPossible: canBend, promise: $0)
                + BendSizes.logChance(k, none: noKink, isPossible: hasKink, promise: $0)
            }))
      }
    }
    moveToMean()
    return components.allSatisfy { $0.logEvidence.isFinite }
  }

  /// Householder's reflections part the line from the rest; then the smooth part's directions.
  ///
  /// - Returns: ln |X'WX|; nil where there is no line.
  private mutating func rotate() -> Double? {
    let count = a.count
    let x = geometry.places.map { $0 - geometry.middle }
    var (w0, w1, w2) = (0.0, 0.0, 0.0)
    for i in 0..<count {
      let w = roots[i] * roots[i]
      w0 += w
      w1 += w * x[i]
      w2 += w * x[i] * x[i]
    }
    guard w0 > 0 else { return nil }
    let mean = w1 / w0
    var spread = 0.0
    for i in 0..<count { spread += roots[i] * roots[i] * (x[i] - mean) * (x[i] - mean) }
    guard spread > 1e-14 * w2, spread > 0 else { return nil }
    // Orthonormal columns of W^1/2 X.
    let first = roots.map { $0 / w0.squareRoot() }
    let second = zip(roots, x).map { $0 * ($1 - mean) / spread.squareRoot() }
    line = (0..<count).map { i in
      // Value and slope at the middle from orthonormal coordinates.
      let slope = second[i] / spread.squareRoot()
      return SIMD2(first[i] / w0.squareRoot() - mean * slope, slope)
    }
    covariance = geometry.smooth
    for i in 0..<count {
      for j in 0..<count { covariance[i, j] *= roots[i] * roots[j] }
    }
    let free = count - 2
    guard free > 0 else {
      (values, kinks) = ([], [])
      directions = Matrix(rows: count, columns: 0)
      return log(w0) + log(spread)
    }
    let reflections = Reflections(first, second)
    // The free block of the reflected covariance.
    var rotated = covariance
    for j in 0..<count {
      var column = (0..<count).map { rotated[$0, j] }
      reflections.apply(&column)
      for i in 0..<count { rotated[i, j] = column[i] }
    }
    for i in 0..<count {
      var row = (0..<count).map { rotated[i, $0] }
      reflections.apply(&row)
      for j in 0..<count { rotated[i, j] = row[j] }
    }
    var block = Matrix(rows: free, columns: free)
    for i in 0..<free {
      for j in 0..<free { block[i, j] = (rotated[i + 2, j + 2] + rotated[j + 2, i + 2]) / 2 }
    }
    guard block.values.allSatisfy(\.isFinite), let eigen = try? block.symmetricEigenvalues() else {
      return nil
    }
    values = eigen.values.map { max(0, $0) }
    directions = Matrix(rows: count, columns: free)
    for j in 0..<free {
      var column = [0, 0] + (0..<free).map { eigen.vectors[$0, j] }
      reflections.applyBack(&column)
      for i in 0..<count { directions[i, j] = column[i] }
    }
    kinks = geometry.kink.map { kink in along(zip(kink, roots).map(*)) } ?? []
    let size = (geometry.kink ?? []).enumerated().reduce(0) {
      $0 + $1.element * $1.element * roots[$1.offset] * roots[$1.offset]
    }
    if kinks.reduce(0, { $0 + $1 * $1 }) <= 1e-20 * size { kinks = [] }
    return log(w0) + log(spread)
  }

  /// The error of the line's slope over the slope.
  private var relativeError: Double {
    var (slope, variance) = (0.0, 0.0)
    for i in line.indices {
      slope += line[i].y * working[i]
      variance += line[i].y * line[i].y
    }
    return variance.squareRoot() / abs(slope)
  }

  /// Variance of the line's value at a place with a kink fitted, over that without; at least 1.
  private func kinkCost(_ target: Double) -> Double {
    let square = kinks.reduce(0) { $0 + $1 * $1 }
    guard square > 0, let kink = geometry.kink else { return 1 }
    let weights = lineWeights(target)
    var (own, left) = (0.0, abs(target))
    for i in weights.indices {
      own += weights[i] * weights[i]
      left -= weights[i] * roots[i] * kink[i]
    }
    return 1 + left * left / (square * own)
  }

  /// What each whitened response adds to the line's value at a place, [strengths].
  func lineWeights(_ place: Double) -> [Double] {
    line.map { $0[0] + $0[1] * (place - geometry.middle) }
  }

  func along(_ vector: [Double]) -> [Double] {
    (0..<values.count).map { j in
      var sum = 0.0
      for i in vector.indices { sum += directions[i, j] * vector[i] }
      return sum
    }
  }

  /// Inverse of the spread of the residuals times a vector, along the directions.
  func solved(_ component: Component, _ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: values.count)
    var (own, cross) = (0.0, 0.0)
    let hasKink = component.squares.kink > 0
    for j in values.indices {
      let inverse = 1 / (1 + component.squares.smooth * values[j])
      result[j] = vector[j] * inverse
      if hasKink {
        own += kinks[j] * kinks[j] * inverse
        cross += kinks[j] * result[j]
      }
    }
    if hasKink {
      let factor = component.squares.kink * cross / (1 + component.squares.kink * own)
      for j in values.indices {
        result[j] -= factor * kinks[j] / (1 + component.squares.smooth * values[j])
      }
    }
    return result
  }

  func back(_ vector: [Double]) -> [Double] {
    (0..<roots.count).map { i in
      var sum = 0.0
      for j in vector.indices { sum += directions[i, j] * vector[j] }
      return sum
    }
  }

  /// The mean curve over sizes, and the pseudo-hits of the next expansion.
  private mutating func moveToMean() {
    let logs = components.map { $0.logEvidence + $0.logChances[0] }
    let total = logSumExp(logs)
    var mean = [Double](repeating: 0, count: values.count)
    var inverse = mean
    var kinkCoefficients = [Double](repeating: 0, count: BendSizes.all.count)
    for (component, weight) in zip(components, logs) {
      let share = exp(weight - total)
      if share < 1e-6 { continue }
      let solution = solved(component, residuals)
      var own = 0.0
      for j in values.indices {
        let v = 1 / (1 + component.squares.smooth * values[j])
        mean[j] += share * solution[j]
        inverse[j] += share * v
        if component.squares.kink > 0 { own += kinks[j] * kinks[j] * v }
      }
      if component.squares.kink > 0 {
        kinkCoefficients[component.smooth] +=
          share * component.squares.kink / (1 + component.squares.kink * own)
      }
    }
    let left = back(mean)
    var leverage = [Double](repeating: 1, count: roots.count)
    for i in roots.indices {
      for j in values.indices { leverage[i] -= directions[i, j] * directions[i, j] * inverse[j] }
    }
    for (s, coefficient) in kinkCoefficients.enumerated() where coefficient > 0 {
      let smooth =
        values.isEmpty ? 0 : BendSizes.all[s] * BendSizes.all[s] / values.last!
      let moved = back(values.indices.map { kinks[$0] / (1 + smooth * values[$0]) })
      for i in roots.indices { leverage[i] += coefficient * moved[i] * moved[i] }
    }
    followed = 0
    for i in roots.indices where roots[i] > 0 {
      let next = (working[i] - left[i]) / roots[i]
      let step = min(max(next - expansion[i], -3), 3)
      predictors[i] = expansion[i] + step
      pseudo[i] = min(max(leverage[i], 0), 1)
      followed += pseudo[i]
    }
  }
}
