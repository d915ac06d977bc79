import Foundation
import Mathematics
import Testing

import Estimation

@Suite struct DialReadingTests {
  private static let values = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1]

  /// Runs of a law whose L is a line in the dial.
  private func cells(
    _ stream: inout SplitMix64, runs: Int = 400, at values: [Double] = Self.values,
    logOdds: (Double) -> Double
  ) -> [DialReading.Cell] {
    values.map { value in
      let p = 1 / (1 + exp(-logOdds(value)))
      let hits = (0..<runs).count { _ in
        Double(stream.next() >> 11) / 9_007_199_254_740_992 < p
      }
      return DialReading.Cell(
        value: value,
        observations: [
          DoseObservation(strength: 0, counts: OutcomeCounts(a: hits, b: runs - hits))
        ])
    }
  }

  /// Over 200 draws the reading from the others holds the truth at its level within four standard
  /// errors from below, and both readings are said to differ in 5 % at the most, as much above.
  @Test func theOthersReadTheTruth() {
    var stream = SplitMix64(seed: 12)
    var (held, used, alarms) = (0, 0, 0)
    for _ in 0..<200 {
      let reading = DialReading(
        cells(&stream) { 0.8 - 1.5 * $0 }, at: 0, grain: .run, level: 0.95)
      guard let interval = reading.others.estimate.interval, let p = reading.p else { continue }
      used += 1
      if interval.contains(0.8) { held += 1 }
      if p < 0.05 { alarms += 1 }
      #expect(reading.distance == 0.001)
      #expect(reading.others.modelRange != nil)
    }
    #expect(used > 190, "\(used)")
    #expect(Double(held) / Double(used) > 0.95 - 4 * 0.0154, "\(held) of \(used)")
    #expect(Double(alarms) / Double(used) < 0.05 + 4 * 0.0154, "\(alarms) of \(used)")
  }

  /// A jump that the others cannot know of is found.
  @Test func aJumpAtTheEndIsFound() {
    var stream = SplitMix64(seed: 3)
    let reading = DialReading(
      cells(&stream, runs: 4000) { $0 == 0 ? 0 : 0.9 }, at: 0, grain: .run, level: 0.95)
    #expect((reading.p ?? 1) < 0.001)
    #expect(abs((reading.difference ?? 0) + 0.9) < 0.3)
  }

  @Test func tooCoarseADialIsRefused() {
    var stream = SplitMix64(seed: 3)
    let reading = DialReading(
      cells(&stream, at: [0, 0.1, 0.5, 1]) { 5 * $0 - 1 }, at: 0, grain: .run, level: 0.95)
    guard case .refused(let reason) = reading.others.estimate else {
      Issue.record("a step of two nats was read between")
      return
    }
    #expect(reason.contains("nats between the two values nearest to 0, 0.1 and 0.5, more than 1"))
    #expect(reading.p == nil)
    let alone = DialReading(
      cells(&stream, at: [0, 0.1]) { _ in 0 }, at: 0, grain: .run, level: 0.95)
    #expect(alone.others.estimate == .refused("a curve needs at least two values beside 0: add some"))
  }

  /// With nothing measured at the value the others still read it.
  @Test func theValueNeedNotBeMeasured() {
    var stream = SplitMix64(seed: 8)
    let reading = DialReading(
      cells(&stream, runs: 2000, at: [0.1, 0.2, 0.4, 0.8]) { 0.3 + 2 * $0 }, at: 0, grain: .run,
      level: 0.95)
    #expect(reading.measured == nil)
    #expect(reading.others.estimate.logOdds != nil)
    #expect(reading.difference == nil)
  }
}
