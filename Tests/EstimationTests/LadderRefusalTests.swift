import Estimation
import Foundation
import Mathematics
import Testing

/// Input that no method could use is refused with a sentence, never with a number or a crash.
struct LadderRefusalTests {
  private func reason(_ samples: [TiltedSample], level: Double = 0.95) -> String {
    let result = Ladder.estimate(samples, level: level)
    guard case .refused(let text) = result.estimate else { return "NUMBER" }
    // It needs no overlap of the strengths, so it may still speak; it must not crash.
    _ = ThermodynamicIntegration.estimate(samples, level: level)
    return text
  }

  private func sample(
    _ strength: Double, _ score: Double, _ outcome: SampleClass, chain: Int? = nil, step: Int? = nil
  ) -> TiltedSample {
    TiltedSample(strength: strength, score: score, outcome: outcome, chain: chain, step: step)
  }

  private var plain: [TiltedSample] {
    (0..<400).map { sample(Double($0 % 4) / 4, sin(Double($0)), sin(Double($0)) > 0 ? .b : .a) }
  }

  @Test func plainDataGiveANumber() { #expect(reason(plain) == "NUMBER") }

  @Test func degenerate() {
    #expect(reason([]).contains("no samples"))
    #expect(reason([sample(0, 1, .a)]).contains("all samples have strength"))
    #expect(reason(plain.filter { $0.strength == 0 }).contains("all samples have strength"))
    #expect(
      reason(plain.map { sample($0.strength, 2, $0.outcome) }).contains("all scores are equal"))
    #expect(reason(plain.map { sample($0.strength, $0.score, .a) }).contains("no sample is B's"))
    #expect(
      reason(plain.map { sample($0.strength, $0.score, .other) }).contains("no sample is A's"))
    #expect(reason(plain.map { sample($0.strength, $0.score, .failed) }).contains("A's"))
    for bad in [Double.nan, .infinity, -.infinity] {
      #expect(reason(plain + [sample(0, bad, .a)]).contains("score of sample 401"))
      #expect(reason(plain + [sample(bad, 0, .a)]).contains("strength of sample 401"))
      #expect(reason(plain, level: bad).contains("level"))
    }
    #expect(reason(plain, level: 1).contains("level"))
  }

  @Test func hugeNumbersDoNotCrash() {
    for scale in [1e-300, 1e-20, 1e6, 1e100, 1e300] {
      let result = Ladder.estimate(
        plain.map { sample($0.strength, $0.score * scale, $0.outcome) }, level: 0.95)
      if let value = result.estimate.logOdds { #expect(abs(value) < 100) }
      _ = ThermodynamicIntegration.estimate(
        plain.map { sample($0.strength * scale, $0.score, $0.outcome) }, level: 0.95)
    }
  }

  @Test func brokenChainOfStrengths() {
    let samples = plain + plain.map { sample($0.strength + 50, $0.score + 50, $0.outcome) }
    #expect(reason(samples).contains("overlap"))
    let bridged = (0..<400).map { index in
      let (top, z) = (Double(index % 2) * 5, Double(index) / 200 - 1)
      return sample(top, top + z, z > 0.5 ? .b : .a)
    }
    #expect(reason(bridged).contains("strengths 0 and 5 share too few samples"))
  }

  @Test func chainsThatNeverCross() {
    let samples = plain.enumerated().map { index, s in
      sample(s.strength, s.score, s.outcome, chain: s.outcome == .a ? 0 : 1, step: index)
    }
    #expect(reason(samples).contains("no chain moved between A and B"))
  }

  @Test func solversRefuseWhatTheyCannotUse() throws {
    let none = Matrix(rows: 0, columns: 2)
    #expect(throws: FreeEnergyError.self) { try MBAR(energies: none, counts: [0, 0]) }
    let one = try Matrix(rows: 2, columns: 2, values: [0, 1, 1, 0])
    #expect(throws: FreeEnergyError.self) { try MBAR(energies: one, counts: [3, -1]) }
    #expect(throws: FreeEnergyError.self) { try MBAR(energies: one, counts: [1, 2]) }
    #expect(throws: FreeEnergyError.self) { try MBAR(energies: one, counts: [1]) }
    #expect(throws: FreeEnergyError.self) { try MBAR(energies: one, counts: [.max, 1]) }
    let nan = try Matrix(rows: 2, columns: 2, values: [0, 1, .nan, 0])
    #expect(throws: FreeEnergyError.self) { try MBAR(energies: nan, counts: [1, 1]) }
    let nowhere = try Matrix(rows: 2, columns: 2, values: [.infinity, .infinity, 0, 0])
    #expect(throws: FreeEnergyError.self) { try MBAR(energies: nowhere, counts: [1, 1]) }
    let apart = try Matrix(rows: 2, columns: 2, values: [0, .infinity, .infinity, 0])
    #expect(throws: FreeEnergyError.self) { try MBAR(energies: apart, counts: [1, 1]) }
    let far = try Matrix(rows: 2, columns: 2, values: [0, 1e5, 1e5, 0])
    #expect(throws: FreeEnergyError.self) { try MBAR(energies: far, counts: [1, 1]) }
    #expect(throws: FreeEnergyError.self) { try Bennett(forward: [], reverse: [1]) }
    #expect(throws: FreeEnergyError.self) { try Bennett(forward: [.nan], reverse: [1]) }
    #expect(throws: FreeEnergyError.self) {
      try Bennett(forward: [.infinity], reverse: [.infinity])
    }
    #expect(throws: FreeEnergyError.self) { try Bennett(forward: [1e300], reverse: [1e300]) }
    #expect(throws: FreeEnergyError.self) { try ThermodynamicIntegration([]) }
  }
}
