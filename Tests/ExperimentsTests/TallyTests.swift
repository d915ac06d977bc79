import Runs
import Testing

import Experiments

@Suite struct TallyTests {
  private let reading = Reading(
    rule: ReadoutRule(threshold: 0.75, learned: 1), inputs: 4, resamples: 3, seed: 5)

  private func readout(_ answers: [DiagnosticAnswer], right: Int = 10) -> Readout {
    Readout(
      answers: answers, confirmation: [.a, .b], trainingRight: right, trainingCount: 10, score: 0,
      scoreA: 0, gradientRatio: 0.5, finalLoss: 0)
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

  /// A run that is neither's but another policy's is named; the answers that only it explains
  /// count.
  @Test func otherPoliciesAreNamed() {
    let reading = Reading(
      rule: ReadoutRule(threshold: 0.75, learned: 1), inputs: 4, named: 2, resamples: 0, seed: 5)
    func readout(_ answers: [DiagnosticAnswer], _ named: [NamedHits]) -> Readout {
      Readout(
        answers: answers, confirmation: [], trainingRight: 1, trainingCount: 1, score: 0,
        scoreA: 0, named: named, gradientRatio: 0, finalLoss: 0)
    }
    var tally = Tally(reading)
    // Three of four inputs as the second policy does, two of them unlike a and b.
    tally.add(
      readout(
        [.other, .other, .a, .b], [NamedHits(all: 1, alone: 1), NamedHits(all: 3, alone: 2)]),
      reading)
    // B's run is B's, and is told apart by whom it is most like: one more input as the first
    // policy does, or as many.
    for hits in [4, 3] {
      tally.add(
        readout(
          [.b, .b, .b, .a],
          [NamedHits(all: UInt16(hits), alone: 0), NamedHits(all: 1, alone: 0)]), reading)
    }
    #expect(tally.kindsOfB == [1, 0, 1])
    #expect((tally + tally).kindsOfB == [2, 0, 2])
    #expect(Tally(words: tally.words, like: Tally(reading)) == tally)
    // A's run is A's, whatever else it is like.
    tally.add(
      readout([.a, .a, .a, .a], [NamedHits(all: 4, alone: 0), NamedHits(all: 0, alone: 0)]),
      reading)
    // Too few inputs for a name.
    tally.add(
      readout(
        [.other, .other, .b, .b], [NamedHits(all: 2, alone: 2), NamedHits(all: 2, alone: 1)]),
      reading)
    #expect(tally.namedRuns == [0, 1])
    #expect(tally.namedAnswers == [3, 3])
    #expect(tally.counts.other == 2)
    #expect(Tally(words: (tally + tally).words, like: Tally(reading)) == tally + tally)
  }

  /// What was stored before both pools were kept is read, and leaves open what it does not tell.
  @Test func olderCountsAreRead() throws {
    var tally = Tally(reading)
    tally.add(readout([.a, .a, .a, .b]), reading)
    let older = try #require(
      Tally(words: Array(tally.words.dropLast(16)), like: Tally(reading)))
    #expect(older.counts == tally.counts)
    #expect(older.pools == nil)
    #expect((older + tally).pools == nil)
    #expect(tally.pools?.confirmation.other == 1)
    #expect(Tally(words: older.words, like: Tally(reading)) == older)
  }

  /// What is kept of text adds up, is stored, and is left open by what was stored before it.
  @Test func textAddsUp() throws {
    let reading = Reading(
      rule: ReadoutRule(threshold: 0.75, learned: 1), inputs: 4, resamples: 0, seed: 5,
      references: 1)
    func run(_ a: Float, _ b: Float, alike: Float) -> Readout {
      let plain = readout([.a, .a, .a, .b])
      return Readout(
        answers: plain.answers, confirmation: plain.confirmation,
        trainingRight: plain.trainingRight, trainingCount: plain.trainingCount, score: 0,
        scoreA: 0, gradientRatio: 0, finalLoss: 0.25,
        text: TextReadout(
          probabilityA: a, probabilityB: b, outside: 0.5, reading: .within, unseen: nil,
          negativeEntropy: -1, references: [ReferenceLikeness(alike: alike, expectedLog: -2)]))
    }
    var (tally, one) = (Tally(reading), Tally(reading))
    tally.add(run(0.5, 0.25, alike: 1), reading)
    one.add(run(0.25, 0.5, alike: 0), reading)
    one.add(run(.nan, .nan, alike: 0), reading)
    let sum = tally + one
    #expect(sum.runs == 3 && sum.text?.runs == 2)
    #expect(Tally(words: sum.words, like: Tally(reading)) == sum)
    let plain = Reading(
      rule: ReadoutRule(threshold: 0.75, learned: 1), inputs: 4, resamples: 0, seed: 5)
    var older = Tally(plain)
    older.add(readout([.a, .a, .a, .b]), plain)
    let read = try #require(Tally(words: older.words, like: Tally(reading)))
    #expect(read.text == nil && read.pools == older.pools && (read + tally).text == nil)
    var unread = tally
    unread.add(readout([.a, .a, .a, .b]), reading)
    #expect(unread.text == nil)
  }

  /// Groups of inputs: squares of what a run answers within a group.
  @Test func groupsKeepTheirSquares() {
    let grouped = Reading(
      rule: ReadoutRule(threshold: 0.75, learned: 1), inputs: 4, resamples: 0, seed: 5,
      groups: [0, 0, 1, 1])
    var tally = Tally(grouped)
    tally.add(readout([.a, .a, .a, .b]), grouped)
    tally.add(readout([.b, .b, .other, .b]), grouped)
    #expect(tally.groupSquares == [4 + 1, 1, 1 + 4 + 1])
    #expect((tally + tally).groupSquares == [10, 2, 12])
    #expect(Tally(words: tally.words, like: Tally(grouped)) == tally)
    #expect(grouped.units == 2)
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
