import ExactSystems
import Estimation
import Foundation
import Testing

/// The work up to equality, on classes whose tilts are known in closed form.
@Suite struct TiltWorkTests {
  private let system = TiltedClasses(logOdds: 3, means: [-1, 1], variances: [0.3, 0.3])

  private func samples(seed: UInt64) -> [TiltedSample] {
    system.samples(
      strengths: [0, 0.5, 1, 1.5, 2, 2.5], counts: [Int](repeating: 300, count: 6), seed: seed)
  }

  /// Scores of A and of B with one variance v and means m: L(l) = L(0) + l (m_A - m_B), so that
  /// equality lies at L(0) / (m_B - m_A) = 1.5. Of right intervals of three standard errors 3 in
  /// 1,000 miss: four or more of 60 seeds do so by chance once in 20,000 times.
  @Test func workIsTheLogOdds() throws {
    var missed = 0
    for seed in 1...60 {
      let work = try #require(try TiltWork(samples(seed: UInt64(seed))))
      if abs(work.work - 3) > 3 * work.standardError { missed += 1 }
      #expect(abs(work.equality - 1.5) < 0.3)
      #expect(work.standardError < 0.4)
    }
    #expect(missed < 4)
  }

  /// KL(P_l || P_0) by numerical integration over the two classes' normal laws.
  @Test func divergenceIsThatOfTheLaws() throws {
    let l = 1.5
    let shares = [1 / (1 + exp(-3.0)), 1 / (1 + exp(3.0))]
    let (means, variance) = ([-1.0, 1.0], 0.3)
    // E_0 exp(l s) of a normal class: exp(l m + l^2 v / 2).
    let parts = zip(shares, means).map { $0 * exp(l * $1 + l * l * variance / 2) }
    let z = parts.reduce(0, +)
    let mean = zip(parts, means).reduce(0) { $0 + $1.0 / z * ($1.1 + l * variance) }
    let exact = l * mean - log(z)
    var sum = 0.0
    for seed in 1...40 {
      sum += try #require(try TiltWork(samples(seed: UInt64(seed)))).divergence
    }
    #expect(abs(sum / 40 - exact) < 0.03, "\(sum / 40) for \(exact)")
  }

  /// Where no strength makes B as likely as A there is no equality to work up to.
  @Test func withoutEqualityThereIsNone() throws {
    let few = system.samples(strengths: [0, 0.3], counts: [2000, 2000], seed: 1)
    #expect(try TiltWork(few) == nil)
  }

  /// A tilt that favours A, of negative strengths, gives the log odds as well.
  @Test func downwardTilts() throws {
    let turned = TiltedClasses(logOdds: -3, means: [-1, 1], variances: [0.3, 0.3])
    let work = try #require(
      try TiltWork(
        turned.samples(
          strengths: [0, -0.5, -1, -1.5, -2, -2.5], counts: [Int](repeating: 1000, count: 6),
          seed: 5)))
    #expect(abs(work.work + 3) < 4 * work.standardError)
    #expect(work.equality < 0)
  }
}
