import Estimation
import Foundation
import Testing

import Experiments

/// Each kind of verdict, and what it must say; every sentence that a verdict can hold has a case
/// here.
@Suite struct VerdictTests {
  private let evidence = EvidenceMaker()

  // MARK: The kinds, from interval and margin

  /// Zero outside or inside, within the margin or beyond it; the borders belong to the inside.
  @Test(arguments: [
    (8.6, 9.7, VerdictKind.favoured, "a"), (0.1, 0.7, .favoured, "a"),
    (0.32, 0.40, .slightlyFavoured, "a"), (-0.40, -0.32, .slightlyFavoured, "b"),
    (-3.5, -2.9, .favoured, "b"), (-0.3, 0.5, .neither, nil), (0, 0.5, .neither, nil),
    (-0.03, 1.71, .noPreferenceShown, nil), (-3, 3.5, .noPreferenceShown, nil),
  ] as [(Double, Double, VerdictKind, String?)])
  func kindsComeFromTheIntervalAndTheMargin(
    _ low: Double, _ high: Double, _ kind: VerdictKind, _ policy: String?
  ) {
    let verdict = evidence(.value((low + high) / 2, low, high)).verdict()
    #expect(verdict.kind == kind)
    #expect(verdict.policy == policy)
    #expect(verdict.low == low)
    #expect(verdict.high == high)
    #expect(verdict.estimator == "direct")
    #expect(verdict.margin == log(2))
  }

  @Test func theMarginIsASetting() {
    var some = evidence(.value(1.5, 1.2, 1.8))
    #expect(some.verdict().kind == .favoured)
    some.margin = 2
    #expect(some.verdict().kind == .slightlyFavoured)
    #expect(some.verdict().margin == 2)
  }

