import Estimation

import Experiments

/// Makes evidence for verdicts: direct and dose-response say the same, the learner can do both.
struct EvidenceMaker {
  func callAsFunction(
    _ estimate: Estimation.Estimate, shares: Shares? = nil, strengths: [StrengthRow] = [],
    agree: Bool? = nil
  ) -> VerdictEvidence {
    VerdictEvidence(
      names: ("honest", "seventh-grader"), grain: .run,
      primary: EstimatorResult(
        estimator: "direct", grain: .run, estimate: estimate, level: 0.95, trainings: 1000),
      others: [
        EstimatorResult(
          estimator: "dose-response", grain: .run, estimate: estimate, level: 0.95, trainings: 900)
      ],
      shares: shares ?? Shares(OutcomeCounts(a: 900, b: 50, other: 50)), curve: [],
      threshold: 0.9, strengths: strengths,
      capability: ["honest", "seventh-grader"].map {
        CapabilityRow(policy: $0, runs: 16, reached: 16, answers: 0.9, passed: true)
      },
      memory: MemoryRow(learner: "nearest training example", answersA: 0.5, answersB: 0.45),
      triangulation: agree.map {
        TriangulationSummary(
          grain: "run", q: 1, df: 1, p: 0.3, agree: $0, used: ["direct", "dose-response"],
          text: "a sentence")
      })
  }
}

extension Estimation.Estimate {
  static func value(_ logOdds: Double, _ low: Double?, _ high: Double?) -> Self {
    .value(logOdds: logOdds, interval: Interval(low: low, high: high), law: .training)
  }

  static func bound(_ side: OneSided.Side, _ limit: Double) -> Self {
    .bound(OneSided(side, logOdds: limit), law: .training)
  }
}
