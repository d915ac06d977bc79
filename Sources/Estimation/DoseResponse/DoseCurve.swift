import Foundation
import Mathematics

/// Log odds over strengths, with intervals.
public struct DoseCurve: Sendable {
  let bends: DoseBends
  let axis: DoseAxis
  public let level: Double
  /// The smallest and largest strength that the curve rests on.
  public let strengths: ClosedRange<Double>

  init(_ bends: DoseBends, axis: DoseAxis, level: Double) {
    self.bends = bends
    self.axis = axis
    self.level = level
    let places = bends.strengths
    let ends = [axis.strength(places[0]), axis.strength(places[places.count - 1])].sorted()
    strengths = ends[0]...ends[1]
  }

  /// Whether it is a curve in ln strength.
  public var isLogarithmic: Bool { axis.isLogarithm }

  /// The curve's shape in words.
  public var shape: String {
    let kink = bends.mixture.fits[0].geometry.kink != nil ? " and at zero" : ""
    return "a line in \(isLogarithmic ? "ln strength" : "strength") that may bend smoothly\(kink)"
  }

  /// Whether the curve has a value at a strength: a curve in ln strength has none at zero.
  public func holds(_ strength: Double) -> Bool { axis.holds(strength) }

  /// The fitted ln P(A)/P(B), in nats: the middle of its law.
  ///
  /// - Precondition: the curve holds the strength.
  /// - Complexity: some ten values of a mixture over links and bends.
  public func logOdds(at strength: Double) -> Double {
    bends.mixture.law(at: axis.place(strength)).quantile(0) ?? .nan
  }

  /// Both at once, for the work of one law.
  func reading(at strength: Double) -> (logOdds: Double, interval: Interval) {
    let law = bends.mixture.law(at: axis.place(strength))
    return (law.quantile(0) ?? .nan, interval(of: law))
  }

  /// The pointwise interval of the log odds at a strength.
  ///
  /// - Returns: limits in nats; nil on a side where none was found.
  public func interval(at strength: Double) -> Interval {
    interval(at: strength, for: .statistical)
  }

  func interval(at strength: Double, for promise: BendSizes.Promise) -> Interval {
    interval(of: bends.mixture.law(at: axis.place(strength), for: promise))
  }

  private func interval(of law: BendMixture.Law) -> Interval {
    let tail = (1 - level) / 2
    let deviate = normalQuantile(Tails(lower: 1 - tail, upper: tail))
    return Interval(low: law.quantile(-deviate), high: law.quantile(deviate))
  }

  /// What each link says by itself: its name, share, log odds and limits.
  func links(at strength: Double) -> Detail {
    let tail = (1 - level) / 2
    let deviate = normalQuantile(Tails(lower: 1 - tail, upper: tail))
    let whole = bends.mixture.law(at: axis.place(strength))
    return Detail(
      "models",
      .array(
        bends.mixture.linkShares.map { link, share in
          let law = whole.of(link)
          return .array([
            .text(link.rawValue), .number(share), .limit(law?.quantile(0)),
            .limit(law?.quantile(-deviate)), .limit(law?.quantile(deviate)),
          ])
        }))
  }
}
