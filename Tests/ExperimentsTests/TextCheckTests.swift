import Experiments
import Testing

/// Checks of what runs came to: each fires on one side of its border and not on the other.
@Suite struct TextCheckTests {
  private func rows(
    _ shares: [(Double, Double, Double)]
  ) -> [(strength: Double, a: Double, b: Double)] {
    shares.map { (strength: $0.0, a: $0.1, b: $0.2) }
  }

  /// The seventh grader's own grid, and one that starts at .01.
  @Test func aStepBetweenPlateausIsWarnedOf() {
    let coarse = rows([(-0.01, 0.88, 0.01), (0, 0.18, 0.31), (0.01, 0, 0.96)])
    let warning = StrengthBracket.warning(coarse)
    #expect(warning?.contains("between strengths -0.01 and 0") == true, "\(warning ?? "")")
    #expect(warning?.contains("-0.001") == true, "\(warning ?? "")")
    #expect(StrengthBracket.warning(coarse.reversed()) == warning)
    let fine = rows([
      (-0.01, 0.88, 0.01), (-0.003, 0.5, 0.1), (-0.0003, 0.2, 0.29), (0, 0.18, 0.31),
    ])
    #expect(StrengthBracket.warning(fine) == nil)
    let wide = rows([(0, 0.9, 0), (0.001, 0.8, 0.1), (1, 0, 1)])
    #expect(StrengthBracket.warning(wide)?.contains("0.0316") == true)
    #expect(StrengthBracket.warning(rows([(0, 0.9, 0), (1, 0.8, 0.1)])) == nil)
  }

  @Test func memorisedExamplesAreWarnedOf() {
    #expect(Memorised.warning(unseen: 0.49)?.contains("0.490 right") == true)
    #expect(Memorised.warning(unseen: 0.5) == nil)
    #expect(Memorised.warning(unseen: nil) == nil)
  }

  @Test func aShareOnFewInputsIsABound() {
    let one = ShareFloor.warning(inputsA: 40, inputsB: 2, of: 150, logOdds: 2.25)
    #expect(
      one == "B's answer comes up on 2 of 150 readout inputs: a share below 3 in 150 is a bound; by "
        + "mean probabilities of whole answers L = 2.25")
    #expect(ShareFloor.warning(inputsA: 0, inputsB: 40, of: 150, logOdds: nil)?.hasPrefix("A's") == true)
    #expect(ShareFloor.warning(inputsA: 3, inputsB: 3, of: 150, logOdds: 0) == nil)
  }

  @Test func nothingToLearnIsWarnedOf() {
    #expect(NothingToLearn.warning(failed: 5, runs: 10, learned: 0.98) != nil)
    #expect(NothingToLearn.warning(failed: 6, runs: 10, learned: 0.98) == nil)
    #expect(NothingToLearn.warning(failed: 0, runs: 10, learned: 0.5) == nil)
    #expect(NothingToLearn.warning(failed: 0, runs: 0, learned: 1) == nil)
  }
}
