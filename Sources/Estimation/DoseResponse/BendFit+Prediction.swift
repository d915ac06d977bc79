import Foundation
import Mathematics

/// What a fit with bends says of one strength.
extension BendFit {
  /// The predictor at one strength given a pair of sizes: normal, but for what the counts say
  /// beyond their second order.
  struct Prediction: Sendable {
    let mean: Double
    let deviation: Double
    /// What the log likelihood of few hits is beyond its second order, as cubic and quartic in the
    /// distance from the mean.
    let cubic: Double
    let quartic: Double
  }

  /// What a prediction at a strength has in common for all sizes.
  struct Place: Sendable {
    let weights: [Double]
    let lineValue: Double
    let lineVariance: Double
    let smoothVariance: Double
    let smoothCross: [Double]
    let kink: Double
  }

  func place(_ strength: Double) -> Place {
    let x = strength / geometry.scale
    let weights = lineWeights(x)
    var crossed = [Double](repeating: 0, count: roots.count)
    var variance = 0.0
    var kink = kinks.isEmpty ? 0 : abs(x)
    var (value, own) = (0.0, 0.0)
    for i in roots.indices {
      var moved = 0.0
      for j in roots.indices { moved += covariance[i, j] * weights[j] }
      let direct = roots[i] * BendGeometry.covariance(geometry.places[i], x)
      crossed[i] = direct - moved
      variance += weights[i] * (moved - 2 * direct)
      value += weights[i] * working[i]
      own += weights[i] * weights[i]
      if !kinks.isEmpty { kink -= weights[i] * roots[i] * geometry.kink![i] }
    }
    return Place(
      weights: weights, lineValue: value, lineVariance: own, smoothVariance: max(0, variance),
      smoothCross: along(crossed), kink: kink)
  }

  /// - Parameter hasFewHits: whether hits may be so few that they are not normal.
  /// - Complexity: O(strengths), with few hits O(strengths^2).
  func prediction(_ component: Component, _ place: Place, hasFewHits: Bool) -> Prediction {
    let (smooth, kinkSquare) = component.squares
    var cross = [Double](repeating: 0, count: values.count)
    for j in values.indices {
      cross[j] = smooth * place.smoothCross[j]
      if kinkSquare > 0 { cross[j] += kinkSquare * place.kink * kinks[j] }
    }
    let solution = solved(component, cross)
    var mean = place.lineValue
    var variance =
      place.lineVariance + smooth * place.smoothVariance + kinkSquare * place.kink * place.kink
    for j in values.indices {
      mean += solution[j] * residuals[j]
      variance -= solution[j] * cross[j]
    }
    variance = max(variance, 1e-3 * place.lineVariance)
    let deviation = variance.squareRoot()
    guard hasFewHits else { return Prediction(mean: mean, deviation: deviation, cubic: 0, quartic: 0) }
    // How the predictors of the strengths move with the predictor here, from where they are at
    // its mean: read off at one and a half deviations on either side.
    let moved = back(solution)
    let fitted = back(solved(component, residuals))
    let step = 1.5 * deviation
    var (up, down) = (0.0, 0.0)
    for i in roots.indices where roots[i] > 0.5 {
      let predictor = (working[i] - fitted[i]) / roots[i]
      let slope = (place.weights[i] + moved[i]) / (variance * roots[i])
      let here = excess(i, predictor)
      up += excess(i, predictor + slope * step) - here
      down += excess(i, predictor - slope * step) - here
    }
    let cube = step * step * step
    return Prediction(
      mean: mean, deviation: deviation, cubic: (up - down) / (2 * cube),
      quartic: (up + down) / (2 * cube * step))
  }

  /// Whether some strength has so few hits that they are not normal.
  var hasFewHits: Bool {
    a.indices.contains { i in roots[i] > 0.5 && roots[i] * roots[i] < 1000 }
  }

  /// What the log likelihood of a cell, pseudo-hits included, is beyond its second order.
  private func excess(_ cell: Int, _ predictor: Double) -> Double {
    let chances = link.logChances(predictor)
    let half = pseudo[cell] / 2
    let distance = working[cell] - roots[cell] * predictor
    return (a[cell] + half) * chances.a + (b[cell] + half) * chances.b
      + 0.5 * distance * distance
  }

  /// How the mean predictor at a place moves with each whitened response, averaged over sizes.
  func influence(_ place: Place) -> [Double] {
    let logs = components.map { $0.logEvidence + $0.logChances[0] }
    let total = logSumExp(logs)
    var mean = [Double](repeating: 0, count: values.count)
    for (component, weight) in zip(components, logs) {
      let share = exp(weight - total)
      if share < 1e-6 { continue }
      var cross = [Double](repeating: 0, count: values.count)
      for j in values.indices {
        cross[j] = component.squares.smooth * place.smoothCross[j]
        if component.squares.kink > 0 {
          cross[j] += component.squares.kink * place.kink * kinks[j]
        }
      }
      for (j, value) in solved(component, cross).enumerated() { mean[j] += share * value }
    }
    return zip(place.weights, back(mean)).map(+)
  }

  /// Square root of a cell's weight.
  func root(_ cell: Int) -> Double { roots[cell] }
}
