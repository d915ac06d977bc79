import Experiments
import Runs
import Testing

/// Answers counted in bits against answers counted one by one.
@Suite struct InputResamplesTests {
  /// One input, a word's edge, several words, and an input drawn many times.
  @Test(arguments: [1, 3, 63, 64, 65, 100, 257]) func hitsAreThoseOfTheDrawnInputs(inputs: Int) {
    var state = UInt64(inputs)
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    var draws = (0..<40).map { _ in (0..<inputs).map { _ in Int32(next(inputs)) } }
    draws.append(Array(repeating: Int32(inputs - 1), count: inputs))
    let resamples = InputResamples(draws: draws, inputs: inputs)
    for _ in 0..<20 {
      let answers = (0..<inputs).map { _ in DiagnosticAnswer(rawValue: UInt8(next(3)))! }
      for wanted in [DiagnosticAnswer.a, .b] {
        let mask = resamples.mask(answers, wanted)
        for (index, draw) in draws.enumerated() {
          let plain = draw.count { answers[Int($0)] == wanted }
          #expect(resamples.hits(mask, resample: index) == plain)
        }
      }
    }
  }
}
