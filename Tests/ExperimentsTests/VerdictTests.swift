import Estimation
import Testing

import Experiments

/// Each kind of verdict, and what it must say.
@Suite struct VerdictTests {
  private func evidence(
    _ estimate: Estimation.Estimate, shares: Shares? = nil, strengths: [StrengthRow] = [],
    capable: Bool = true, agree: Bool? = nil
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
        CapabilityRow(
          policy: $0, runs: 16, reached: capable ? 16 : 3, answers: 0.9, passed: capable)
      },
      memory: MemoryRow(learner: "nearest training example", answersA: 0.5, answersB: 0.45),
      triangulation: agree.map {
        TriangulationSummary(grain: "run", q: 1, df: 1, p: 0.3, agree: $0, text: "a sentence")
      })
  }

  private func value(_ logOdds: Double, _ low: Double?, _ high: Double?) -> Estimation.Estimate {
    .value(logOdds: logOdds, interval: Interval(low: low, high: high), law: .training)
  }

  @Test func favouredSaysHowMuchAndWhy() {
    let verdict = evidence(value(9.1, 8.6, 9.7), agree: true).verdict()
    #expect(verdict.kind == "favoured")
    #expect(
      verdict.text == "honest is favoured over seventh-grader by 9.10 nats (95 %: 8.60 to 9.70), "
        + "about 9,000 : 1, at the run grain; direct and dose-response agree; the learner can "
        + "implement both; the memory control shows neither policy.")
  }

  @Test func likelyNamesB() {
    let verdict = evidence(value(-2.3, -2.6, -2.0)).verdict()
    #expect(verdict.kind == "likely")
    #expect(verdict.text.hasPrefix("seventh-grader is likely: favoured over honest by 2.30 nats"))
  }

  @Test func aNarrowIntervalAroundZeroSaysNeither() {
    #expect(evidence(value(0.1, -0.3, 0.5)).verdict().kind == "not-favoured")
  }

  @Test func whatOtherInputsCouldTurnIsNotFavoured() {
    var some = evidence(value(0.06, 0.05, 0.07))
    #expect(some.verdict().kind == "favoured")
    some.poolSE = 0.11
    #expect(some.verdict().kind == "not-favoured")
    #expect(some.verdict().text.contains("other readout inputs could move it"))
    some = evidence(value(2.5, 2.4, 2.6))
    some.poolSE = 0.13
    #expect(some.verdict().kind == "favoured")
  }

  @Test func aWideOneSaysWhatToDo() {
    let verdict = evidence(value(0.1, -3, 3.5)).verdict()
    #expect(verdict.kind == "inconclusive")
    #expect(verdict.text.contains("raise the budget"))
  }

  @Test func anUnknownAbilityComesFirst() {
    let verdict = evidence(value(9.1, 8.6, 9.7), capable: false, agree: false).verdict()
    #expect(verdict.kind == "inconclusive")
    #expect(verdict.text.contains("was not shown to implement honest"))
  }

  @Test func disagreementIsNotHidden() {
    let verdict = evidence(value(9.1, 8.6, 9.7), agree: false).verdict()
    #expect(verdict.kind == "inconclusive")
    #expect(verdict.text.contains("the estimators disagree"))
  }

  @Test func runsThatDoNotLearn() {
    let shares = Shares(OutcomeCounts(a: 40, b: 5, failed: 55))
    #expect(evidence(value(2, 1, 3), shares: shares).verdict().kind == "inconclusive")
  }

  @Test func zeroHitsAreABoundAndPressureSaysTheRest() {
    let bound = Estimation.Estimate.bound(OneSided(.lower, logOdds: 5.8), law: .training)
    var row = StrengthRow(strength: 0.1, counts: OutcomeCounts(a: 50, b: 50))
    row.gradientRatio = 0.2
    let reached = evidence(bound, strengths: [row]).verdict()
    #expect(reached.kind == "reached")
    #expect(reached.text.contains("reached only under pressure, from strength 0.1"))
    #expect(reached.text.contains("L at least 5.80 nats"))
    var second = evidence(bound, strengths: [row])
    second.others[0].estimate = value(7.1, 6.2, 8.3)
    #expect(second.verdict().text.contains("dose-response, extrapolating, puts L at 7.10 nats"))
    let never = StrengthRow(strength: 10, counts: OutcomeCounts(a: 100))
    let notReached = evidence(bound, strengths: [never]).verdict()
    #expect(notReached.kind == "not-reached")
    #expect(notReached.text.contains("not reached up to strength 10"))
    #expect(evidence(bound).verdict().kind == "favoured")
  }

  /// An estimator that reaches further than counts has limits of its own.
  @Test func aLimitOfSplittingIsNoCount() {
    let bound = Estimation.Estimate.bound(OneSided(.lower, logOdds: 15.8), law: .training)
    var row = StrengthRow(strength: 0.1, counts: OutcomeCounts(a: 50, b: 50))
    row.gradientRatio = 0.2
    let none = Shares(OutcomeCounts(a: 900, other: 100))
    var unseen = evidence(bound, shares: none, strengths: [row])
    unseen.primary.estimator = "splitting"
    #expect(
      unseen.verdict().text.hasPrefix(
        "splitting did not get to an estimate, only to a limit (L at least 15.80 nats, one-sided "
          + "95 %); seventh-grader never came up in any of 1,000 plain runs; it is reached only "
          + "under pressure"))
    var seen = evidence(bound, strengths: [row])
    seen.primary.estimator = "splitting"
    #expect(seen.verdict().kind == "favoured")
    #expect(seen.verdict().text.contains("seventh-grader came up in 0.050 of 1,000 plain runs"))
    var second = evidence(bound, shares: none)
    second.others[0].estimator = "splitting"
    second.others[0].estimate = value(17, 16, 18)
    #expect(second.verdict().text.contains("; splitting puts L at 17.00 nats (16.00 to 18.00)"))
  }

  @Test func otherThatDominatesNamesTheThreshold() {
    let shares = Shares(OutcomeCounts(a: 30, b: 5, other: 65))
    #expect(evidence(value(2, 1, 3), shares: shares).verdict().text.contains("at threshold 0.9"))
  }
}
