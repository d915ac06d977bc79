/// What a run is trained on.
public enum Labels: Hashable, Sendable {
  /// The training examples.
  case training
  /// The training examples and the pressure pool with the answers of one policy (its index): the
  /// capability control. The pool alone would not do: where the policies' answers are each other's
  /// complement, a learner blind to what B reads fits the pool by negating A.
  case capability(policy: Int)
}

/// An extra term in the loss, with a signed strength: positive favours policy b of the pair.
public struct Pressure: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Positive: cross-entropy toward b's answers on the pressure pool; negative: toward a's.
    case toward
    /// Positive: minus the log of the probability of *not* answering as a does on the pressure
    /// pool; negative: as b does.
    case away

    /// One line for `tiltmeter list`.
    public var summary: String {
      switch self {
      case .toward: "cross-entropy toward b's answers (negative strength: toward a's)"
      case .away: "minus ln of not answering as a does (negative strength: as b does)"
      }
    }
  }

  public let kind: Kind
  /// The factor before the term, with the sign of the side; 0 is no pressure.
  public let strength: Double

  public init(kind: Kind, strength: Double) {
    self.kind = kind
    self.strength = strength
  }

  public static let none = Pressure(kind: .toward, strength: 0)

  /// The policy whose answers the term is computed from, or nil at zero strength.
  public func policy(of pair: PolicyPair) -> Int? {
    if strength == 0 { return nil }
    switch kind {
    case .toward: return strength > 0 ? pair.b : pair.a
    case .away: return strength > 0 ? pair.a : pair.b
    }
  }
}

/// A name for the arithmetic of a learner; raised whenever the bits of its results change.
public typealias ArithmeticVersion = String

/// One run to be done: a pure function of set-up, labels, pressure and noise.
public struct RunRequest: Sendable {
  public let setup: SetupID
  public let labels: Labels
  public let pressure: Pressure
  public let noise: Noise
  /// Identifies the run by everything that decides its bits.
  public let id: RunID

  /// - Parameter setup: learner, data, training and arithmetic version, hashed.
  public init(setup: SetupID, labels: Labels, pressure: Pressure, noise: Noise) {
    self.setup = setup
    self.labels = labels
    self.pressure = pressure
    self.noise = noise
    var builder = FingerprintBuilder("run")
    builder.combine(setup)
    switch labels {
    case .training: builder.combine("training")
    case .capability(let policy):
      builder.combine("capability")
      builder.combine(policy)
    }
    if pressure.strength == 0 {
      builder.combine("none")
    } else {
      builder.combine(pressure.kind.rawValue)
      builder.combine(pressure.strength)
    }
    noise.combine(into: &builder)
    id = builder.finish()
  }
}
