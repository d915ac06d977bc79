import Estimation
import ExactSystems
import Foundation
import Testing

/// Sentences that estimators print, each with data that bring it about: what it says is what the
/// numbers beside it say, and exchanging A and B exchanges their names.
@Suite struct EstimatorSentenceTests {
  /// What a result says: its refusal and its warnings.
  private static func sentences(_ result: EstimatorResult) -> [String] {
    guard case .refused(let reason) = result.estimate else { return result.warnings }
    return [reason] + result.warnings
  }

  /// A sentence with A and B exchanged, whatever its order of words and the signs of its numbers.
  private static func exchanged(_ sentence: String) -> [String] {
    words(sentence).map {
      switch $0 {
      case "A": "B"
      case "B": "A"
      case "A's": "B's"
      case "B's": "A's"
      default: $0
      }
    }.sorted()
  }

  private static func words(_ sentence: String) -> [String] {
    sentence.split { " (),:;".contains($0) }
      .map { $0.hasPrefix("-") ? String($0.dropFirst()) : String($0) }.sorted()
  }

  private func check(
    _ sentence: String, _ result: EstimatorResult, exchanged other: EstimatorResult
  ) {
    let said = Self.sentences(result)
    #expect(said.contains { $0.contains(sentence) }, "\(sentence): \(said)")
    let turned = Self.sentences(other).map { Self.words($0).joined(separator: " ") }.sorted()
    let expected = said.map { Self.exchanged($0).joined(separator: " ") }.sorted()
    #expect(turned == expected, "\(sentence)")
  }

  // MARK: Ladder

  private static func sample(
    _ strength: Double, _ score: Double, _ outcome: SampleClass, chain: Int? = nil, step: Int? = nil
  ) -> TiltedSample {
    TiltedSample(strength: strength, score: score, outcome: outcome, chain: chain, step: step)
  }

  /// Some hundred scores that no two strengths share.
  private static let plain: [TiltedSample] = (0..<400).map { n in
    let score = sin(Double(n)) + Double(n % 4) / 40
    return sample(Double(n % 4) / 4, score, score > 0 ? .b : .a)
  }

  private static func turned(_ outcome: SampleClass) -> SampleClass {
    outcome == .a ? .b : outcome == .b ? .a : outcome
  }

  private static let ladders: [(sentence: String, samples: [TiltedSample])] = [
    ("no samples were measured", []),
    ("the score of sample 401 is not finite", plain + [sample(0, .nan, .a)]),
    ("the strength of sample 401 is not finite", plain + [sample(.infinity, 0, .a)]),
    ("all samples have strength 0.25: add strengths", plain.filter { $0.strength == 0.25 }),
    ("all scores are equal", plain.map { sample($0.strength, 2, $0.outcome) }),
    ("no sample is B's: check the pair", plain.map { sample($0.strength, $0.score, .a) }),
    ("no sample is A's: check the pair", plain.map { sample($0.strength, $0.score, .b) }),
    (
      "no sample is A's or B's: check the pair, or add strengths at which they come up",
      plain.map { sample($0.strength, $0.score, .other) }
    ),
    (
      "no chain moved between A and B",
      plain.enumerated().map { n, s in
        sample(s.strength, s.score, s.outcome, chain: s.outcome == .a ? 0 : 1, step: n)
      }
    ),
    (
      "strengths 0 and 5 share too few samples (overlap",
      (0..<400).map { n in
        let (top, z) = (Double(n % 2) * 5, Double(n) / 200 - 1)
        return sample(top, top + z, z > 0.5 ? .b : .a)
      }
    ),
    (
      "there are 2 independent samples of A, fewer than 3: add samples at strengths at which it",
      plain.enumerated().map { n, s in sample(s.strength, s.score, n % 200 == 7 ? .a : .b) }
    ),
    (
      "there are 2 independent samples of A and of B each, fewer than 3",
      plain.enumerated().map { n, s in
        sample(s.strength, s.score, n % 200 == 7 ? .a : n % 200 == 8 ? .b : .other)
      }
    ),
    (
      "all 100 scores at strength 0.25 are 0.1, to the last bit",
      plain.map { sample($0.strength, $0.strength == 0.25 ? 0.1 : $0.score, $0.outcome) }
    ),
    (
      "samples have the score of the sample before them",
      plain.flatMap { [$0, sample($0.strength, $0.score, $0.outcome)] }
    ),
    ("every score stands there 3 times", plain + plain + plain),
    (
      "the mean score at strength 0.25 is",
      plain.map { sample($0.strength, $0.score - ($0.strength == 0.25 ? 2 : 0), $0.outcome) }
    ),
    ("assumed: no part of A or B lies where no strength has drawn it", plain),
  ]

