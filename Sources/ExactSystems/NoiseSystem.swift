/// A learner stand-in: a score of standard normal noise whose law is known.
///
/// The kinds there are: `HalfSpace`, `TiedHalfSpace`, `DeceptiveRegions`, `DirichletBigrams`,
/// `ThresholdPerceptrons`. A new kind is one file with the formula of its truth, and one test.
public protocol NoiseSystem: Sendable {
  /// Blocks of the noise with their numbers of latents, in order.
  var blocks: [(name: String, count: Int)] { get }
  /// ln P(score > 0), in nats: in closed form, or by enumeration.
  var logProbability: Double { get }
  /// The score, positive exactly when the run is B's.
  ///
  /// - Parameter latents: all blocks one after another.
  func score(_ latents: [Double]) -> Double
  /// The kind of model, where kinds are told apart.
  func label(_ latents: [Double]) -> String?
}

extension NoiseSystem {
  public func label(_ latents: [Double]) -> String? { nil }
  /// Latents in all blocks.
  public var dimension: Int { blocks.reduce(0) { $0 + $1.count } }
}
