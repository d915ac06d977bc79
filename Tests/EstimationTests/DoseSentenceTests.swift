import Estimation
import Testing

/// Sentences of the dose-response beside the tables that stand under them: none denies what they
/// show.
@Suite struct DoseSentenceTests {
  private func at(_ strength: Double, _ a: Int, _ b: Int) -> DoseObservation {
    DoseObservation(strength: strength, counts: OutcomeCounts(a: a, b: b))
  }

  private func reason(_ data: [DoseObservation]) -> String? {
    guard case .refused(let reason) = DoseResponse.estimate(data, level: 0.95).result.estimate
    else { return nil }
    return reason
  }

  /// Zero's runs, which the table shows, are left to direct.
  @Test func oneStrengthBesideZero() {
    #expect(
      reason([at(2, 30, 10)]) == "of the strengths used (runs at zero are direct's) only 2.0 has "
        + "hits, which gives no slope: try at least three")
    #expect(
      reason([at(0, 30, 10)]) == "of the strengths used only 0.0 has hits, which gives no slope: "
        + "try at least three")
  }

  @Test func aSharedStrengthIsNoGap() {
    #expect(
      reason([at(0.5, 5, 0), at(1, 4, 6), at(2, 0, 10)]) == "A and B share one strength, 1.0, and no "
        + "other: every A lies at or below it, every B at or above: place strengths just beside it")
    #expect(
      reason([at(0.5, 5, 0), at(2, 0, 10)]) == "no overlap: every A lies at or below strength 0.5, "
        + "every B at or above 2.0: place strengths between and next to them")
  }

  /// What is said of a policy that never came up is said of either alike.
  @Test func neverIsSaidOfEither() {
    #expect(
      reason([at(1, 5, 0), at(2, 5, 0)]) == "B never came up at strengths 1.0 to 2.0: try stronger "
        + "pressure toward B (positive strengths), and see whether the learner can be B at all")
    #expect(
      reason([at(-2, 0, 5), at(-1, 0, 5)]) == "A never came up at strengths -2.0 to -1.0: try "
        + "stronger pressure toward A (negative strengths), and see whether the learner can be A at "
        + "all")
  }

  /// Equality in the middle of what was tried, by rounding beyond a window's last strength.
  @Test func equalityAmongTheStrengthsIsNotOutside() {
    let data = [(0.0, 88, 12), (1, 73, 27), (2, 50, 50), (3, 27, 73), (4, 12, 88)]
      .map { at($0.0, $0.1, $0.2) }
    let result = DoseResponse.estimate(data, level: 0.95).result
    #expect(abs((result.equalStrength?.strength ?? 0) - 2) < 0.05)
    #expect(!result.warnings.contains { $0.contains("outside the strengths used") })
    let far = DoseResponse.estimate(
      [at(-3, 98, 2), at(-2, 95, 5), at(-1, 88, 12), at(0, 75, 25)], level: 0.95).result
    #expect(far.warnings.contains("the strength of equality lies outside the strengths used"))
  }

  /// 150 runs far from zero do not lack runs.
  @Test func farStrengthsAreNotFewRuns() {
    let data = (0..<5).map { step in
      at(1e6 + Double(step), 25 - 4 * step, 5 + 4 * step)
    }
    let said = reason(data) ?? ""
    #expect(!said.contains("too few runs"), "\(said)")
  }

  @Test func fewHitsAtUsedStrengths() {
    let few = DoseResponse.estimate(
      [at(-1, 9, 2), at(-0.5, 8, 3), at(0.5, 3, 8), at(1, 2, 9)], level: 0.95).result
    #expect(
      few.warnings.contains(
        "no strength used (runs at zero are direct's) has ten hits of each: the line rests on few "
          + "hits, add runs"))
  }

  /// No estimator names a budget where runs may have come without one.
  @Test func nobodySpeaksOfABudget() {
    #expect(reason([])?.contains("budget") == false)
    guard case .refused(let none) = Direct.estimate(OutcomeCounts(), level: 0.95).estimate,
      case .refused(let others) = Direct.estimate(OutcomeCounts(other: 9), level: 0.95).estimate,
      case .refused(let answers) = Direct.estimate(ShareMoments(), level: 0.95).estimate
    else {
      Issue.record("not refused")
      return
    }
    for text in [none, others, answers] { #expect(!text.contains("budget"), "\(text)") }
  }
}
