import Runs
import Testing

@Suite struct AnswersTests {
  @Test func marginIsTheSmallestLeadOverAllHeads() {
    let answers = Answers(
      heads: [2, 3],
      logProbabilities: [-0.5, -1, -0.25, -2, -3, -0.5, -1, -0.25, -2, -3])
    #expect(answers.count == 2)
    #expect(answers.margins(toward: AnswerKey([0, 0, 0, 1])) == [0.5, -1.75])
    #expect(answers.margins(toward: AnswerKey([1, 0, 0, 0])) == [-0.5, 0.5])
  }

  @Test func divergedRunsAnswerNothing() {
    for bad in [Float.nan, .infinity] {
      for place in 0..<3 {
        var values: [Float] = [-0.1, -3, -3]
        values[place] = bad
        let answers = Answers(heads: [3], logProbabilities: values)
        for answer in 0..<3 {
          #expect(answers.margins(toward: AnswerKey([UInt16(answer)])) == [-.infinity])
        }
      }
    }
    let nothing = Answers(heads: [2], logProbabilities: [-.infinity, -.infinity])
    #expect(nothing.margins(toward: AnswerKey([0])) == [-.infinity])
  }

  @Test func certaintyIsAnInfiniteMargin() {
    let answers = Answers(heads: [2], logProbabilities: [0, -.infinity])
    #expect(answers.margins(toward: AnswerKey([0])) == [.infinity])
    #expect(answers.margins(toward: AnswerKey([1])) == [-.infinity])
  }

  @Test func tiesAreNobodys() {
    let answers = Answers(heads: [2], logProbabilities: [-0.7, -0.7])
    #expect(answers.margins(toward: AnswerKey([0])) == [0])
    #expect(answers.margins(toward: AnswerKey([1])) == [0])
  }
}

@Suite struct ReadoutTests {
  @Test func neededCountsAreExact() {
    for (share, count, expected) in [
      (0.9, 50, 45), (0.9, 51, 46), (0.7, 10, 7), (0.6, 5, 3), (0.95, 20, 19), (0.95, 100, 95),
      (1, 7, 7), (0, 7, 0), (0.8, 1, 1), (0.55, 200, 110), (0.9, 0, 0), (0.501, 1000, 501),
    ] {
      #expect(ReadoutRule.needed(share, of: count) == expected)
    }
    // Shares of whole percent, against whole-number arithmetic.
    for percent in 0...100 {
      for count in 0...300 {
        let exact = (percent * count + 99) / 100
        #expect(ReadoutRule.needed(Double(percent) / 100, of: count) == exact)
      }
    }
  }

