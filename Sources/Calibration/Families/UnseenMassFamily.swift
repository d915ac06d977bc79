import Estimation
import ExactSystems
import Foundation

/// The chance that the next plain run shows a policy not seen before (Good and Turing).
enum UnseenMassFamily: CalibrationFamily {
  static let name = "unseen-mass"
  static let summary = "mass of unseen policies among 100"
  static let rule = CoverageRule.approximate

  static let cells = ["Zipf", "uniform", "geometric"].flatMap { law in
    [40, 400].map { draws in
      let chances = PolicyLaw.chances(law)
      return CalibrationCell("\(law), \(draws) runs") { seed in
        let counts = PolicyLaw.counts(chances, draws: draws, seed: seed)
        let missing = zip(chances, counts).reduce(0) { $0 + ($1.1 == 0 ? $1.0 : 0) }
        guard let unseen = UnseenPolicies(counts: counts, level: Calibration.level) else {
          return CalibrationAnswer(.refused, trainings: draws)
        }
        return CalibrationAnswer(
          .value(unseen.unseenMass, unseen.massInterval), trainings: draws, truth: missing)
      }
    }
  }
}

/// Laws over 100 policies.
enum PolicyLaw {
  static func chances(_ name: String) -> [Double] {
    let weights = (1...100).map { i -> Double in
      switch name {
      case "Zipf": 1 / Double(i)
      case "geometric": pow(0.8, Double(i))
      default: 1
      }
    }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }

  static func counts(_ chances: [Double], draws: Int, seed: UInt64) -> [Int] {
    var random = SystemStream(seed: seed, purpose: 15)
    var left = draws
    var mass = 1.0
    return chances.map { chance in
      let count = mass > chance ? random.binomial(left, chance / mass) : left
      left -= count
      mass -= chance
      return count
    }
  }
}
