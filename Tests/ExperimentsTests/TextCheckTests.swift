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

  @Test func nothingToLearnIsWarnedOf() {
    #expect(NothingToLearn.warning(failed: 5, runs: 10, learned: 0.98) != nil)
    #expect(NothingToLearn.warning(failed: 6, runs: 10, learned: 0.98) == nil)
    #expect(NothingToLearn.warning(failed: 0, runs: 10, learned: 0.5) == nil)
    #expect(NothingToLearn.warning(failed: 0, runs: 0, learned: 1) == nil)
  }
}