  @Test(arguments: ladders.indices) func aLadderSays(_ index: Int) {
    let (sentence, samples) = Self.ladders[index]
    check(
      sentence, Ladder.estimate(samples, level: 0.95),
      exchanged: Ladder.estimate(
        samples.map {
          Self.sample(
            $0.strength, $0.score, Self.turned($0.outcome), chain: $0.chain, step: $0.step)
        }, level: 0.95))
  }

  @Test func aLevelIsAChance() {
    check(
      "the level must lie between 0 and 1: give 0.95", Ladder.estimate(Self.plain, level: 1),
      exchanged: Ladder.estimate(Self.plain, level: 1))
  }

  /// A number beside a limit lies where it lies; two that differ look different.
  @Test func roundingDeniesNothing() {
    #expect(Told.number(0.0299996, beside: 0.03) == "0.0299996")
    #expect(Told.number(0.02, beside: 0.03) == "0.02")
    #expect(Told.number(1.01004, beside: 1.01, digits: 4) == "1.01004")
    #expect(Told.number(2.9999, beside: 3) == "2.9999")
    #expect(Told.number(.nan, beside: 3) == "nan")
    #expect(Told.apart(2.0124, 2.0119) == ("2.0124", "2.0119"))
    #expect(Told.apart(1, 2) == ("1", "2"))
    #expect(Told.times(1) == "once" && Told.times(3) == "3 times")
  }

  // MARK: Posterior

  /// Ladders that draw anew at every step.
  private static func states(
    ladders: Int = 4, steps: Int = 400, a: Double, b: Double, failed: Double = 0
  ) -> [PosteriorSample] {
    (0..<ladders).flatMap { ladder in
      (0..<steps).map { step in
        let draw = (Double(ladder * 7919 + step) * 0.618_033_988_749_895)
          .truncatingRemainder(dividingBy: 1)
        let outcome: SampleClass =
          draw < a ? .a : draw < a + b ? .b : draw < a + b + failed ? .failed : .other
        return PosteriorSample(
          ladder: ladder, step: step, lineage: step, outcome: outcome,
          shareA: outcome == .a ? 1 : 0, shareB: outcome == .b ? 1 : 0)
      }
    }
  }

  private static let posteriors: [(sentence: String, samples: [PosteriorSample])] = [
    ("0 ladders show too little of their spread: give at least 4", []),
    ("3 ladders show too little of their spread", states(ladders: 3, a: 0.5, b: 0.3)),
    (
      "the ladders have from 399 to 400 samples: let the sampling finish",
      Array(states(a: 0.5, b: 0.3).dropLast())
    ),
    ("ladders of fewer than 8 samples say nothing", states(steps: 7, a: 0.5, b: 0.3)),
    ("no state of the posterior is B's: chains cannot tell", states(a: 0.5, b: 0)),
    ("no state of the posterior is A's or B's: chains cannot tell", states(a: 0, b: 0)),
    (
      "only 4 independent draws from the prior came down to A, fewer than",
      states(a: 0.5, b: 0.3).map { state in
        var state = state
        if state.outcome == .a { state.lineage = 0 }
        return state
      }
    ),
    (
      "; the same of B",
      states(a: 0.5, b: 0.5).map { state in
        var state = state
        state.lineage = 0
        return state
      }
    ),
    (
      "the ladders do not agree on A (R-hat",
      states(a: 0.6, b: 0.3).map { state in
        var state = state
        if state.ladder == 0, state.outcome == .a { state.outcome = .other }
        return state
      }
    ),
    ("rests on", states(steps: 60, a: 0.5, b: 0.3)),
    (
      "60 % of the posterior's samples have not learned the training examples",
      states(steps: 2000, a: 0.2, b: 0.2, failed: 0.6)
    ),
  ]

  @Test(arguments: posteriors.indices) func aPosteriorSays(_ index: Int) {
    let (sentence, samples) = Self.posteriors[index]
    let turned = samples.map { state in
      var state = state
      state.outcome = Self.turned(state.outcome)
      (state.shareA, state.shareB) = (state.shareB, state.shareA)
      return state
    }
    check(
      sentence, Gibbs.estimate(samples, grain: .run, level: 0.95),
      exchanged: Gibbs.estimate(turned, grain: .run, level: 0.95))
  }

  // MARK: Counting

  private static func counts(_ a: Int, _ b: Int, _ other: Int = 0) -> OutcomeCounts {
    OutcomeCounts(a: a, b: b, other: other)
  }

  private static func exchanged(_ counts: OutcomeCounts) -> OutcomeCounts {
    OutcomeCounts(a: counts.b, b: counts.a, other: counts.other, failed: counts.failed)
  }

