import Foundation
import Mathematics

/// Log odds over strengths: an average over links and over bends of every size, each by what the
/// counts say of it and by its chance beforehand.
///
/// Averaged over what bends there may be, its intervals hold; a single bend that is just not
/// visible is the worst case. See `BendSizes` for the two promises.
struct BendMixture: Sendable {
  /// Components with less than this are left out.
  private static let least = 3e-4
  /// Limits beyond this many nats are no limits.
  static let farthest = 1000.0
  /// The chance of each link beforehand.
  private static let linkChances: [DoseLink: Double] = [
    .logit: 1.0 / 2, .probit: 1.0 / 6, .complementaryLogLog: 1.0 / 6, .logLog: 1.0 / 6,
  ]

  let fits: [BendFit]
  /// How many times wider than normal the intervals are: Student's quantile over the normal one.
  let widening: Double

  private struct Member {
    let fit: Int
    let component: BendFit.Component
    let share: Double
  }

  /// By promise.
  private let members: [[Member]]

  /// - Parameters:
  ///   - strengths: rising.
  ///   - a, b: hits for what they are worth, [strengths].
  ///   - allowsKink: whether the slope may change at zero.
  ///   - start: a line to begin from.
  ///   - target: the strength whose log odds are wanted most.
  ///   - noSmooth: the chance beforehand that there is no smooth bend.
  ///   - widening: as the property.
  /// - Returns: nil where the strengths do not carry a line under any link.
  /// - Complexity: O(strengths^3), four links with five rounds each.
  init?(
    strengths: [Double], a: [Double], b: [Double], allowsKink: Bool, start: FirthLogit.Line,
    target: Double, noSmooth: BendSizes.NoBend, widening: Double = 1
  ) {
    let geometry = BendGeometry(strengths, allowsKink: allowsKink)
    fits = DoseLink.allCases.compactMap {
      BendFit(geometry, a: a, b: b, link: $0, start: start, target: target, noSmooth: noSmooth)
    }
    self.widening = widening
    if fits.isEmpty { return nil }
    var members: [[Member]] = []
    for promise in BendSizes.Promise.allCases {
      var logs: [(fit: Int, component: BendFit.Component, log: Double)] = []
      for (i, fit) in fits.enumerated() {
        let chance = log(Self.linkChances[fit.link]!)
        for component in fit.components {
          logs.append(
            (i, component, component.logEvidence + component.logChances[promise.rawValue] + chance))
        }
      }
      let total = logSumExp(logs.map(\.log))
      let kept = logs.filter { $0.log - total > log(Self.least) }
      let sum = logSumExp(kept.map(\.log))
      members.append(
        kept.map { Member(fit: $0.fit, component: $0.component, share: exp($0.log - sum)) })
    }
    self.members = members
  }

  /// The share of each link, in the order of `DoseLink.allCases`.
  var linkShares: [(link: DoseLink, share: Double)] {
    fits.indices.map { i in
      (fits[i].link, members[0].reduce(0) { $0 + ($1.fit == i ? $1.share : 0) })
    }
  }

  /// The chance, after the counts, that there is a smooth bend, and that there is a kink.
  var bendChances: (smooth: Double, kink: Double) {
    members[0].reduce((0, 0)) {
      (
        $0.0 + ($1.component.smooth > 0 ? $1.share : 0),
        $0.1 + ($1.component.kink > 0 ? $1.share : 0)
      )
    }
  }

  /// The mean curve at the strengths, in nats, [strengths].
  var meanLogOdds: [Double] {
    let shares = linkShares
    return fits[0].predictors.indices.map { i in
      zip(fits, shares).reduce(0) { $0 + $1.1.share * $1.0.link.point($1.0.predictors[i]).logOdds }
    }
  }

  /// How many parameters the mean curve follows the counts with.
  var followed: Double {
    zip(fits, linkShares).reduce(0) { $0 + $1.0.followed * $1.1.share }
  }

  /// ln P(A)/P(B) at a strength, as a law.
  struct Law {
    struct Part {
      /// Among the links.
      let link: Int
      let share: Double
      let prediction: BendFit.Prediction
    }

    let links: [DoseLink]
    let parts: [Part]
    let widening: Double

