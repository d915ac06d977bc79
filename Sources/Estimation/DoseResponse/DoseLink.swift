import Foundation
import Mathematics

/// How a linear predictor gives the chance of A among A and B. Each link gives its own interval.
public enum DoseLink: String, Hashable, Sendable, CaseIterable {
  /// P(A) = 1 / (1 + exp(-predictor)).
  case logit
  /// P(A) = Phi(predictor).
  case probit
  /// P(A) = 1 - exp(-exp(predictor)).
  case complementaryLogLog = "cloglog"
  /// P(B) = 1 - exp(-exp(-predictor)): the other orientation.
  case logLog = "loglog"

  /// What the likelihood needs at one value of the predictor.
  package struct Point {
    /// ln P(A) and ln P(B).
    package var logA: Double
    package var logB: Double
    /// Their derivatives by the predictor.
    package var slopeA: Double
    package var slopeB: Double
    /// Expected information of one hit, and the derivative of its logarithm.
    package var weight: Double
    package var weightSlope: Double

    package var logOdds: Double { logA - logB }
  }

  /// - Complexity: O(1). Source: McCullagh & Nelder 1989, section 4.3.
  package func point(_ predictor: Double) -> Point {
    switch self {
    case .logit:
      // One exponential and one logarithm: the likelier and the rarer class.
      let e = exp(-abs(predictor))
      let likelier = 1 / (1 + e)
      let rarer = e / (1 + e)
      let logLikelier = -log1p(e)
      let logRarer = logLikelier - abs(predictor)
      let isA = predictor >= 0
      let (p, q) = isA ? (likelier, rarer) : (rarer, likelier)
      return Point(
        logA: isA ? logLikelier : logRarer, logB: isA ? logRarer : logLikelier,
        slopeA: q, slopeB: -p, weight: p * q, weightSlope: q - p)
    case .probit:
      let tails = normalTails(predictor)
      let density = exp(-0.5 * predictor * predictor) * 0.3989422804014327
      let (up, down) = (density / tails.lower, density / tails.upper)
      return Point(
        logA: log(tails.lower), logB: log(tails.upper), slopeA: up, slopeB: -down,
        weight: up * down, weightSlope: down - up - 2 * predictor)
    case .complementaryLogLog:
      let rate = exp(predictor)
      let grown = expm1(rate)
      return Point(
        logA: log1mexp(rate), logB: -rate, slopeA: rate / grown, slopeB: -rate,
        weight: rate * rate / grown, weightSlope: 2 + rate / expm1(-rate))
    case .logLog:
      let mirror = DoseLink.complementaryLogLog.point(-predictor)
      return Point(
        logA: mirror.logB, logB: mirror.logA, slopeA: -mirror.slopeB, slopeB: -mirror.slopeA,
        weight: mirror.weight, weightSlope: -mirror.weightSlope)
    }
  }

  /// ln P(A) and ln P(B) alone, as `point` has them.
  package func logChances(_ predictor: Double) -> (a: Double, b: Double) {
    switch self {
    case .logit:
      let likelier = -log1p(exp(-abs(predictor)))
      let rarer = likelier - abs(predictor)
      return predictor >= 0 ? (likelier, rarer) : (rarer, likelier)
    case .probit:
      let tails = normalTails(predictor)
      return (log(tails.lower), log(tails.upper))
    case .complementaryLogLog:
      let rate = exp(predictor)
      return (log1mexp(rate), -rate)
    case .logLog:
      let rate = exp(-predictor)
      return (-rate, log1mexp(rate))
    }
  }

  /// The predictor that gives a log odds.
  package func predictor(logOdds: Double) -> Double {
    switch self {
    case .logit: logOdds
    case .probit:
      normalQuantile(Tails(lower: logistic(logOdds), upper: logistic(-logOdds)))
    case .complementaryLogLog: log(log1pexp(logOdds))
    case .logLog: -log(log1pexp(-logOdds))
    }
  }
}
