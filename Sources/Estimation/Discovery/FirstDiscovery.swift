import Foundation
import Mathematics

/// One diversity sequence: models trained one after another, each away from those before it.
public struct DiscoverySequence: Hashable, Sendable {
  /// Rounds that were run; a sequence may have been cut short for reasons of its own.
  public let rounds: Int
  /// The round, from 1 on, in which each policy came up first; policies that never did are absent.
  public let first: [String: Int]

  public init(rounds: Int, first: [String: Int]) {
    self.rounds = rounds
    self.first = first
  }
}

/// In which share of independent sequences a policy has been found by which round.
///
/// Product-limit estimate (Kaplan & Meier 1958) with the beta product interval of Fay, Brittain &
/// Proschan 2013, "Pointwise confidence intervals for a survival distribution with small samples or
/// heavy censoring", by the method of moments: exactly Clopper and Pearson's as long as no sequence
/// was cut short.
public struct FirstDiscovery: Hashable, Sendable {
  /// What is said of one round.
  public struct Round: Hashable, Sendable {
    /// From 1 on.
    public let round: Int
    /// Sequences that ran the round without having found the policy before.
    public let atRisk: Int
    /// Of these, how many found it in this round.
    public let found: Int
    /// Share of sequences that have found it by this round, in [0, 1].
    public let share: Double
    /// Of the share; in [0, 1]. Where nothing was found it is 0 to the two-sided limit.
    public let interval: Interval
    /// The one-sided limit of the share from above, at the level; where none of n sequences found
    /// the policy it is 1 - (1 - level)^(1/n), about 3/n.
    public let atMost: Double
  }

  public let policy: String
  public let level: Double
  public let rounds: [Round]
  /// Why there are no rounds; nil where there are.
  public let refusal: String?

  /// - Parameters:
  ///   - policy: whose discovery.
  ///   - sequences: independent ones; how long they are must not depend on what they found.
  ///   - level: of the intervals, in (0, 1).
  /// - Complexity: O(sequences x rounds).
  public init(of policy: String, in sequences: [DiscoverySequence], level: Double) {
    self.policy = policy
    self.level = level
    let isValid = sequences.allSatisfy { sequence in
      sequence.rounds >= 0
        && sequence.first.values.allSatisfy { $0 >= 1 && $0 <= sequence.rounds }
    }
    let last = isValid ? sequences.map(\.rounds).max() ?? 0 : 0
    if let reason = Direct.invalid(level, true) {
      refusal = reason
    } else if !isValid {
      refusal = "a discovery lies outside the rounds of its sequence: check the data"
    } else if last == 0 {
      refusal = "no sequence has a round: raise the budget"
    } else {
      refusal = nil
    }
    if refusal != nil {
      rounds = []
      return
    }
    var survival = BetaProduct()
    var left = 1.0
    rounds = (1...last).map { round in
      let atRisk = sequences.count { sequence in
        sequence.rounds >= round && (sequence.first[policy] ?? .max) >= round
      }
      let found = sequences.count { $0.first[policy] == round }
      if found > 0 {
        left *= Double(atRisk - found) / Double(atRisk)
        survival.multiply(Double(atRisk - found + 1), Double(found))
      }
      // Once nothing is at risk, nothing more is learned: the limits of survival go to 0.
      var lower = survival
      if atRisk > found { lower.multiply(Double(atRisk - found), 1) }
      let hasLower = atRisk > found
      let tail = (1 - level) / 2
      let interval = Interval(
        low: 1 - survival.quantile(Tails(lower: 1 - tail, upper: tail)),
        high: hasLower ? 1 - lower.quantile(Tails(lower: tail, upper: 1 - tail)) : 1)
      return Round(
        round: round, atRisk: atRisk, found: found, share: 1 - left, interval: interval,
        atMost: hasLower ? 1 - lower.quantile(Tails(lower: 1 - level, upper: level)) : 1)
    }
  }
}

/// A product of independent beta variables, by the beta law with its first two moments.
private struct BetaProduct {
  private var factors: [(a: Double, b: Double)] = []

  /// Beta(a + b', b) Beta(a, b') is Beta(a, b + b'): factors that fit are joined, so that without
  /// censoring the law is exact.
  mutating func multiply(_ a: Double, _ b: Double) {
    if let last = factors.last, last.a == a + b {
      factors[factors.count - 1] = (a, last.b + b)
    } else {
      factors.append((a, b))
    }
  }

  func quantile(_ tails: Tails) -> Double {
    if factors.isEmpty { return 1 }
    if factors.count == 1 {
      return inverseRegularizedBeta(tails, factors[0].a, factors[0].b).value
    }
    let mean = factors.reduce(1) { $0 * $1.a / ($1.a + $1.b) }
    let square = factors.reduce(1) {
      $0 * $1.a * ($1.a + 1) / (($1.a + $1.b) * ($1.a + $1.b + 1))
    }
    let size = (mean - square) / (square - mean * mean)
    return inverseRegularizedBeta(tails, mean * size, (1 - mean) * size).value
  }
}