    /// The chance that the log odds are below a value, in nats, as a normal deviate.
    func deviate(_ nats: Double) -> Double {
      var (below, above) = (0.0, 0.0)
      let predictors = links.map { $0.predictor(logOdds: nats) }
      for part in parts {
        let prediction = part.prediction
        let distance = predictors[part.link] - prediction.mean
        let normal = distance / prediction.deviation
        var square = normal * normal
        if prediction.cubic != 0 || prediction.quartic != 0 {
          let beyond =
            distance * distance * distance * (prediction.cubic + distance * prediction.quartic)
          // Never so flat that the side is lost, never so steep that the bend is forgotten.
          square = min(max(square - 2 * beyond, square / 4), 4 * square)
        }
        let root = (normal < 0 ? -1 : 1) * square.squareRoot() / widening
        let tails = normalTails(min(max(root, -37), 37))
        below += part.share * tails.lower
        above += part.share * tails.upper
      }
      return normalQuantile(Tails(lower: below, upper: above))
    }

    /// The log odds below which a share of the law lies.
    ///
    /// - Parameter deviate: the share as a normal deviate.
    /// - Returns: nats; nil where none was found within `farthest`.
    /// - Complexity: about ten values of the law.
    func quantile(_ deviate: Double) -> Double? {
      func excess(_ nats: Double) -> Double { self.deviate(nats) - deviate }
      var (mean, square) = (0.0, 0.0)
      for part in parts {
        let (link, prediction) = (links[part.link], part.prediction)
        func logOdds(_ predictor: Double) -> Double {
          let chances = link.logChances(predictor)
          return chances.a - chances.b
        }
        let bounded = min(max(logOdds(prediction.mean), -500), 500)
        mean += part.share * bounded
        let up = logOdds(prediction.mean + prediction.deviation)
        let down = logOdds(prediction.mean - prediction.deviation)
        let step = min(max((up - down) / 2, 1e-9), 500)
        square += part.share * step * step
      }
      // Not so small that rounding hides a step.
      let unit = max(square.squareRoot(), 1e-9)
      let grain = max(unit, 1e-3 * max(1, abs(mean)))
      let start = mean + unit * min(max(deviate, -4), 4)
      let startExcess = excess(start)
      if abs(startExcess) < 1e-9 { return start }
      let found =
        startExcess < 0
        ? ProfileLimit.find(
          from: start, startExcess: startExcess, stride: unit / 2, unit: grain,
          tolerance: (1e-9, 1e-12)
        ) { abs($0) > 4 * BendMixture.farthest ? nil : excess($0) }
        : ProfileLimit.find(
          from: start, startExcess: -startExcess, stride: -unit / 2, unit: grain,
          tolerance: (1e-9, 1e-12)
        ) { abs($0) > 4 * BendMixture.farthest ? nil : -excess($0) }
      return found.flatMap { abs($0) < BendMixture.farthest ? $0 : nil }
    }
  }

  /// - Complexity: O(components x strengths), with few hits O(components x strengths^2).
  func law(at strength: Double, for promise: BendSizes.Promise = .statistical) -> Law {
    var parts: [Law.Part] = []
    parts.reserveCapacity(members[promise.rawValue].count)
    for (i, fit) in fits.enumerated() {
      let place = fit.place(strength)
      let hasFewHits = fit.hasFewHits
      for member in members[promise.rawValue] where member.fit == i {
        parts.append(
          Law.Part(
            link: i, share: member.share,
            prediction: fit.prediction(
              member.component, place, hasFewHits: hasFewHits && member.share > 1e-3)))
      }
    }
    return Law(links: fits.map(\.link), parts: parts, widening: widening)
  }
}

extension BendMixture.Law {
  /// The law of one link alone; nil where it has no share.
  func of(_ link: DoseLink) -> BendMixture.Law? {
    let own = parts.filter { links[$0.link] == link }
    let share = own.reduce(0) { $0 + $1.share }
    guard share > 0 else { return nil }
    return BendMixture.Law(
      links: links,
      parts: own.map { Part(link: $0.link, share: $0.share / share, prediction: $0.prediction) },
      widening: widening)
  }
}
