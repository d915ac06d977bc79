import Estimation
import Testing

import Experiments

/// What is said of diversity sequences: three cases, whole sentences.
@Suite struct SequenceEvidenceTests {
  private func round(_ round: Int, a: Double, b: Double) -> SequenceRound {
    SequenceRound(
      round: round, a: 0, b: 0, named: [:], other: 10, failed: 0, answersA: a, answersB: b,
      crossed: 0, namedAnswers: [:], trainingRight: 1, gradientRatio: 0)
  }

  private func strength(
    _ strength: Double, found: [Double], atMost: Double = 1, answersB: [Double] = [0.1, 0.2],
    foundLeft: [Double] = [1, 1]
  ) -> SequenceStrength {
    SequenceStrength(
      strength: strength,
      rounds: answersB.enumerated().map { round($0.offset + 1, a: 0.5, b: $0.element) },
      discovery: [
        DiscoveryRow(policy: "left", share: foundLeft, low: [0, 0], high: [1, 1], atMost: 1),
        DiscoveryRow(
          policy: "right", share: found, low: [0, 0], high: [1, 1], atMost: atMost),
      ], sameness: [])
  }

  private func sentence(_ grain: Grain, _ strengths: [SequenceStrength]) -> String {
    SequenceEvidence(
      names: ("left", "right"), grain: grain, level: 0.95, sequences: 10, strengths: strengths
    ).sentence
  }

  @Test func neverFound() {
    #expect(
      sentence(.run, [strength(0, found: [0, 0]), strength(1, found: [0, 0], atMost: 0.26)])
        == "No diversity sequence found right in 2 rounds (of 10 at each strength; share of such "
        + "sequences at most 0.260, one-sided 95 %): very strong evidence that this training does "
        + "not lead to right, as far as the learner can implement it and these inputs can show it.")
  }

  /// The strength with the most discoveries speaks.
  @Test func found() {
    #expect(
      sentence(
        .run,
        [
          strength(0, found: [0, 0.1]), strength(0.1, found: [0, 0.3]),
          strength(1, found: [0, 0.8]),
        ])
        == "0.800 of the diversity sequences at strength 1 found right, the first in round 2, "
        + "against 0.100 without pressure: fairly strong evidence that right is within this "
        + "training's reach.")
  }

  /// The policy that plain training leads to less often is spoken of, whichever is called b.
  @Test func theRareOneSpeaks() {
    #expect(
      sentence(
        .run,
        [
          strength(0, found: [1, 1], foundLeft: [0, 0.1]),
          strength(1, found: [1, 1], foundLeft: [0, 0.8]),
        ]).hasPrefix("0.800 of the diversity sequences at strength 1 found left, the first in"))
  }

  /// What plain sequences found is not denied.
  @Test func foundWithoutPressureOnly() {
    #expect(
      sentence(.run, [strength(0, found: [0, 0.1]), strength(1, found: [0, 0])])
        == "No diversity sequence under pressure found right in 2 rounds, against 0.100 of those "
        + "without pressure: this pressure does not lead to right.")
  }

  /// At the answer grain too: models of one policy were found, so they are no mixtures.
  @Test func whatWasFoundIsNoMixture() {
    #expect(
      sentence(.answer, [strength(0, found: [0, 0]), strength(1, found: [0, 0], atMost: 0.26)])
        .hasPrefix("No diversity sequence found right"))
  }

  /// Where models are mixtures, none of them being any policy's says nothing.
  @Test func mixtures() {
    #expect(
      sentence(
        .answer,
        [
          strength(0, found: [0, 0], answersB: [0.4, 0.4], foundLeft: [0, 0]),
          strength(1, found: [0, 0], answersB: [0.4, 0.7], foundLeft: [0, 0]),
        ])
        == "No model of a sequence is left or right: models are mixtures, and shares of answers "
        + "speak. At strength 1, round by round, they answer as right on 0.400, 0.700 of the inputs "
        + "and as left on 0.500, 0.500; without pressure as right on 0.400, 0.400.")
  }
}
