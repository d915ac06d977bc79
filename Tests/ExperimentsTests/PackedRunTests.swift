import Foundation
import Runs
import Testing

import Experiments

/// Runs read where they lie, against the same runs unpacked.
@Suite struct PackedRunTests {
  /// Numbers that look random and are the same every time.
  private struct Draws {
    var state: UInt64
    mutating func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private func run(
    _ index: Int, inputs: Int, confirmation: Int, named: Int, _ draws: inout Draws
  ) -> StoredRun {
    // Runs of all kinds: nearly all of one policy's answers, or a mixture.
    let leaning = draws.next(5)
    func answer() -> DiagnosticAnswer {
      switch leaning {
      case 0: draws.next(30) == 0 ? .b : .a
      case 1: draws.next(30) == 0 ? .a : .b
      case 2: .a
      default: DiagnosticAnswer(rawValue: UInt8(draws.next(3)))!
      }
    }
    let answers = (0..<inputs).map { _ in answer() }
    return StoredRun(
      id: RunID(high: UInt64(draws.next(1 << 30)), low: UInt64(index) &* 0x9e37_79b9_7f4a_7c15),
      setup: SetupID(high: 1, low: 2), strength: 0, seed: UInt64(index),
      lineage: index % 3 == 0
        ? StoredLineage(parent: RunID(high: 1, low: 1), cosine: [.initialWeights: 0.5]) : nil,
      readout: Readout(
        answers: answers, confirmation: (0..<confirmation).map { _ in answer() },
        trainingRight: 20 - draws.next(8) / 6, trainingCount: 20,
        score: Float(draws.next(100)) - 50, scoreA: Float(draws.next(100)) - 50,
        named: (0..<named).map { _ in
          NamedHits(
            all: UInt16(draws.next(inputs + 1)), alone: UInt16(draws.next(inputs + 1)))
        }, gate: draws.next(9) == 0 ? 0.5 : 1,
        gradientRatio: draws.next(20) == 0 ? .nan : Double(draws.next(1000)) / 7,
        finalLoss: draws.next(15) == 0 ? .nan : 0.1))
  }

  /// Every number of the tally is the same, resamples, groups and exchanged pairs included.
  @Test(arguments: [1, 31, 32, 33, 64, 100, 200], [0, 2]) func talliesAreTheSame(
    _ inputs: Int, _ named: Int
  ) throws {
    var draws = Draws(state: UInt64(inputs * 10 + named))
    let reading = Reading(
      rule: ReadoutRule(threshold: 0.9, learned: 0.98, gate: 0.9), inputs: inputs, named: named,
      resamples: 20, seed: 3, groups: inputs % 2 == 0 ? (0..<inputs).map { $0 / 2 } : nil)
    for isExchanged in [false, true] {
      var expected = Tally(reading)
      var counter = TallyCounter(reading, isExchanged: isExchanged)
      var table = RunTable()
      for index in 0..<300 {
        let run = run(index, inputs: inputs, confirmation: 37, named: named, &draws)
        let added = table.add(run.record)
        #expect(added)
        let readout = isExchanged ? run.readout.exchanged : run.readout
        expected.add(readout, reading)
        let packed = try #require(table.packed(run.id))
        #expect(packed.fits(reading))
        // Every tenth run comes unpacked, as runs of other kinds do.
        let counted = index % 10 == 9 ? counter.add(run.readout) : counter.add(packed)
        #expect(counted.outcome == readout.outcome(reading.rules[0]))
        #expect(counted.confirmed == readout.confirmed(reading.rules[0]))
        #expect(counted.kind == readout.kind(reading.rules[0]))
        let scored = ScoredReadout(readout, rule: reading.rules[0])
        #expect(
          ScoredReadout(packed, counted, rule: reading.rules[0], isExchanged: isExchanged)
            == scored)
      }
      #expect(counter.tally == expected)
      #expect(counter.tally.words == expected.words)
    }
  }

  @Test func theTableKeepsWhatItWasGiven() throws {
    var draws = Draws(state: 5)
    var table = RunTable()
    var runs: [RunID: StoredRun] = [:]
    for index in 0..<5000 {
      // Some runs come twice: the last one counts.
      let run = run(index % 4000, inputs: 9, confirmation: 3, named: index % 2, &draws)
      let again = runs.values.first.map(\.id)
      let kept = index % 50 == 49 && again != nil
        ? StoredRun(
          id: again!, setup: run.setup, strength: 1, seed: 7, readout: run.readout) : run
      runs[kept.id] = kept
      let added = table.add(kept.record)
      #expect(added)
    }
    var merged = RunTable()
    merged.merge(table)
    for table in [table, merged] {
      #expect(table.count == runs.count)
      for (id, run) in runs {
        let found = try #require(table[id])
        #expect(found.record == run.record)
      }
      #expect(Set(table.values.map(\.id)) == Set(runs.keys))
      #expect(table[RunID(high: 9, low: 9)] == nil)
    }
  }

  /// What is no run is not taken, and whatever is taken unpacks: any one byte changed, or left out.
  @Test func spoiltRunsAreTold() {
    var draws = Draws(state: 11)
    for index in 0..<6 {
      let run = run(index, inputs: 10, confirmation: 5, named: index % 3, &draws)
      let body = run.record.body
      var changes: [[UInt8]] = [body + [0]]
      for place in body.indices {
        changes.append(Array(body.prefix(place)))
        for value in 0..<256 {
          var changed = body
          changed[place] = UInt8(value)
          changes.append(changed)
        }
      }
      for changed in changes {
        let record = StoredRecord(.run, id: run.id, body: changed)
        var table = RunTable()
        let taken = table.add(record)
        #expect(taken == (StoredRun(record) != nil))
      }
    }
  }
}
