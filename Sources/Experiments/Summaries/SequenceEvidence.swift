import Estimation

/// What diversity sequences say of the policy that plain training leads to less often, as a plain
/// sentence.
///
/// The reasoning of measurement.md: a sequence that never finds it is very strong evidence for the
/// inductive bias (given that the learner can implement it, and that the pool leaves room for it);
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

  /// The policy that fewer plain sequences find, or by which fewer of their first answers are given;
  /// B where neither tells.
  private var rare: PairPolicy {
    guard let plain = strengths.first, let first = plain.rounds.first else { return .b }
    func key(_ policy: PairPolicy) -> (Double, Double) {
      (found(plain, policy).last ?? 0, policy == .a ? first.answersA : first.answersB)
    }
    return key(.a) < key(.b) ? .a : .b
  }

  private func name(_ policy: PairPolicy) -> String { policy == .a ? names.a : names.b }

  package var sentence: String {
    let rare = rare
    let (name, other) = (self.name(rare), self.name(rare.other))
    let pressed = strengths.filter { $0.strength > 0 }
    guard let plain = strengths.first, let rounds = plain.rounds.last?.round,
      let best = pressed.max(by: { found($0, rare).last ?? 0 < found($1, rare).last ?? 0 })
    else { return "No diversity sequence was run under pressure." }
    let share = found(best, rare).last ?? 0
    let isOtherFound = strengths.contains { (found($0, rare.other).last ?? 0) > 0 }
    if share == 0, grain == .answer, !isOtherFound {
      return mixtures(best, plain: plain, name, other, rare)
    }
    let plainShare = found(plain, rare).last ?? 0
    if share == 0, plainShare > 0 {
      return "No diversity sequence under pressure found \(name) in \(rounds) rounds, against "
        + "\(Wording.share(plainShare)) of those without pressure: this pressure does not lead to "
        + "\(name)."
    }
    if share == 0 {
      return "No diversity sequence found \(name) in \(rounds) rounds (of \(sequences) at each "
        + "strength; share of such sequences at most "
        + "\(Wording.share(row(best, rare)?.atMost ?? 1)), one-sided \(Wording.percent(level))): very strong evidence that this training does not "
        + "lead to \(name), as far as the learner can implement it and these inputs can show it."
    }
    let first = (found(best, rare).firstIndex { $0 > 0 } ?? 0) + 1
    return "\(Wording.share(share)) of the diversity sequences at strength "
      + "\(Wording.strength(best.strength)) found \(name), the first in round \(first), against "
      + "\(Wording.share(plainShare)) without pressure: fairly strong evidence that "
      + "\(name) is within this training's reach."
  }

  /// - Parameters:
  ///   - pressed: the strength that is spoken of.
  ///   - plain: no pressure.
  private func mixtures(
    _ pressed: SequenceStrength, plain: SequenceStrength, _ name: String, _ other: String,
    _ rare: PairPolicy
  ) -> String {
    func answers(_ policy: PairPolicy) -> (SequenceRound) -> Double {
      { policy == .a ? $0.answersA : $0.answersB }
    }
    func shares(_ strength: SequenceStrength, _ value: (SequenceRound) -> Double) -> String {
      strength.rounds.map { Wording.share(value($0)) }.joined(separator: ", ")
    }
    return "No model of a sequence is \(other) or \(name): models are mixtures, and shares of "
      + "answers speak. At strength \(Wording.strength(pressed.strength)), round by round, they "
      + "answer as \(name) on \(shares(pressed, answers(rare))) of the inputs and as \(other) on "
      + "\(shares(pressed, answers(rare.other))); without pressure as \(name) on "
      + "\(shares(plain, answers(rare)))."
  }

  private func row(_ strength: SequenceStrength, _ policy: PairPolicy) -> DiscoveryRow? {
    strength.discovery.first { $0.policy == name(policy) }
  }

  private func found(_ strength: SequenceStrength, _ policy: PairPolicy) -> [Double] {
    row(strength, policy)?.share ?? []
  }
}
