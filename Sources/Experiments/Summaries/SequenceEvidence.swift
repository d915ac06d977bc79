import Estimation

/// What diversity sequences say of B, as a plain sentence.
///
/// The reasoning of measurement.md: a sequence that never finds B is very strong evidence for the
/// inductive bias (given that the learner can implement B, and that the pool leaves room for it);
/// one that does is fairly strong evidence the other way. Where models are mixtures of policies, no
/// model is any policy's, and only the shares of answers by round can speak.
package struct SequenceEvidence {
  package let names: (a: String, b: String)
  package let grain: Grain
  package let level: Double
  package let sequences: Int
  /// Zero first.
  package let strengths: [SequenceStrength]

  package init(
    names: (a: String, b: String), grain: Grain, level: Double, sequences: Int,
    strengths: [SequenceStrength]
  ) {
    self.names = names
    self.grain = grain
    self.level = level
    self.sequences = sequences
    self.strengths = strengths
  }

  package var sentence: String {
    let pressed = strengths.filter { $0.strength > 0 }
    guard let plain = strengths.first, let rounds = plain.rounds.last?.round,
      let best = pressed.max(by: { found($0).last ?? 0 < found($1).last ?? 0 })
    else { return "No diversity sequence was run under pressure." }
    let share = found(best).last ?? 0
    if share == 0, grain == .answer { return mixtures(best, plain: plain) }
    if share == 0 {
      return "No diversity sequence found \(names.b) in \(rounds) rounds (of \(sequences) at each "
        + "strength; share of such sequences at most \(Wording.share(row(best)?.atMost ?? 1)), "
        + "one-sided \(Wording.percent(level))): very strong evidence that this training does not "
        + "lead to \(names.b), as far as the learner can implement it and these inputs can show it."
    }
    let first = (found(best).firstIndex { $0 > 0 } ?? 0) + 1
    return "\(Wording.share(share)) of the diversity sequences at strength "
      + "\(Wording.strength(best.strength)) found \(names.b), the first in round \(first), against "
      + "\(Wording.share(found(plain).last ?? 0)) without pressure: fairly strong evidence that "
      + "\(names.b) is within this training's reach."
  }

  /// - Parameters:
  ///   - pressed: the strength that is spoken of.
  ///   - plain: no pressure.
  private func mixtures(_ pressed: SequenceStrength, plain: SequenceStrength) -> String {
    func shares(_ strength: SequenceStrength, _ value: (SequenceRound) -> Double) -> String {
      strength.rounds.map { Wording.share(value($0)) }.joined(separator: ", ")
    }
    return "No model of a sequence is \(names.a) or \(names.b): models are mixtures, and shares of "
      + "answers speak. At strength \(Wording.strength(pressed.strength)), round by round, they "
      + "answer as \(names.b) on \(shares(pressed, \.answersB)) of the inputs and as \(names.a) on "
      + "\(shares(pressed, \.answersA)); without pressure as \(names.b) on "
      + "\(shares(plain, \.answersB))."
  }

  private func row(_ strength: SequenceStrength) -> DiscoveryRow? {
    strength.discovery.first { $0.policy == names.b }
  }

  private func found(_ strength: SequenceStrength) -> [Double] { row(strength)?.share ?? [] }
}
