import Estimation
import Foundation
import Mathematics

/// Log odds over strength of a simulated learner, straight and bent, with a share of other runs.
struct DoseTruth: Sendable {
  /// ln P(A)/P(B) in nats.
  let logOdds: @Sendable (Double) -> Double
  /// The chance that a run is neither's.
  var other: @Sendable (Double) -> Double = { _ in 0 }

  static func line(_ value: Double) -> DoseTruth { DoseTruth { value - $0 } }

  /// From `value` at 0 to nothing at 1, with slopes from 1 - bend to 1 + bend times the mean, or
  /// the other way around; straight beyond.
  static func bent(_ value: Double, _ bend: Double) -> DoseTruth {
    DoseTruth { strength in
      let x = min(max(strength, -0.7), 1.8)
      let slope = value * (bend * (2 * x - 1) - 1)
      return value * (1 - x) * (1 - bend * x) + slope * (strength - x)
    }
  }

  /// Twice as steep at equality as at zero, with a jump of the curvature at zero.
  static let kink = DoseTruth { 3 - 900 * $0 - 6e4 * $0 * abs($0) }
  /// Four times as steep toward B as toward A, as two penalties joined at zero can make it.
  static func joined(_ value: Double) -> DoseTruth {
    DoseTruth { value - ($0 > 0 ? 1 : 0.25) * value * $0 }
  }
  static let saturating = DoseTruth { 5 - 9 * tanh($0) }

  static func probit(_ value: Double) -> DoseTruth {
    DoseTruth { strength in
      let tails = normalTails(min(max(value - strength, -36), 36))
      return log(tails.lower) - log(tails.upper)
    }
  }

  static func complementaryLogLog(_ value: Double) -> DoseTruth {
    DoseTruth { complementary(value - $0) }
  }

  static func logLog(_ value: Double) -> DoseTruth { DoseTruth { -complementary($0 - value) } }

  private static func complementary(_ predictor: Double) -> Double {
    let rate = exp(min(predictor, 6))
    return log1mexp(rate) + rate
  }

  /// The slab task's response as it was measured: steepest half way to equality, with up to two
  /// thirds of the runs neither's.
  static let slab = DoseTruth(logOdds: measured) { strength in
    let hump = 1 - pow((strength - 0.008) / 0.01, 2)
    return strength < -0.001 ? 0.09 : strength > 0.03 ? 0.05 : 0.09 + 0.6 * max(0, hump)
  }
  static let halfSlab = DoseTruth { measured($0) / 2 }

  /// Cubics between measured points, slopes by Fritsch & Carlson 1980.
  @Sendable private static func measured(_ strength: Double) -> Double {
    let x = [0, 0.0037, 0.0048, 0.008, 0.0146, 0.02]
    let y = [7.4, 6.1, 5.7, 3.4, 0, -2.2]
    if strength <= 0 { return y[0] - 300 * strength }
    if strength >= x[5] { return y[5] - 400 * (strength - x[5]) }
    let widths = zip(x, x.dropFirst()).map { $1 - $0 }
    let rises = zip(y, y.dropFirst()).map { $1 - $0 }
    var slopes = [-330.0, 0, 0, 0, 0, -400]
    for i in 1..<5 {
      let (w, v) = (2 * widths[i] + widths[i - 1], widths[i] + 2 * widths[i - 1])
      slopes[i] = (w + v) / (w * widths[i - 1] / rises[i - 1] + v * widths[i] / rises[i])
    }
    let i = x.lastIndex { $0 <= strength }!
    let t = (strength - x[i]) / widths[i]
    let u = 1 - t
    return y[i] * (1 + 2 * t) * u * u + y[i + 1] * t * t * (3 - 2 * t)
      + widths[i] * t * u * (slopes[i] * u - slopes[i + 1] * t)
  }
}

/// Drives the placement and the estimate on a simulated learner.
struct DoseLearner: Sendable {
  let cell: DoseCoverageTests.Cell
  /// Standard deviation, in nats, between bases.
  private static let spread = 0.7
  /// Inputs that a run answers.
  private static let inputs = 40

  /// L(0), in nats; with bases of ln (mean P(A) / mean P(B)), by the trapezoid rule.
  var truth: Double {
    let plain = cell.truth.logOdds(0)
    if cell.bases == 0 { return plain }
    var (a, b) = (0.0, 0.0)
    for i in -400...400 {
      let z = Double(i) / 50
      a += exp(-z * z / 2) * logistic(plain + Self.spread * z)
      b += exp(-z * z / 2) * logistic(-plain - Self.spread * z)
    }
    return log(a / b)
  }

  func result(_ random: inout SplitMix64) -> EstimatorResult {
    let shifts = (0..<cell.bases).map { _ in Self.spread * random.normal() }
    var design = StrengthDesign(budget: cell.budget)
    var measured: [DoseObservation] = []
    while let round = design.next(after: measured) {
      measured = round.flatMap { measure($0, shifts, &random) }
    }
    return design.fitted(level: 0.95).result
  }

  private func measure(
    _ proposal: StrengthDesign.Proposal, _ shifts: [Double], _ random: inout SplitMix64
  ) -> [DoseObservation] {
    if shifts.isEmpty {
      return [measure(proposal.strength, runs: proposal.runs, shift: 0, group: nil, &random)]
    }
    let first = random.below(shifts.count)
    return (0..<min(proposal.runs, shifts.count)).map { i in
      let group = (first + i) % shifts.count
      let runs =
        proposal.runs / shifts.count + (i < proposal.runs % shifts.count ? 1 : 0)
      return measure(
        proposal.strength, runs: runs, shift: shifts[group], group: group, &random)
    }
  }

  private func measure(
    _ strength: Double, runs: Int, shift: Double, group: Int?, _ random: inout SplitMix64
  ) -> DoseObservation {
    let x = strength / cell.scale
    let p = logistic(cell.truth.logOdds(x) + shift)
    if cell.grain == .run {
      let hits = runs - random.binomial(runs, cell.truth.other(x))
      let a = random.binomial(hits, p)
      return DoseObservation(
        strength: strength, counts: OutcomeCounts(a: a, b: hits - a, other: runs - hits),
        group: group)
    }
    // Mixtures: each run has a share of its own, uniform around p as far as [0, 1] goes.
    var moments = ShareMoments(inputs: Self.inputs)
    for _ in 0..<runs {
      let own = p + (2 * random.uniform() - 1) * min(p, 1 - p)
      let a = random.binomial(Self.inputs, own)
      moments.add(answersA: a, answersB: Self.inputs - a)
    }
    return DoseObservation(
      strength: strength, counts: OutcomeCounts(other: runs), shares: moments, group: group)
  }
}

extension SplitMix64 {
  /// Standard normal, by Box & Muller 1958.
  mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  /// Successes in `n` trials: by the gaps between them where they are rare (Devroye 1986, X.4).
  mutating func binomial(_ n: Int, _ p: Double) -> Int {
    if n <= 0 || p <= 0 { return 0 }
    if p > 0.5 { return n - binomial(n, 1 - p) }
    var count = 0
    if p > 0.1 {
      for _ in 0..<n where uniform() < p { count += 1 }
      return count
    }
    let step = log1p(-p)
    var position = 0
    while true {
      position += Int(min(1e15, log(1 - uniform()) / step)) + 1
      if position > n { return count }
      count += 1
    }
  }
}
