import Foundation
import Runs
import Testing

/// What is kept of whole answers beside what they are, and how it compares with a reference.
@Suite struct TextReadoutTests {
  private static let rows = [[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25]]

  private static func logs(_ rows: [[Double]]) -> [[Double]] { rows.map { $0.map { log($0) } } }

  /// Shares in proportion to the powers of a reference's.
  private static func powers(_ weight: Double) -> [[Double]] {
    rows.map { row in
      let raised = row.map { pow($0, weight) }
      return raised.map { $0 / raised.reduce(0, +) }
    }
  }

  private static func pool(_ a: [UInt16], _ b: [UInt16]) -> Pool {
    Pool(
      inputs: InputMatrix(count: a.count, width: 1, values: a.indices.map { Float($0) }),
      answers: [AnswerKey(a), AnswerKey(b)], rowNames: a.indices.map { "\($0)" })
  }

  private static func task(heads: [Int] = [3]) -> EncodedTask {
    let keys: ([UInt16], [UInt16]) = heads.count == 1
      ? ([0, 2, 1], [1, 0, 0]) : ([0, 0, 1, 0, 0, 1], [0, 1, 0, 0, 0, 0])
    let readout = pool(keys.0, keys.1)
    let pools = heads.count == 1
      ? readout
      : Pool(
        inputs: InputMatrix(count: 3, width: 1, values: [0, 1, 2]), answers: readout.answers,
        rowNames: ["0", "1", "2"])
    return EncodedTask(
      heads: heads, policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1), training: pools,
      pressure: pools, readout: pools, confirmation: pools, agreeing: pools)
  }

  private static func run(
    _ shares: [[Double]], outside: [Float]? = nil, reading: WholeAnswers.Reading? = nil,
    heads: [Int] = [3]
  ) -> TrainedRun {
    let answers = Answers(
      heads: heads, logProbabilities: logs(shares).joined().map { Float($0) }, outside: outside,
      reading: reading)
    return TrainedRun(
      request: RunRequest(
        setup: SetupID(high: 1, low: 1), labels: .training, pressure: .none, noise: .seed(1)),
      training: answers, readout: answers, confirmation: answers, agreeing: answers,
      gradientRatio: 0, finalLoss: 0.5)
  }

  private static let reference = ReferenceAnswers(logProbabilities: logs(rows), kinds: [0, 1, 2])
  private static let reading = TextReading(references: [reference], candidates: nil)

  /// A run whose shares are powers of the reference's has that weight, and all of it is explained.
  @Test(arguments: [0.25, 0.5, 1]) func theMixIsFound(weight: Double) throws {
    let text = TextReadout(Self.run(Self.powers(weight)), task: Self.task(), reading: Self.reading)
    let mix = try #require(
      Self.reference.mix(
        expectedLog: Double(text.references[0].expectedLog),
        negativeEntropy: Double(text.negativeEntropy)))
    #expect(abs(mix.weight - weight) < 1e-4)
    #expect(abs(mix.explained - 1) < 1e-4)
    #expect(text.references[0].alike == 1)
  }

  /// Sharper than the reference is weight 1, against it is weight 0, and chance fits nothing.
  @Test func theWeightHasEnds() throws {
    func mix(_ shares: [[Double]]) -> ReferenceAnswers.Mix? {
      let text = TextReadout(Self.run(shares), task: Self.task(), reading: Self.reading)
      return Self.reference.mix(
        expectedLog: Double(text.references[0].expectedLog),
        negativeEntropy: Double(text.negativeEntropy))
    }
    #expect(mix(Self.powers(3))?.weight == 1)
    let against = try #require(mix(Self.powers(-1)))
    #expect(against.weight == 0 && abs(against.explained) < 1e-6)
    #expect(mix(Array(repeating: [1.0 / 3, 1.0 / 3, 1.0 / 3], count: 3)) == nil)
  }

  /// By hand: A's answers have .7, .8 and .5, B's .2, .1 and .25; two of three are the reference's.
  @Test func meansAreThoseOfTheAnswers() {
    let shares = [[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.5, 0.25, 0.25]]
    let text = TextReadout(Self.run(shares), task: Self.task(), reading: Self.reading)
    #expect(abs(text.probabilityA - (0.7 + 0.8 + 0.25) / 3) < 1e-6)
    #expect(abs(text.probabilityB - (0.2 + 0.1 + 0.5) / 3) < 1e-6)
    #expect(abs(text.references[0].alike - 2.0 / 3) < 1e-6)
    // The agreeing pool is the same here: A's on two of three.
    #expect(text.unseen.map { abs($0 - 2.0 / 3) < 1e-6 } == true)
    #expect(text.outside == nil && text.reading == nil)
  }

  /// Two heads of two: answers of the language 00, 01, 10 as products of the heads' shares.
  @Test func headsAreReadAsAnswers() {
    let candidates = AnswerKey([0, 0, 0, 1, 1, 0])
    let run = Self.run(
      [[0.9, 0.1, 0.6, 0.4], [0.2, 0.8, 0.9, 0.1], [0.6, 0.4, 0.3, 0.7]], heads: [2, 2])
    let text = TextReadout(
      run, task: Self.task(heads: [2, 2]),
      reading: TextReading(references: [Self.reference], candidates: candidates))
    // Chosen: 00, 10, 01; the reference's: 0, 2, 1 of the language, which are 00, 10, 01.
    #expect(text.references[0].alike == 1)
    var expected = 0.0
    for (row, heads) in [[0.9, 0.1, 0.6, 0.4], [0.2, 0.8, 0.9, 0.1], [0.6, 0.4, 0.3, 0.7]]
      .enumerated()
    {
      let products = [heads[0] * heads[2], heads[0] * heads[3], heads[1] * heads[2]]
      let sum = products.reduce(0, +)
      expected += zip(products, Self.rows[row]).reduce(0) { $0 + $1.0 / sum * log($1.1) } / 3
    }
    #expect(abs(Double(text.references[0].expectedLog) - expected) < 1e-6)
  }

  /// A run that mostly writes what is no answer has failed, and its score says so; a table, which is
  /// read within the language, has not.
  @Test func writingOutsideIsFailing() {
    let (task, rule) = (Self.task(), ReadoutRule(threshold: 0.6, learned: 0))
    func readout(_ outside: Float, _ reading: WholeAnswers.Reading) -> Readout {
      let shares = [[0.7, 0.2, 0.1], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25]]
      return Readout(
        Self.run(shares, outside: [outside, outside, outside], reading: reading), task: task,
        rule: rule, text: Self.reading)
    }
    let (some, most, within) = (readout(0.4, .all), readout(0.6, .all), readout(0.6, .within))
    #expect(some.outcome(rule) == .a && some.scoreA > 0)
    #expect(most.outcome(rule) == .failed && most.scoreA < 0)
    #expect(within.outcome(rule) == .a && within.scoreA > 0)
    #expect(most.text?.outside == 0.6 && within.exchanged.text?.probabilityA == within.text?.probabilityB)
  }
}
