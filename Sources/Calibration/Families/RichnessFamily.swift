import Estimation
import ExactSystems

/// How many policies there are at least (Chao): the lower limit of its interval.
///
/// Chao's number estimates a lower bound, the number itself where all policies are equally likely:
/// so it is the lower limit that is held to the truth.
enum RichnessFamily: CalibrationFamily {
  static let name = "richness"
  static let summary = "lower limit of the number of policies, 100 in truth"
  static let rule = CoverageRule.exact

  static let cells = ["Zipf", "uniform", "geometric"].flatMap { law in
    [40, 400].map { draws in
      let chances = PolicyLaw.chances(law)
      return CalibrationCell("\(law), \(draws) runs", truth: 100) { seed in
        let counts = PolicyLaw.counts(chances, draws: draws, seed: seed)
        guard let unseen = UnseenPolicies(counts: counts, level: Calibration.level) else {
          return CalibrationAnswer(.refused, trainings: draws)
        }
        return CalibrationAnswer(
          .bound(Interval(low: unseen.richnessInterval.low, high: nil)), trainings: draws)
      }
    }
  }
}
