import Foundation

/// What a response is a curve in: the strength, or its logarithm.
///
/// Doses of one sign often act by their ratios. Zero is then no point of the curve.
enum DoseAxis: Sendable {
  case strength
  /// ln of the size, for strengths of one sign.
  case logarithm(isNegative: Bool)

  /// By how many units of log likelihood a line in ln strength must beat one in the strength.
  static let clearlyBetter = 2.0

  var isLogarithm: Bool { if case .logarithm = self { true } else { false } }

  func place(_ strength: Double) -> Double {
    switch self {
    case .strength: strength
    case .logarithm(let isNegative): isNegative ? -log(-strength) : log(strength)
    }
  }

  func strength(_ place: Double) -> Double {
    switch self {
    case .strength: place
    case .logarithm(let isNegative): isNegative ? -exp(-place) : exp(place)
    }
  }

  /// Whether the curve has a value there.
  func holds(_ strength: Double) -> Bool {
    switch self {
    case .strength: true
    case .logarithm(let isNegative): isNegative ? strength < 0 : strength > 0
    }
  }

  /// The cells that are on the curve, moved to their places.
  func placed(_ cells: [DoseCell]) -> [DoseCell] {
    cells.filter { holds($0.strength) }.map { $0.moved(to: place($0.strength)) }
  }

  /// The axis on which a line fits better, and by how much the logarithm's does.
  ///
  /// - Parameter pooled: hits for what they are worth, one cell for each strength, sorted.
  /// - Returns: the strength itself where strengths have both signs, fewer than three are not zero,
  ///   or both classes came up at zero: on the logarithm's axis zero is infinitely far.
  static func better(_ pooled: [DoseCell]) -> (axis: DoseAxis, gain: Double) {
    let first = pooled.first!.strength
    let last = pooled.last!.strength
    guard first >= 0 || last <= 0 else { return (.strength, 0) }
    let axis = DoseAxis.logarithm(isNegative: last <= 0)
    let used = pooled.filter { $0.strength != 0 }
    guard used.count >= 3, Separation(used) == nil,
      used.contains(where: { $0.a > 0 }), used.contains(where: { $0.b > 0 })
    else { return (.strength, 0) }
    func fitted(_ cells: [DoseCell]) -> FirthCurve? {
      let hits = cells.map(\.hitsCell)
      guard let line = FirthLogit(hits) else { return nil }
      return FirthCurve(hits, shape: .line, from: line.line)
    }
    guard let line = fitted(axis.placed(used)) else { return (.strength, 0) }
    let (near, far) = last <= 0 ? (used.last!, first) : (used[0], last)
    // Toward zero, infinitely far on the logarithm's axis, only one class is left.
    let aIsLeft =
      line.logOdds(at: axis.place(near.strength)) > line.logOdds(at: axis.place(far))
    if let zero = pooled.first(where: { $0.strength == 0 }), (aIsLeft ? zero.b : zero.a) > 0 {
      return (.strength, -.infinity)
    }
    guard let plain = fitted(pooled)?.logLikelihood else { return (.strength, 0) }
    let logarithmic = line.logLikelihood
    let gain = logarithmic - plain
    return gain >= clearlyBetter ? (axis, gain) : (.strength, gain)
  }
}
