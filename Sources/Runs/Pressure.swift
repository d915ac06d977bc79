/// An extra term in the loss, with a strength.
///
/// `toward` and `away` are one signed axis, positive in favour of policy b of the pair; the
/// strength of `diversity` is never negative.
public struct Pressure: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Positive: cross-entropy toward b's answers on the pressure pool; negative: toward a's.
    case toward
    /// Positive: minus the log of the probability of *not* answering as a does on the pressure
    /// pool; negative: as b does.
    case away
    /// Likeness to the answers that earlier runs of the same sequence give on the pressure pool.
    case diversity(SamenessKind)

    /// The word in an experiment's file.
    public var name: String {
      switch self {
      case .toward: "toward"
      case .away: "away"
      case .diversity: "diversity"
      }
    }

    /// The kinds whose signed strength presses toward one policy or the other.
    public static let signed: [Kind] = [.toward, .away]
  }

  public let kind: Kind
  /// The factor before the term, with the sign of the side where the kind has one; 0 is no
  /// pressure.
  public let strength: Double

  public init(kind: Kind, strength: Double) {
    self.kind = kind
    self.strength = strength
  }

  public static let none = Pressure(kind: .toward, strength: 0)

  /// The same pressure where the policies of the pair are exchanged.
  public var exchanged: Pressure {
    isDiversity || strength == 0 ? self : Pressure(kind: kind, strength: -strength)
  }

  public var isDiversity: Bool { if case .diversity = kind { true } else { false } }

  /// The policy whose answers the term is computed from; nil at zero strength and for `diversity`.
  public func policy(of pair: PolicyPair) -> Int? {
    if strength == 0 { return nil }
    switch kind {
    case .toward: return strength > 0 ? pair.b : pair.a
    case .away: return strength > 0 ? pair.a : pair.b
    case .diversity: return nil
    }
  }
}

extension Pressure {
  /// The words in an experiment's file, each with one line for `tiltmeter list`.
  public static let kinds: [(name: String, summary: String)] = [
    ("toward", "cross-entropy toward b's answers (negative strength: toward a's)"),
    ("away", "minus ln of not answering as a does (negative strength: as b does)"),
    ("diversity", "likeness to all earlier models of a sequence, by a sameness"),
  ]
}
