import Foundation
import Mathematics

/// A half-space of Gaussian noise: score = sum of u / sqrt(d) - b, so that ln P = ln Phi(-b).
///
/// b = 3.719 gives 1e-4, 4.753 gives 1e-6, 5.998 gives 1e-9.
public struct HalfSpace: NoiseSystem {
  public let blocks: [(name: String, count: Int)]
  /// b: the distance of the half-space from the origin.
  public let distance: Double

  /// - Parameters:
  ///   - distance: b, at most 37, where double precision ends.
  ///   - blocks: of the noise; the score weighs every latent alike.
  public init(distance: Double, blocks: [(name: String, count: Int)] = [("noise", 2)]) {
    self.distance = distance
    self.blocks = blocks
  }

  /// - Parameter probability: P, in (1e-300, 1).
  public init(probability: Double, blocks: [(name: String, count: Int)] = [("noise", 2)]) {
    self.init(
      distance: normalQuantile(Tails(lower: 1 - probability, upper: probability)), blocks: blocks)
  }

  public var logProbability: Double { log(normalTails(distance).upper) }

  public func score(_ latents: [Double]) -> Double {
    latents.reduce(0, +) / Double(latents.count).squareRoot() - distance
  }
}