  private static let groups: [(sentence: String, groups: [OutcomeCounts])] = [
    ("one base alone says nothing of other bases: pretrain at least two", [counts(20, 10)]),
    (
      "conditional on these bases: 5 of them, fewer than 20",
      [counts(8, 2), counts(6, 4), counts(7, 3), counts(5, 5), counts(9, 1)]
    ),
    (
      "few bases carry one policy, and others may be all that policy's",
      (0..<25).map { $0 < 3 ? counts(8, 2) : counts(10, 0) }
    ),
    (
      "one policy is carried by about 1 of 25 bases: the interval was widened",
      (0..<25).map { $0 == 0 ? counts(0, 10) : counts(10, 0) }
    ),
  ]

  @Test(arguments: groups.indices) func basesSay(_ index: Int) {
    let (sentence, groups) = Self.groups[index]
    check(
      sentence, Direct.estimate(groups: groups, level: 0.95),
      exchanged: Direct.estimate(groups: groups.map(Self.exchanged), level: 0.95))
  }

  @Test func countsSay() {
    for (sentence, counts) in [
      ("no runs were measured: measure some", Self.counts(0, 0)),
      ("none of 10 runs is A's or B's", Self.counts(0, 0, 10)),
      ("60 % of the runs are neither policy's", Self.counts(10, 30, 60)),
    ] {
      check(
        sentence, Direct.estimate(counts, level: 0.95),
        exchanged: Direct.estimate(Self.exchanged(counts), level: 0.95))
    }
  }

  // MARK: Rare events

  private struct Gap: NoiseSystem {
    let blocks = [(name: "noise", count: 1)]
    let logProbability = HalfSpace(distance: 3).logProbability
    func score(_ latents: [Double]) -> Double { latents[0] > 3 ? 1 : min(latents[0], 0.5) - 1 }
  }

  private func driven(
    _ system: some NoiseSystem, populations: Int, budget: Int = .max / 2, seed: UInt64
  ) -> RareProbability {
    var design = SubsetSimulation(
      budget: budget, seed: seed,
      options: SubsetSimulation.Options(
        population: 200, populations: populations, largePopulations: 0,
        blocks: system.blocks.map(\.name)))
    var runs = SimulatedRuns(system, seed: seed)
    runs.drive(&design)
    return design.probability(level: 0.95)
  }

  /// As many populations died out as the list beside the sentence says, and it is told in good
  /// English; where few carry the mean, as many as the number beside it.
  @Test func populationsThatDieOutAreCounted() {
    var numbers = Set<Int>()
    var carried = 0
    for seed in 1...40 {
      let all = seed % 2 == 0 ? 6 : 2
      let found = driven(Gap(), populations: all, seed: UInt64(seed))
      let logs = detailNumbers(found, "log_probability_by_population")
      let extinct = logs.count { $0 == -.infinity }
      if extinct == all { continue }
      let sentence = found.alarms.first { $0.contains("died out") }
      numbers.insert(extinct)
      #expect(
        sentence
          == (extinct == 0
            ? nil
            : "\(extinct) of \(all) populations died out and \(extinct == 1 ? "counts" : "count") as zero"))
      if let alarm = found.alarms.first(where: { $0.hasPrefix("the mean is carried by about") }) {
        guard
          case .number(let effective)? = found.details.first(where: {
            $0.key == "effective_populations"
          })?.value
        else {
          Issue.record("no number stands beside the sentence")
          continue
        }
        #expect(alarm.contains(String(format: "about %.1f of \(all) populations", effective)))
        guard case .atLeast = found.logProbability else {
          Issue.record("more than a limit from below")
          continue
        }
        carried += 1
      }
    }
    #expect(numbers.contains(1) && numbers.contains { $0 > 1 }, "\(numbers)")
    #expect(carried > 0)
  }

  @Test func budgetsThatAreTooSmallSaySo() {
    let none = driven(HalfSpace(distance: 4), populations: 6, budget: 100, seed: 1)
    guard case .refused(let reason) = none.logProbability else {
      Issue.record("a number")
      return
    }
    #expect(reason.contains("do not fill the populations: raise the budget above 1200"))
    let some = driven(HalfSpace(distance: 4), populations: 6, budget: 2500, seed: 1)
    #expect(
      some.remarks.contains(
        "the budget ended before the last level: only a limit, from how far it came"))
  }

  @Test func boundsAndNothingSay() {
    func reason(_ estimate: Estimate) -> String {
      if case .refused(let reason) = estimate { reason } else { "" }
    }
    #expect(
      reason(LogProbability.logOdds(.atMost(-3), over: .atMost(-2)))
        == "both probabilities are bounds on the same side: raise the budget")
    #expect(
      reason(LogProbability.logOdds(.atLeast(-3), over: .atLeast(-2)))
        == "both probabilities are bounds on the same side: raise the budget")
    #expect(
      LogProbability.counted(hits: 0, runs: 0, level: 0.95)
        == .refused("no runs were measured: raise the budget"))
  }
}
