import Estimation
import ExactSystems
import Foundation
import Mathematics

/// Laws of scores for the ladder's grid, chosen before any rule was tried on them.
enum LadderCells {
  /// Resamples of a bootstrap: enough for a spread, and quick.
  private static let resamples = 60

  static func cell(
    _ name: String, _ system: ScoredClasses, bottom: Double = 0, top: Double, count: Int = 9,
    _ samples: Int
  ) -> CalibrationCell {
    let strengths = (0..<count).map { bottom + (top - bottom) * Double($0) / Double(count - 1) }
    return CalibrationCell("\(name), \(samples) a strength") { seed in
      answer(system.samples(strengths: strengths, count: samples, seed: seed), system, seed)
    }
  }

  /// Ten chains of 40 at each of nine strengths.
  static func chains(
    _ name: String, _ system: ScoredClasses, top: Double, correlation: Double
  ) -> CalibrationCell {
    let strengths = (0..<9).map { top * Double($0) / 8 }
    return CalibrationCell("\(name), 10 chains of 40, correlation \(correlation)") { seed in
      answer(
        system.chains(
          strengths: strengths, chains: 10, length: 40, correlation: correlation, seed: seed),
        system, seed)
    }
  }

  private static func answer(
    _ samples: [TiltedSample], _ system: ScoredClasses, _ seed: UInt64
  ) -> CalibrationAnswer {
    let result = Ladder.estimate(
      samples, level: Calibration.level, replicates: resamples, seed: seed)
    var answer = CalibrationAnswer(result)
    answer.truth = system.logOdds
    answer.isWarned = result.warnings.contains { $0.contains("tail index") }
    return answer
  }

  private static let normal: ScoredClasses.LogDensity = { -$0 * $0 / 2 }

  static func normalTail(_ c: Double, other: Double = 0) -> ScoredClasses {
    ScoredClasses(-6...13, density: normal, chanceOfB: { $0 > c ? 1 : 0 }, other: other)
  }

  static func exponentialTail(_ c: Double) -> ScoredClasses {
    ScoredClasses(0...250, bins: 25_000, classes: [
      (.a, { $0 > c ? -.infinity : -$0 }), (.b, { $0 > c ? -$0 : -.infinity }),
    ])
  }

  static func betaTail(_ c: Double) -> ScoredClasses {
    ScoredClasses(0...6, density: { log($0) + 5 * log(1 - $0 / 6) }, chanceOfB: { $0 > c ? 1 : 0 })
  }

  static func cutLognormal(_ c: Double) -> ScoredClasses {
    ScoredClasses(
      0...30, density: { -log($0) - log($0) * log($0) / 2 }, chanceOfB: { $0 > c ? 1 : 0 })
  }

  static func blurred(_ width: Double) -> ScoredClasses {
    ScoredClasses(-6...13, density: normal, chanceOfB: { logistic(($0 - 4) / width) })
  }

  static func blurredExponential(_ width: Double) -> ScoredClasses {
    ScoredClasses(0...250, bins: 25_000, classes: [
      (.a, { -$0 - log1pexp(($0 - 10) / width) }), (.b, { -$0 - log1pexp((10 - $0) / width) }),
    ])
  }

  /// A's scores are N(0, 1), B's N(mean, deviation^2).
  static func own(_ mean: Double, _ deviation: Double, _ logOdds: Double) -> ScoredClasses {
    ScoredClasses(-6...16, classes: [
      (.a, normal),
      (.b, { s in
        let z = (s - mean) / deviation
        return -z * z / 2 - log(deviation) - logOdds
      }),
    ])
  }

  /// A's scores are N(0, 1/4), B's 3 less an exponential: weights of infinite variance.
  static let ownExponential = ScoredClasses(-12...10, classes: [
    (.a, { -2 * $0 * $0 + 0.5 * log(2 / .pi) }), (.b, { $0 < 3 ? $0 - 3 - 8 : -.infinity }),
  ])

  static func random(_ share: Double) -> ScoredClasses {
    ScoredClasses(-6...10, density: normal, chanceOfB: { _ in share })
  }

  private static func region(_ mean: Double, _ weight: Double, _ s: Double) -> Double {
    let z = (s - mean) / 0.5
    return -z * z / 2 - log(0.5) + weight
  }

  static let twoRegions = ScoredClasses(-6...16, classes: [
    (.a, normal), (.b, { logSumExp([region(7, -12, $0), region(4, -10, $0)]) }),
  ])

  /// A below 1, B above 4, neither between.
  static let between = ScoredClasses(-6...13, classes: [
    (.a, { $0 < 1 ? -$0 * $0 / 2 : -.infinity }),
    (.b, { $0 > 4 ? -$0 * $0 / 2 : -.infinity }),
    (.other, { $0 >= 1 && $0 <= 4 ? -$0 * $0 / 2 : -.infinity }),
  ])

  /// A tail above 4, and a part about zero worth .3 of it that no such data show.
  static let hidden: ScoredClasses = {
    let share = 0.3 * normalTails(4).upper / (normalTails(0.5).lower - normalTails(-0.5).lower)
    return ScoredClasses(
      -6...13, density: normal, chanceOfB: { $0 > 4 ? 1 : abs($0) < 0.5 ? share : 0 })
  }()
}
