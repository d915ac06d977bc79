import Foundation

/// A half-space whose score takes few values: that of `HalfSpace` rounded up to whole steps.
///
/// Rounding up keeps what is positive positive and what is not not: ln P = ln Phi(-b) as before.
public struct TiedHalfSpace: NoiseSystem {
  public let plain: HalfSpace
  /// Distance between scores; 1 leaves a handful of values.
  public let step: Double

  public init(distance: Double, step: Double) {
    plain = HalfSpace(distance: distance)
    self.step = step
  }

  public var blocks: [(name: String, count: Int)] { plain.blocks }
  public var logProbability: Double { plain.logProbability }

  public func score(_ latents: [Double]) -> Double {
    (plain.score(latents) / step).rounded(.up) * step
  }
}