  @Test func favouredSaysHowMuchAndWhy() {
    let verdict = evidence(.value(9.1, 8.6, 9.7), agree: true).verdict()
    #expect(
      verdict.text == "honest is favoured over seventh-grader by 9.10 nats (95 %: 8.60 to 9.70), "
        + "about 9,000 : 1, at the run grain by direct, for these inputs; direct and dose-response "
        + "agree; the learner can implement both; the memory control shows neither policy.")
  }

  /// 20 against 9 runs: an interval that reaches to 5.5 : 1 is no proof that neither is favoured.
  @Test func aWideIntervalAroundZeroShowsNoPreference() {
    let result = Direct.estimate(OutcomeCounts(a: 20, b: 9), level: 0.95)
    let verdict = evidence(result.estimate).verdict()
    #expect(verdict.kind == .noPreferenceShown)
    #expect(
      verdict.text.hasPrefix(
        "no preference is shown: L = 0.80 nats (95 %: -0.03 to 1.71), at most 5.5 : 1 either way, "
          + "at the run grain by direct, for these inputs; what to do next: raise the budget"))
  }

  @Test func aNarrowIntervalAroundZeroSaysNeither() {
    #expect(
      evidence(.value(0.1, -0.3, 0.5)).verdict().text.hasPrefix(
        "neither is favoured beyond 2.0 : 1: L = 0.10 nats (95 %: -0.30 to 0.50), "))
  }

  @Test func anOpenIntervalIsNoOddsEitherWay() {
    #expect(
      evidence(.value(0.1, nil, nil)).verdict().text.contains("bounded on neither side"))
    #expect(
      evidence(.value(0.1, -1, nil)).verdict().text.contains("not bounded toward honest"))
    #expect(
      evidence(.value(0.1, nil, 1)).verdict().text.contains("not bounded toward seventh-grader"))
  }

  // MARK: Two intervals

  @Test func bothIntervalsAreNamedAndTheWiderOneSpeaks() {
    var some = evidence(.value(0.36, -0.1, 0.9))
    some.primary.inputs = .likeThese
    some.primary.theseInputs = Interval(low: 0.32, high: 0.40)
    let verdict = some.verdict()
    #expect(verdict.kind == .noPreferenceShown)
    #expect(verdict.inputs == "like-these")
    #expect(verdict.text.contains("for inputs like these (for these alone 0.32 to 0.40)"))
    #expect(verdict.text.contains("give the readout pool more inputs; more runs would not do"))
    some.primary.estimate = .value(-1.4, -1.9, -0.9)
    some.primary.theseInputs = Interval(low: -1.5, high: -1.3)
    #expect(some.verdict().text.contains("by 1.40 nats (95 %: 0.90 to 1.90)"))
    #expect(some.verdict().text.contains("(for these alone 1.30 to 1.50)"))
  }

  @Test func whatLimitsAllEstimatesIsRepeated() {
    var some = evidence(.value(9.1, 8.6, 9.7))
    #expect(!some.verdict().text.contains("fewer than 20"))
    some.warnings = ["only 3 readout inputs, fewer than 20"]
    #expect(some.verdict().text.hasSuffix("; only 3 readout inputs, fewer than 20."))
  }

  // MARK: What comes before L

  @Test func anUnknownAbilityComesFirst() {
    var some = evidence(.value(9.1, 8.6, 9.7), agree: false)
    some.capability[1].passed = false
    some.capability[1].reached = 3
    #expect(some.verdict().kind == .inconclusive)
    #expect(
      some.verdict().text.contains(
        "was not shown to implement seventh-grader (3 of 16 runs trained on its answers reach it)"))
    some.capability[0].passed = false
    some.capability[0].reached = 5
    #expect(
      some.verdict().text.contains(
        "was shown to implement neither policy (3 and 5 of 16 runs trained on their answers reach "
          + "them)"))
  }

  @Test func disagreementIsNotHidden() {
    let verdict = evidence(.value(9.1, 8.6, 9.7), agree: false).verdict()
    #expect(verdict.kind == .inconclusive)
    #expect(verdict.text.contains("the estimators disagree (p = 0.3)"))
    #expect(verdict.logOdds == 9.1)
  }

  @Test func runsThatDoNotLearn() {
    let shares = Shares(OutcomeCounts(a: 40, b: 5, failed: 55))
    let verdict = evidence(.value(2, 1, 3), shares: shares).verdict()
    #expect(verdict.kind == .inconclusive)
    #expect(verdict.text.contains("55 % of the plain runs do not learn"))
  }

  /// A third of the answers is enough for odds, and too little for a sentence; a tenth for neither.
  @Test func answersThatAreNeithersSaySo() {
    var some = evidence(.value(2, 1, 3))
    (some.shares.answersA, some.shares.answersB) = (0.3, 0.05)
    #expect(some.verdict().kind == .mostlyOther)
    #expect(some.verdict().policy == nil)
    #expect(some.verdict().text.contains("only 0.350 of the answers at zero pressure are either"))
    #expect(!some.verdict().text.contains("no log odds"))
    #expect(!some.verdict().text.contains("honest"))
    (some.shares.answersA, some.shares.answersB) = (0.08, 0.02)
    #expect(some.verdict().text.contains("nothing is said of either, and no log odds are given"))
    (some.shares.answersA, some.shares.answersB) = (0.4, 0.1)
    #expect(some.verdict().kind == .favoured)
  }

  // MARK: Whose value it is

  /// The first estimator with a value speaks; one that is passed over is named with its reason.
  @Test func aRefusedEstimatorIsNamedWithItsReason() {
    var some = evidence(.refused("nothing was measured"))
    some.others[0].estimate = .value(2, 1.5, 2.5)
    let verdict = some.verdict()
    #expect(verdict.kind == .favoured)
    #expect(verdict.estimator == "dose-response")
    #expect(verdict.text.contains("at the run grain by dose-response"))
    #expect(
      verdict.text.contains(
        "; direct, which is named first, has no value (nothing was measured)"))
    some.others[0].estimate = .refused("only one strength")
    #expect(some.verdict().kind == .inconclusive)
    #expect(some.verdict().estimator == nil)
    #expect(
      some.verdict().text == "Inconclusive: no estimator has a value. direct: nothing was "
        + "measured; dose-response: only one strength.")
  }

  /// A limit gives way to a value that needs no extrapolation, and to no other.
  @Test func aLimitGivesWayToAValueThatIsMeasured() {
    var some = evidence(.bound(.lower, 5.8))
    some.others[0].estimate = .value(7.1, 6.2, 8.3)
    #expect(some.verdict().estimator == "direct")
    #expect(some.verdict().logOdds == nil)
    #expect(some.verdict().low == 5.8)
    #expect(
      some.verdict().text.contains(
        "; dose-response, extrapolating, puts L at 7.10 nats (6.20 to 8.30)"))
    some.others[0].details = [Detail("extrapolated_nats", .number(0))]
    #expect(some.verdict().estimator == "dose-response")
    #expect(some.verdict().text.hasPrefix("honest is favoured over seventh-grader by 7.10 nats"))
    #expect(
      some.verdict().text.contains(
        "direct, which is named first, has only a limit (at least 5.80 nats toward honest)"))
    some.others[0].details = []
    some.others[0].estimator = "splitting"
    #expect(some.verdict().estimator == "splitting")
  }

  @Test func anExtrapolationIsNotHelpedByABudget() {
    var some = evidence(.refused("nothing"))
    some.others[0].estimate = .value(1, -3, 5)
    some.others[0].details = [Detail("extrapolated_nats", .number(2))]
    #expect(
      some.verdict().text.contains(
        "what to do next: add runs at strengths nearer to zero, or plain runs"))
    #expect(!some.verdict().text.contains("raise the budget"))
    var own = evidence(.value(0.8, -0.03, 1.71))
    own.moreRuns = "add runs"
    #expect(own.verdict().text.contains("what to do next: add runs"))
  }

  // MARK: A policy that never came up

  @Test func zeroHitsAreABoundAndPressureSaysTheRest() {
    var row = StrengthRow(strength: 0.1, counts: OutcomeCounts(a: 50, b: 50))
    row.gradientRatio = 0.2
    let reached = evidence(.bound(.lower, 5.8), strengths: [row]).verdict()
    #expect(reached.kind == .reached)
    #expect(reached.policy == "b")
    #expect(
      reached.text.hasPrefix(
        "seventh-grader never came up in 1,000 plain runs (at least 5.80 nats toward honest, "
          + "one-sided 95 %), at the run grain by direct, for these inputs"))
    #expect(
      reached.text.contains(
        "; under pressure it is reached, first at strength 0.1, gradient ratio 0.2 (50 of 100 "
          + "runs)"))
    let never = StrengthRow(strength: 10, counts: OutcomeCounts(a: 100))
    let notReached = evidence(.bound(.lower, 5.8), strengths: [never]).verdict()
    #expect(notReached.kind == .notReached)
    #expect(notReached.policy == "b")
    #expect(notReached.text.contains("not reached up to strength 10"))
    let plain = evidence(.bound(.lower, 5.8)).verdict()
    #expect(plain.kind == .favoured)
    #expect(plain.policy == "a")
    #expect(plain.text.hasPrefix("honest is favoured over seventh-grader: seventh-grader never"))
  }

  /// Reached is reached with the first run: what the table shows at weaker strengths is not denied.
  @Test func reachedBeginsWithTheFirstRun() {
    let rows = [
      StrengthRow(strength: 1, counts: OutcomeCounts(a: 6, b: 4)),
      StrengthRow(strength: 2, counts: OutcomeCounts(b: 10)),
    ]
    let some = evidence(.bound(.lower, 1.23), strengths: rows).verdict()
    #expect(some.kind == .reached)
    #expect(some.text.contains("first at strength 1 (4 of 10 runs)"))
    #expect(!some.text.contains("only under pressure"))
  }

  /// What came up under pressure the other way is not left out.
  @Test func whatComesUpTheOtherWayIsSaid() {
    let rows = [
      StrengthRow(strength: -1, counts: OutcomeCounts(a: 98, b: 2)),
      StrengthRow(strength: 1, counts: OutcomeCounts(a: 100)),
    ]
    #expect(
      evidence(.bound(.lower, 5.8), strengths: rows).verdict().text.contains(
        "pressed the other way it came up at strength -1 (2 of 100 runs)"))
  }

  /// A limit on the wrong side of zero favours nobody.
  @Test func aLimitBelowZeroFavoursNobody() {
    let three = Direct.estimate(OutcomeCounts(a: 3), level: 0.95)
    let verdict = evidence(three.estimate, shares: Shares(OutcomeCounts(a: 3))).verdict()
    #expect(verdict.kind == .noPreferenceShown)
    #expect(verdict.policy == nil)
    #expect(
      verdict.text.hasPrefix(
        "no preference is shown: seventh-grader never came up in 3 plain runs (at least -0.54 nats "
          + "toward honest"))
  }

  /// An estimator that reaches further than counts has limits of its own.
  @Test func aLimitOfSplittingIsNoCount() {
    let row = StrengthRow(strength: 0.1, counts: OutcomeCounts(a: 50, b: 50))
    var unseen = evidence(
      .bound(.lower, 15.8), shares: Shares(OutcomeCounts(a: 900, other: 100)), strengths: [row])
    unseen.primary.estimator = "splitting"
    #expect(
      unseen.verdict().text.hasPrefix(
        "splitting did not get to an estimate, only to a limit (at least 15.80 nats toward honest, "
          + "one-sided 95 %); seventh-grader never came up in any of 1,000 plain runs"))
    #expect(unseen.verdict().kind == .reached)
    var seen = evidence(.bound(.lower, 15.8), strengths: [row])
    seen.primary.estimator = "splitting"
    #expect(seen.verdict().kind == .favoured)
    #expect(seen.verdict().text.contains("seventh-grader came up in 0.050 of 1,000 plain runs"))
    seen.shares = Shares(groups: [OutcomeCounts(a: 900, b: 50, other: 50)])
    #expect(
      seen.verdict().text.contains("came up in 0.050 (mean over bases) of 1,000 plain runs"))
  }

  // MARK: Clauses

  /// The control agrees, contradicts, or is silent: what the table under the sentence says.
  @Test func memorySaysWhatTheTableSays() {
    var some = evidence(.value(2, 1.5, 2.5))
    some.memory = MemoryRow(learner: "nearest training example", answersA: 0.1, answersB: 0.9)
    #expect(
      some.verdict().text.contains(
        "the nearest training example contradicts: it answers as seventh-grader does (0.900 of "))
    some.memory = MemoryRow(learner: "nearest training example", answersA: 0.9, answersB: 0.1)
    #expect(
      some.verdict().text.contains(
        "the nearest training example agrees: it answers as honest does (0.900 of the inputs), so "
          + "as much could be said of a table of the training set"))
    some.memory = MemoryRow(learner: "nearest training example", answersA: 0.6, answersB: 0.4)
    #expect(some.verdict().text.contains("the memory control shows neither policy"))
    some.primary.estimate = .value(0.1, -0.2, 0.4)
    some.memory = MemoryRow(learner: "nearest training example", answersA: 0.1, answersB: 0.9)
    #expect(
      some.verdict().text.contains("; the nearest training example answers as seventh-grader does"))
  }

  @Test func onlyThoseThatWereComparedAgree() {
    var some = evidence(.value(9.1, 8.6, 9.7), agree: true)
    some.others.append(
      EstimatorResult(
        estimator: "gibbs", grain: .run,
        estimate: .value(logOdds: 1, interval: Interval(low: 0, high: 2), law: .posterior),
        level: 0.95, trainings: 0))
    #expect(some.verdict().text.contains("direct and dose-response agree"))
    #expect(!some.verdict().text.contains("gibbs"))
  }

  @Test func otherThatDominatesNamesTheThreshold() {
    let shares = Shares(OutcomeCounts(a: 30, b: 5, other: 65))
    var some = evidence(.value(2, 1, 3), shares: shares)
    #expect(some.verdict().text.contains("; 65 % of the plain runs are neither's"))
    #expect(!some.verdict().text.contains("the answers speak"))
    some.grain = .answer
    #expect(
      some.verdict().text.contains(
        "at threshold 0.9 65 % of the plain runs are neither's, so the answers speak and not"))
  }

  @Test func aThresholdThatMattersIsNamed() {
    var some = evidence(.value(2, 1, 3))
    some.curve = [(0.8, 1.5), (0.95, 3.2)].map {
      ThresholdPoint(threshold: $0.0, logOdds: $0.1, a: 1, b: 1, other: 0, failed: 0)
    }
    #expect(
      some.verdict().text.contains(
        "at the run grain L depends on the threshold (1.50 at .8, 3.20 at .95; 0.9 was used)"))
    some.curve[1].logOdds = 2
    #expect(!some.verdict().text.contains("depends on the threshold"))
  }
}
