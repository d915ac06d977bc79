import Runs
import Testing

import Experiments

@Suite struct TallyTests {
  private let reading = Reading(
    rule: ReadoutRule(threshold: 0.75, learned: 1), inputs: 4, resamples: 3, seed: 5)

  private func readout(_ answers: [DiagnosticAnswer], right: Int = 10) -> Readout {
    Readout(
      answers: answers, confirmation: [.a, .b], trainingRight: right, trainingCount: 10, score: 0,
      gradientRatio: 0.5, finalLoss: 0)
  }

  @Test func countsByHand() {
    var tally = Tally(reading)
    tally.add(readout([.a, .a, .a, .b]), reading)
    tally.add(readout([.b, .b, .b, .b]), reading)
    tally.add(readout([.a, .b, .other, .a]), reading)
    tally.add(readout([.a, .a, .a, .a], right: 9), reading)
    #expect(tally.counts.a == 1)
    #expect(tally.counts.b == 1)
    #expect(tally.counts.other == 1)
    #expect(tally.counts.failed == 1)
    #expect(tally.shares.sumA == 9)
    #expect(tally.shares.sumB == 6)
    #expect(tally.inputsA == [3, 2, 2, 2])
    #expect(tally.confirmationA == 4)
    #expect(tally.meanGradientRatio == 0.5)
    // At threshold .95 three of four answers are too few; one wrong example in ten is too many
    // until the other learned share.
    let last = tally.outcomes[reading.rules.count - 1]
    #expect(tally.outcomes[5].a == 0)
    #expect(last.failed == 1)
  }

  @Test func addingTalliesIsAddingRuns() {
    let runs = [
      readout([.a, .a, .a, .b]), readout([.b, .b, .other, .b]), readout([.a, .b, .a, .a], right: 3),
      readout([.other, .other, .a, .b]),
    ]
    var whole = Tally(reading)
    for run in runs { whole.add(run, reading) }
    var (left, right) = (Tally(reading), Tally(reading))
    for run in runs[..<1] { left.add(run, reading) }
    for run in runs[1...] { right.add(run, reading) }
    #expect(left + right == whole)
    #expect(Tally(words: whole.words, like: Tally(reading)) == whole)
    #expect(Tally(words: Array(whole.words.dropLast()), like: Tally(reading)) == nil)
  }
}
