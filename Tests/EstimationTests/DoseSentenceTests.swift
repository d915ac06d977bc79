import Estimation
import Foundation
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

  @Test func equalityWithoutAnEndSaysOnWhichSides() {
    let flat = DoseResponse.estimate(
      [at(-1, 51, 49), at(1, 50, 50), at(2, 49, 51)], level: 0.95).result
    #expect(flat.equalStrength?.interval == Interval(low: nil, high: nil))
    #expect(flat.warnings.contains("the strength of equality is unbounded on both sides"))
    #expect(
      flat.warnings.contains(
        "the slope is not established: the strengths hardly move the outcome"))
  }

  /// Animals alive and dead by dose (R package drc, selenium, type 2): halves of a dose count alike.
  @Test func aResponseToTheLogarithmHasNoZero() {
    let data = [at(100, 123, 30), at(200, 83, 59), at(300, 57, 82), at(400, 92, 62), at(500, 70, 85)]
    let result = DoseResponse.estimate(data, level: 0.95).result
    #expect(
      reason(data) == "the response follows ln strength, in which zero is infinitely far: count "
        + "runs at strength 0 directly")
    #expect(
      result.warnings.contains(
        "a line in ln strength fits better than one in the strength, by 4.50 units of log "
          + "likelihood: zero is no point of the curve"))
    #expect(result.equalStrength?.interval.high == nil)
    #expect(
      result.warnings.contains(
        "the strength of equality is unbounded on one side: try strengths further out there"))
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

  // MARK: Each sentence, and the same with A and B exchanged

  private static func rows(_ rows: [(Double, Int, Int)]) -> [DoseObservation] {
    rows.map { DoseObservation(strength: $0.0, counts: OutcomeCounts(a: $0.1, b: $0.2)) }
  }

  /// Runs along a logit line, without noise.
  private static func line(
    _ strengths: [Double], _ runs: Double, at zero: Double, slope: Double
  ) -> [DoseObservation] {
    rows(
      strengths.map { x in
        let b = (runs / (1 + exp(zero + slope * x))).rounded()
        return (x, Int(runs - b), Int(b))
      })
  }

  private static let told: [(sentence: String, data: [DoseObservation])] = [
    (
      "two strengths show no bend: one line was drawn through them", rows([(-1, 70, 30), (1, 30, 70)])
    ),
    (
      "the slope has the wrong sign: pressure toward a policy made the other more likely",
      line([-2, -1, 1, 2], 400, at: 0, slope: 1)
    ),
    (
      "the slope is not established: the strengths hardly move the outcome",
      rows([(-2, 20, 22), (-1, 21, 20), (1, 20, 21), (2, 22, 20)])
    ),
    (
      "zero lies outside the strengths used (runs at zero are direct's): add strengths on its other",
      line([1, 1.5, 2, 2.5], 400, at: 1, slope: -1)
    ),
    ("extrapolated by", line([1, 1.5, 2, 2.5], 400, at: 1, slope: -1)),
    (
      "200 strengths were taken together in",
      line((-100..<100).map { Double($0) / 40 + 0.0125 }, 40, at: 0, slope: -1)
    ),
    (
      "the strength of equality lies outside the strengths used",
      line([-1, -0.5, 0.5, 1], 2000, at: 3, slope: -1)
    ),
    ("add strengths that move the outcome, or runs", rows([(1, 20, 22), (2, 21, 20), (3, 20, 21)])),
    (
      "one base alone says nothing of other bases",
      line([-1, 0.5, 1], 100, at: 0, slope: -1).map {
        DoseObservation(strength: $0.strength, counts: $0.counts, group: 3)
      }
    ),
    (
      "the response is curved: a straight line in the log odds does not go through",
      rows([(-2, 500, 500), (-1, 500, 500), (0.5, 500, 500), (1, 100, 900), (2, 2, 998)])
    ),
  ]

  /// Words and numbers without signs, A and B exchanged where that is asked for.
  private static func words(_ sentence: String, exchanged: Bool) -> [String] {
    sentence.split { " (),:;".contains($0) }.map { word in
      let word = word.hasPrefix("-") ? String(word.dropFirst()) : String(word)
      return !exchanged ? word : ["A": "B", "B": "A"][word] ?? word
    }.sorted()
  }

  @Test(arguments: told.indices) func eachIsSaidOfEither(_ index: Int) {
    let (sentence, data) = Self.told[index]
    func sentences(_ data: [DoseObservation]) -> [String] {
      let result = DoseResponse.estimate(data, grain: .run, level: 0.95).result
      if case .refused(let reason) = result.estimate { return [reason] + result.warnings }
      return result.warnings
    }
    let said = sentences(data)
    #expect(said.contains { $0.contains(sentence) }, "\(sentence): \(said)")
    let turned = sentences(
      data.map {
        DoseObservation(
          strength: 0 - $0.strength,
          counts: OutcomeCounts(a: $0.counts.b, b: $0.counts.a), group: $0.group)
      })
    #expect(
      turned.map { Self.words($0, exchanged: false).joined(separator: " ") }.sorted()
        == said.map { Self.words($0, exchanged: true).joined(separator: " ") }.sorted())
  }
}
