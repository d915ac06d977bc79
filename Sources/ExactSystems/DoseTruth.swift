import Estimation
import Foundation
import Mathematics

/// Log odds over strength of a simulated learner, straight and bent, with a share of other runs.
public struct DoseTruth: Sendable {
  /// ln P(A)/P(B) in nats.
  public let logOdds: @Sendable (Double) -> Double
  /// The chance that a run is neither's.
  public let other: @Sendable (Double) -> Double

  public init(
    logOdds: @escaping @Sendable (Double) -> Double,
    other: @escaping @Sendable (Double) -> Double = { _ in 0 }
  ) {
    self.logOdds = logOdds
    self.other = other
  }

  /// A straight line from `value` at zero, falling by 1 nat per unit of strength.
  public static func line(_ value: Double) -> DoseTruth { DoseTruth(logOdds: { value - $0 }) }

  /// From `value` at 0 to nothing at 1, with slopes from 1 - bend to 1 + bend times the mean, or
  /// the other way around; straight beyond.
  public static func bent(_ value: Double, _ bend: Double) -> DoseTruth {
    DoseTruth { strength in
      let x = min(max(strength, -0.7), 1.8)
      let slope = value * (bend * (2 * x - 1) - 1)
      return value * (1 - x) * (1 - bend * x) + slope * (strength - x)
    }
  }

  /// A line under a link, which falls from `value` nats or so at zero to equality at 1 where
  /// `value` equals `slope`, by about `slope` nats a unit.
  public static func line(_ value: Double, slope: Double, link: DoseLink) -> DoseTruth {
    let unit =
      switch link {
      case .logit: 1.0
      case .probit: 0.6266570686577501
      case .complementaryLogLog, .logLog: 0.7213475204444817
      }
    // ln ln 2: P = 1/2 where the line is zero.
    let half = -0.36651292058166435
    let shift = link == .complementaryLogLog ? half : link == .logLog ? -half : 0
    return DoseTruth { link.point(shift + unit * (value - slope * $0)).logOdds }
  }

  /// A logit line whose slope changes by a share of itself with every unit of strength.
  public static func square(_ value: Double, slope: Double, share: Double) -> DoseTruth {
    DoseTruth { value - slope * ($0 + 0.5 * share * $0 * $0) }
  }

  /// A logit line bent so that its slope grows by a factor e^rate with every unit of strength.
  public static func exponential(_ value: Double, slope: Double, rate: Double) -> DoseTruth {
    DoseTruth { value - slope * expm1(rate * $0) / rate }
  }

  /// A logit line whose slope is `factor` times as large below (or, at a kink above zero, beyond) a
  /// strength.
  public static func kinked(
    _ value: Double, slope: Double, at kink: Double, factor: Double
  ) -> DoseTruth {
    DoseTruth { strength in
      let beyond = kink > 0 ? max(0, strength - kink) : min(0, strength - kink)
      return value - slope * (strength + (factor - 1) * beyond)
    }
  }

  /// A logit line where a share of the runs ends as A or B by the toss of a coin.
  public static func lapse(_ value: Double, slope: Double, share: Double) -> DoseTruth {
    DoseTruth { strength in
      let eta = value - slope * strength
      return log(share / 2 + (1 - share) * logistic(eta))
        - log(share / 2 + (1 - share) * logistic(-eta))
    }
  }

  /// Twice as steep at equality as at zero, with a jump of the curvature at zero.
  public static let kink = DoseTruth { 3 - 900 * $0 - 6e4 * $0 * abs($0) }
  /// Four times as steep toward B as toward A, as two penalties joined at zero can make it.
  public static func joined(_ value: Double) -> DoseTruth {
    DoseTruth { value - ($0 > 0 ? 1 : 0.25) * value * $0 }
  }
  /// Flattens out on both sides.
  public static let saturating = DoseTruth { 5 - 9 * tanh($0) }

  /// Straight in the probit, and so curved in the log odds.
  public static func probit(_ value: Double) -> DoseTruth {
    DoseTruth { strength in
      let tails = normalTails(min(max(value - strength, -36), 36))
      return log(tails.lower) - log(tails.upper)
    }
  }

  /// Straight in the complementary log-log of P(A).
  public static func complementaryLogLog(_ value: Double) -> DoseTruth {
    DoseTruth { complementary(value - $0) }
  }

  /// Straight in the complementary log-log of P(B).
  public static func logLog(_ value: Double) -> DoseTruth {
    DoseTruth { -complementary($0 - value) }
  }

  private static func complementary(_ predictor: Double) -> Double {
    let rate = exp(min(predictor, 6))
    return log1mexp(rate) + rate
  }

  /// The slab task's response as it was measured: steepest half way to equality, with up to two
  /// thirds of the runs neither's.
  public static let slab = DoseTruth(logOdds: measured) { strength in
    let hump = 1 - pow((strength - 0.008) / 0.01, 2)
    return strength < -0.001 ? 0.09 : strength > 0.03 ? 0.05 : 0.09 + 0.6 * max(0, hump)
  }
  /// The same with half the log odds.
  public static let halfSlab = DoseTruth { measured($0) / 2 }

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
