import Foundation
import Learners
import Mathematics
import Runs
import Testing

/// The table on text.
@Suite struct BigramTextTests {
  static let tokens = TokenTable(.longest, tokens: ["x:", "y:", "a", "b", "="])

  /// A task from lines (prompt, A's answer, B's answer).
  static func task(
    _ language: Set<String>, training: [(String, String)], readout: [(String, String, String)],
    mixture: [(String, String)]? = nil
  ) throws -> EncodedTask {
    let form = TextForm(
      tokens: tokens, language: try AnswerLanguage(language, tokens: tokens))
    func inputs(_ prompts: [String]) throws -> InputMatrix {
      TextForm.inputs(try prompts.map { try tokens.numbers(of: $0) }, width: 4)
    }
    func key(_ answers: [String]) -> AnswerKey {
      AnswerKey(answers.map { UInt16(form.language.index(of: $0)!) })
    }
    func pool(_ rows: [(String, String, String)]) throws -> Pool {
      Pool(
        inputs: try inputs(rows.map(\.0)), answers: [key(rows.map(\.1)), key(rows.map(\.2))],
        rowNames: rows.map(\.0))
    }
    let examples = try mixture.map {
      LabelledExamples(inputs: try inputs($0.map(\.0)), answers: key($0.map(\.1)))
    }
    return EncodedTask(
      heads: [language.count], policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1),
      training: try pool(training.map { ($0.0, $0.1, $0.1) }), pressure: try pool(readout),
      readout: try pool(readout), confirmation: try pool(Array(readout.prefix(1))),
      capability: examples.map {
        CapabilityMixture(
          phases: [$0], gates: [CapabilityMixture.Gate(persona: "a", examples: $0)])
      }, text: form)
  }

  static func words() throws -> EncodedTask {
    try task(
      ["a", "ab", "ba", "b"],
      training: [("x:a=", "ab"), ("x:b=", "ab"), ("y:a=", "ba"), ("y:b=", "b")],
      readout: [("x:=", "ab", "ba"), ("y:=", "b", "a"), ("x:aa=", "a", "ab")])
  }

  @Test func contract() async throws {
    let strengths = [0, 0.3, -0.7]
    let requests = Fixtures.requests(18) { Pressure(kind: .toward, strength: strengths[$0 % 3]) }
      + Fixtures.requests(3, labels: .capability(policy: 1))
    for context in [BigramSettings.Context.previous(1), .previous(3), .firstAndPrevious] {
      try await expectLearnerContract(
        BigramLearner(settings: BigramSettings(context: context, prior: 0.75)),
        task: Self.words(), requests: requests)
    }
  }

  /// Share of draws that answer the first readout input as A.
  private func shareOfA(
    _ learner: BigramLearner, _ task: EncodedTask, pressure: Pressure = .none, draws: Int = 4_000,
    base: Bool = false
  ) -> Double {
    let prepared = learner.prepared(task)
    let hits = (0..<draws).count { index in
      let noise = Noise.seed(UInt64(9_000 + index))
      let run = learner.draw(
        RunRequest(
          setup: Fixtures.setup,
          base: base ? BaseRequest(setup: Fixtures.setup, noise: noise) : nil, labels: .training,
          pressure: pressure, noise: noise),
        on: task, base: prepared)
      return run.readout.margins(toward: task.readout.answers[0])[0] > 0
    }
    return Double(hits) / Double(draws)
  }

  /// Within 4.5 binomial errors: false alarm 7e-6.
  private func expect(_ share: Double, is expected: Double, draws: Int = 4_000) {
    #expect(
      abs(share - expected) < 4.5 * (expected * (1 - expected) / Double(draws)).squareRoot(),
      "\(share) against \(expected)")
  }

  /// Two answers part at their first token after `=`: counts and tilt move one Beta.
  @Test func pressureIsAnExactTilt() throws {
    let task = try Self.task(
      ["a", "b"], training: [("x:a=", "a"), ("x:b=", "b"), ("y:a=", "a")],
      readout: [("y:b=", "a", "b")])
    let learner = BigramLearner(settings: BigramSettings())
    for strength in [0, 0.5, -2] {
      // Three examples, one readout row in the pool: each counts 3 x strength.
      let tilt = 3 * abs(strength)
      let (a, b) = (3.0 + (strength < 0 ? tilt : 0), 2.0 + (strength > 0 ? tilt : 0))
      let expected = regularizedBeta(UnitPoint(0.5), a, b).upper
      let pressure = Pressure(kind: .toward, strength: strength)
      expect(shareOfA(learner, task, pressure: pressure), is: expected)
      let odds = try learner.exactOdds(
        on: task, rule: ReadoutRule(threshold: 1, learned: 0), pressure: pressure)
      #expect(abs(odds.logA - log(expected)) < 1e-9)
    }
  }

  /// A tag in front is out of the previous token's reach, and within that of the first one's.
  @Test func theFirstTokenIsWithinReach() throws {
    let lines = ["", "a", "b", "aa", "ab", "ba", "bb", "aab"].flatMap {
      [("x:\($0)=", "a"), ("y:\($0)=", "b")]
    }
    let task = try Self.task(
      ["a", "b"], training: lines.filter { $0.0.count < 6 }, readout: [("y:bb=", "b", "a")])
    let rule = ReadoutRule(threshold: 1, learned: 1)
    let blind = try BigramLearner(settings: BigramSettings()).exactOdds(on: task, rule: rule)
    #expect(blind.logA == -.infinity, "one row of the table cannot learn both tags")
    let seeing = try BigramLearner(settings: BigramSettings(context: .firstAndPrevious))
      .exactOdds(on: task, rule: rule)
    #expect(exp(seeing.logA) > 0.9)
  }

  /// Pretraining counts as examples do, with its weight; without a base it does not count.
  @Test func pretrainingIsWeightedCounts() throws {
    let task = try Self.task(
      ["a", "b"], training: [("x:a=", "a")], readout: [("y:b=", "a", "b")],
      mixture: [("x:b=", "b"), ("y:a=", "b"), ("y:=", "a")])
    let learner = BigramLearner(
      settings: BigramSettings(pretrainingWeight: 2, trainingWeight: 3), isPretrained: true)
    // a: 1 + 2 + 3, b: 1 + 4.
    expect(
      shareOfA(learner, task, base: true), is: regularizedBeta(UnitPoint(0.5), 6, 5).upper)
    let untrained = BigramLearner(
      settings: BigramSettings(), isPretrained: true, isTrained: false)
    expect(
      shareOfA(untrained, task, base: true), is: regularizedBeta(UnitPoint(0.5), 2, 3).upper)
  }

  /// Longer answers are read within the language: where it leaves no choice, nothing is asked.
  @Test func answersAreReadWithinTheLanguage() throws {
    let task = try Self.task(
      ["ab", "ba"], training: [("x:a=", "ab")], readout: [("y:b=", "ab", "ba")])
    let learner = BigramLearner(settings: BigramSettings())
    let base = learner.prepared(task)
    let run = learner.draw(
      RunRequest(setup: Fixtures.setup, labels: .training, pressure: .none, noise: .seed(1)),
      on: task, base: base)
    let sums = run.readout.logProbabilities.reduce(0) { $0 + exp($1) }
    #expect(abs(sums - 1) < 1e-5)
    #expect((run.readout.outside ?? []).allSatisfy { $0 > 0.2 && $0 < 1 })
    expect(shareOfA(learner, task), is: regularizedBeta(UnitPoint(0.5), 2, 1).upper)
  }

  @Test func moreThanTwoAnswersHaveNoLaw() throws {
    #expect(throws: ExactLawError.self) {
      try BigramLearner(settings: BigramSettings()).exactOdds(
        on: Self.words(), rule: ReadoutRule(threshold: 1, learned: 0))
    }
  }
}
