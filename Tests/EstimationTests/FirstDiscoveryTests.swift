import Estimation
import Foundation
import Testing

struct FirstDiscoveryTests {
  private func sequences(_ rounds: Int, _ first: [Int?]) -> [DiscoverySequence] {
    first.map { DiscoverySequence(rounds: rounds, first: $0.map { ["B": $0] } ?? [:]) }
  }

  /// Without sequences cut short the share is a proportion and the interval Clopper and Pearson's.
  @Test func wholeSequencesAreProportions() {
    let data = sequences(4, [1, 2, 2, 4, nil, nil, nil, nil, nil, nil])
    let found = FirstDiscovery(of: "B", in: data, level: 0.95)
    #expect(found.refusal == nil)
    #expect(found.rounds.map(\.found) == [1, 2, 0, 1])
    #expect(found.rounds.map(\.atRisk) == [10, 9, 7, 7])
    for (round, hits) in zip(found.rounds, [1, 3, 3, 4]) {
      let exact = LogProbability.counted(hits: hits, runs: 10, level: 0.95)
      #expect(abs(round.share - Double(hits) / 10) < 1e-14)
      #expect(abs((round.interval.low ?? 0) - exp(exact.interval?.low ?? 0)) < 1e-10)
      #expect(abs((round.interval.high ?? 0) - exp(exact.interval?.high ?? 0)) < 1e-10)
    }
  }

  @Test func nothingFoundIsABound() {
    let data = sequences(8, Array(repeating: nil, count: 20))
    let found = FirstDiscovery(of: "B", in: data, level: 0.95)
    #expect(found.rounds.count == 8)
    for round in found.rounds {
      #expect(round.share == 0 && round.interval.low == 0)
      #expect(abs(round.atMost - (1 - pow(0.05, 1.0 / 20))) < 1e-12)
    }
  }

  @Test func everythingFoundIsOne() {
    let found = FirstDiscovery(of: "B", in: sequences(3, [1, 1, 2, 2]), level: 0.9)
    #expect(found.rounds[1].share == 1 && found.rounds[1].interval.high == 1)
    #expect(found.rounds[2].atRisk == 0 && found.rounds[2].share == 1)
    #expect(abs((found.rounds[1].interval.low ?? 0) - pow(0.05, 0.25)) < 1e-10)
  }

  /// Kaplan and Meier's own example by hand: 1 - (1 - 1/4)(1 - 1/2).
  @Test func shortSequencesLeaveTheRisk() {
    let data = [
      DiscoverySequence(rounds: 3, first: ["B": 1]), DiscoverySequence(rounds: 1, first: [:]),
      DiscoverySequence(rounds: 3, first: ["B": 2]), DiscoverySequence(rounds: 3, first: [:]),
    ]
    let found = FirstDiscovery(of: "B", in: data, level: 0.95)
    #expect(found.rounds.map(\.atRisk) == [4, 2, 1])
    #expect(abs(found.rounds[1].share - 0.625) < 1e-15)
    let interval = found.rounds[1].interval
    #expect((interval.low ?? 0) < 0.2 && (interval.high ?? 0) > 0.95)
  }

  /// Geometric discovery with half of the sequences cut at round 2: 600 replicates, at least 95 %
  /// stated; fewer than 552 covering (92 %) has a chance below .001.
  @Test func intervalsCoverUnderCensoring() {
    var random = SplitMix64(seed: 1)
    for chance in [0.05, 0.2] {
      var covered = 0
      for _ in 0..<600 {
        let data = (0..<20).map { i in
          let rounds = i % 2 == 0 ? 2 : 6
          let first = (1...rounds).first { _ in random.uniform() < chance }
          return DiscoverySequence(rounds: rounds, first: first.map { ["B": $0] } ?? [:])
        }
        let round = FirstDiscovery(of: "B", in: data, level: 0.95).rounds[5]
        if round.interval.contains(1 - pow(1 - chance, 6)) { covered += 1 }
      }
      #expect(covered >= 552)
    }
  }

  @Test func badInputIsRefused() {
    #expect(FirstDiscovery(of: "B", in: [], level: 0.95).refusal != nil)
    #expect(FirstDiscovery(of: "B", in: sequences(3, [nil]), level: 0).refusal != nil)
    #expect(FirstDiscovery(of: "B", in: sequences(3, [4]), level: 0.95).refusal != nil)
    #expect(FirstDiscovery(of: "B", in: sequences(3, [0]), level: 0.95).refusal != nil)
    #expect(FirstDiscovery(of: "B", in: sequences(0, [nil]), level: 0.95).rounds.isEmpty)
  }
}
