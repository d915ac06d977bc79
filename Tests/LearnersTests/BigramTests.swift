import Foundation
import Learners
import Mathematics
import Runs
import Testing

/// The bigram table whose law is exact.
@Suite struct BigramTests {
  /// Rows of (first input, last input, class as A says); B says the other on diagnostic inputs.
  static func task() -> EncodedTask {
    func pool(_ rows: [(Float, Float, UInt16)], agree: Bool) -> Pool {
      let a = rows.map(\.2)
      return Pool(
        inputs: InputMatrix(count: rows.count, width: 2, values: rows.flatMap { [$0.0, $0.1] }),
        answers: [AnswerKey(a), AnswerKey(agree ? a : a.map { 1 - $0 })],
        rowNames: rows.map { "\($0)" })
    }
    return EncodedTask(
      heads: [2], policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1),
      training: pool(
        [(0, 1, 1), (1, 1, 1), (2, 1, 1), (3, 1, 0), (4, 2, 0), (5, 2, 0), (6, 5, 1)],
        agree: true),
      pressure: pool([(7, 1, 1), (8, 2, 0), (9, 3, 1)], agree: false),
      readout: pool([(10, 1, 1), (11, 1, 1), (12, 2, 0), (13, 3, 1), (14, 2, 1)], agree: false),
      confirmation: pool([(15, 1, 1)], agree: false))
  }

  static let learner = BigramLearner(settings: BigramSettings(prior: 0.75))

  @Test func contract() async throws {
    let strengths = [0, 0.3, -0.7]
    let requests = Fixtures.requests(18) { Pressure(kind: .toward, strength: strengths[$0 % 3]) }
      + Fixtures.requests(2) { _ in Pressure(kind: .away, strength: 1) }
      + Fixtures.requests(3, labels: .capability(policy: 1))
    try await expectLearnerContract(Self.learner, task: Self.task(), requests: requests)
  }

  struct Setting: Sendable {
    let rule: ReadoutRule
    let pressure: Pressure
  }

  static let settings = [
    Setting(rule: ReadoutRule(threshold: 0.8, learned: 0), pressure: .none),
    Setting(rule: ReadoutRule(threshold: 0.6, learned: 0.5), pressure: .none),
    Setting(
      rule: ReadoutRule(threshold: 0.8, learned: 0.5),
      pressure: Pressure(kind: .toward, strength: 0.4)),
    Setting(
      rule: ReadoutRule(threshold: 0.8, learned: 0.5),
      pressure: Pressure(kind: .away, strength: -0.4)),
  ]

  /// Plain runs against the law: shares of A's and B's within 4.5 binomial errors, false alarm 7e-6
  /// each.
  @Test(arguments: settings)
  func runsFollowTheLaw(setting: Setting) async throws {
    let task = Self.task()
    let odds = try Self.learner.exactOdds(
      on: task, rule: setting.rule, pressure: setting.pressure)
    let count = 8_000
    let runs = try await Fixtures.train(
      Self.learner, Fixtures.requests(count) { _ in setting.pressure }, on: task)
    for (outcome, log) in [(Outcome.a, odds.logA), (.b, odds.logB)] {
      let hits = runs.count {
        Readout($0, task: task, rule: setting.rule).outcome(setting.rule) == outcome
      }
      let expected = exp(log) * Double(count)
      #expect(expected > 20)
      #expect(abs(Double(hits) - expected) < 4.5 * (expected * (1 - exp(log))).squareRoot())
    }
  }

  /// One row of the table: ln P(Beta(2 n + 1, 1) < 1/2) = -(2 n + 1) ln 2, to one in 10^12.
  @Test(arguments: [1, 9, 20])
  func oneRow(pairs: Int) throws {
    let key = AnswerKey(Array(repeating: 1, count: 2 * pairs))
    let training = Pool(
      inputs: InputMatrix(
        count: 2 * pairs, width: 1, values: Array(repeating: 3, count: 2 * pairs)),
      answers: [key, key], rowNames: (0..<2 * pairs).map { "\($0)" })
    let one = Pool(
      inputs: InputMatrix(count: 1, width: 1, values: [3]),
      answers: [AnswerKey([1]), AnswerKey([0])], rowNames: ["one"])
    let task = EncodedTask(
      heads: [2], policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1), training: training,
      pressure: one, readout: one, confirmation: one)
    let odds = try BigramLearner(settings: BigramSettings()).exactOdds(
      on: task, rule: ReadoutRule(threshold: 1, learned: 0))
    let truth = -Double(2 * pairs + 1) * log(2)
    #expect(abs(odds.logB - truth) < odds.uncertainty)
    #expect(abs(odds.logA - log1p(-exp(truth))) < odds.uncertainty)
  }

  @Test func otherSettingsAreRefused() {
    let settings = BigramSettings()
    let plain = TrainingSettings()
    func problem(
      pretraining: TrainingSettings? = nil, pressure: Pressure.Kind = .away, heads: [Int] = [2]
    ) -> String? {
      settings.problem(
        training: plain, pretraining: pretraining, pressure: pressure, heads: heads)
    }
    #expect(problem() == nil)
    #expect(problem(pretraining: plain) == nil)
    #expect(problem(pressure: .away, heads: [3])?.contains("no exact tilt") == true)
    #expect(problem(pressure: .toward, heads: [3]) == nil)
    #expect(problem(pressure: .diversity(.dBat))?.contains("pressure.kind") == true)
    #expect(problem(heads: [2, 2])?.contains("2 answers at once") == true)
  }
}
