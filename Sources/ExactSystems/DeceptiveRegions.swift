import Foundation
import Mathematics

/// Two regions of B, of which the likelier one rises late: score = max(u_1 - 5, slope (u_2 - 4.5)).
///
/// P = 1 - Phi(5) Phi(4.5), ln P = -12.511: u_1 >= 5 has ln P = -15.065 and u_2 >= 4.5 has
/// -12.592. Among states whose score is above t the late region holds about the share
/// Phi(-4.5 - t / slope) / (Phi(-4.5 - t / slope) + Phi(-5 - t)): at slope 3 one in 230 near
/// t = -4.5, and more than nine tenths at the end. A population that loses it there climbs the
/// other region, two and a half nats too rare, and nothing it sees tells.
///
/// At slope 3 Student's intervals for the mean of ln p from 3, 5 and 8 populations of 256 covered
/// 33, 30 and 15 %, of 1,024 they covered 63, 60 and 42 %: as treacherous as such cases are known
/// to be.
public struct DeceptiveRegions: NoiseSystem {
  public let slope: Double
  public let blocks = [(name: "noise", count: 2)]

  /// - Parameter slope: above 1; the larger, the later the likelier region rises.
  public init(slope: Double = 3) { self.slope = slope }

  public var logProbability: Double {
    let first = normalTails(5).upper
    let second = normalTails(4.5).upper
    return log(first + second - first * second)
  }

  public func score(_ latents: [Double]) -> Double {
    max(latents[0] - 5, slope * (latents[1] - 4.5))
  }

  /// The region, "plain" or "late".
  public func label(_ latents: [Double]) -> String? {
    latents[0] - 5 >= slope * (latents[1] - 4.5) ? "plain" : "late"
  }
}