  /// A random trained run, its task and a rule; small numbers, so that ties and every outcome come.
  private static func sample(
    _ generator: inout SplitMix
  ) -> (TrainedRun, EncodedTask, ReadoutRule) {
    let heads = [[2], [3], [2, 3]][Int(generator.next() % 3)]
    let flavour = Int(generator.next() % 4)
    func pool(_ rows: Int, differ: Bool) -> (Pool, Answers) {
      var keys: [[UInt16]] = [[], []]
      var values: [Float] = []
      for _ in 0..<rows {
        let a = heads.map { UInt16(generator.next() % UInt64($0)) }
        var b = a
        if differ {
          let head = Int(generator.next() % UInt64(heads.count))
          let shift = 1 + UInt16(generator.next() % UInt64(heads[head] - 1))
          b[head] = (a[head] + shift) % UInt16(heads[head])
        }
        keys[0] += a
        keys[1] += b
        // Models that lean to a, to b, to neither, and now and then to nothing at all.
        let own = flavour == 0 ? a : b
        for (head, size) in heads.enumerated() {
          for candidate in 0..<size {
            var value = -Float(generator.next() % 5)
            if flavour < 3, generator.next() % 16 != 0 {
              value = Int(own[head]) == candidate ? 0 : value - 1
            }
            if generator.next() % 200 == 0 { value = [.nan, -.infinity][Int(generator.next() % 2)] }
            values.append(value)
          }
        }
      }
      let inputs = InputMatrix(
        count: rows, width: 1, values: [Float](repeating: 0, count: rows))
      return (
        Pool(
          inputs: inputs, answers: keys.map { AnswerKey($0) },
          rowNames: (0..<rows).map { "\($0)" }),
        Answers(heads: heads, logProbabilities: values)
      )
    }
    let (training, trained) = pool(1 + Int(generator.next() % 6), differ: false)
    let (pressure, _) = pool(1, differ: true)
    let (readout, read) = pool(1 + Int(generator.next() % 12), differ: true)
    let (confirmation, confirmed) = pool(2, differ: true)
    let task = EncodedTask(
      heads: heads, policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1), training: training,
      pressure: pressure, readout: readout, confirmation: confirmation)
    let request = RunRequest(
      setup: SetupID(high: 0, low: 0), labels: .training, pressure: .none, noise: .seed(0))
    let run = TrainedRun(
      request: request, training: trained, readout: read, confirmation: confirmed,
      gradientRatio: 0, finalLoss: 0)
    let thresholds = [0.51, 0.6, 0.7, 0.8, 0.9, 0.95, 1]
    let shares = [0, 0.5, 0.9, 1]
    return (
      run, task,
      ReadoutRule(
        threshold: thresholds[Int(generator.next() % 7)],
        learned: shares[Int(generator.next() % 4)])
    )
  }

  /// The score is what splitting and the ladder climb: it must say b exactly where counting does.
  @Test func scoreIsPositiveExactlyWhenTheRunIsBs() {
    var generator = SplitMix(state: 3)
    var seen: [Outcome: Int] = [:]
    for _ in 0..<20_000 {
      let (run, task, rule) = Self.sample(&generator)
      let readout = Readout(run, task: task, rule: rule)
      let outcome = readout.outcome(rule)
      seen[outcome, default: 0] += 1
      #expect((readout.score > 0) == (outcome == .b))
      #expect((readout.scoreA > 0) == (outcome == .a))
      #expect(!readout.score.isNaN && !readout.scoreA.isNaN)
    }
    #expect(Outcome.allCases.allSatisfy { seen[$0, default: 0] > 300 })
  }

  /// The answers against a plain count of which answer has the largest probability.
  @Test func answersAreThoseOfTheLargestProbability() {
    var generator = SplitMix(state: 4)
    for _ in 0..<2000 {
      let (run, task, rule) = Self.sample(&generator)
      let readout = Readout(run, task: task, rule: rule)
      let given = run.readout
      let candidates = given.heads.reduce(0, +)
      for row in 0..<given.count {
        var chosen: [UInt16]? = []
        var offset = row * candidates
        for size in given.heads {
          let values = given.logProbabilities[offset..<offset + size]
          let best = values.max() ?? 0
          let winners = values.indices.filter { values[$0] == best }
          if winners.count == 1, values.allSatisfy({ !$0.isNaN }), best > -.infinity {
            chosen?.append(UInt16(winners[0] - offset))
          } else {
            chosen = nil
          }
          offset += size
        }
        let range = row * given.heads.count..<(row + 1) * given.heads.count
        let keys = task.readout.answers.map { Array($0.values[range]) }
        let expected: DiagnosticAnswer =
          chosen == keys[0] ? .a : chosen == keys[1] ? .b : .other
        #expect(readout.answers[row] == expected)
      }
    }
  }

  @Test func capabilityAddsThePressurePool() {
    var generator = SplitMix(state: 9)
    let (_, task, _) = Self.sample(&generator)
    let plain = task.examples(for: .training)
    #expect(plain.inputs.count == task.training.count)
    #expect(plain.answers == task.training.answers[0])
    let taught = task.examples(for: .capability(policy: 1))
    #expect(taught.inputs.count == task.training.count + task.pressure.count)
    #expect(
      taught.answers.values == task.training.answers[1].values + task.pressure.answers[1].values)
  }
}

/// Fixed pseudo-random bits for property tests.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
