/// What a run is trained on.
public enum Labels: Hashable, Sendable {
  /// The training examples.
  case training
  /// The training examples and the pressure pool with the answers of one policy (its index): the
  /// capability control. The pool alone would not do: where the policies' answers are each other's
  /// complement, a learner blind to what B reads fits the pool by negating A.
  case capability(policy: Int)
}

/// A name for the arithmetic of a learner; raised whenever the bits of its results change.
public typealias ArithmeticVersion = String

/// One run to be done: a pure function of set-up, base, labels, pressure, earlier runs and noise.
public struct RunRequest: Sendable {
  public let setup: SetupID
  /// The pretrained model that training starts from; nil where it starts from initial weights.
  public let base: BaseRequest?
  public let labels: Labels
  public let pressure: Pressure
  /// The runs that a diversity pressure presses away from, in the order of their rounds.
  public let earlier: [RunID]
  public let noise: Noise
  /// The run whose noise was moved to this one's; nil for fresh noise. No part of the identity,
  /// because the noise holds its whole lineage.
  public let parent: RunID?
  /// Identifies the run by everything that decides its bits.
  public let id: RunID

  /// - Parameters:
  ///   - setup: learner, data, training and arithmetic version, hashed.
  ///   - earlier: ignored, and not kept, unless the pressure is one of diversity.
  ///   - parent: the run whose noise was moved, where it is to be remembered.
  public init(
    setup: SetupID, base: BaseRequest? = nil, labels: Labels, pressure: Pressure,
    earlier: [RunID] = [], noise: Noise, parent: RunID? = nil
  ) {
    // A diversity pressure without anything earlier is none.
    let pressure = pressure.isDiversity && earlier.isEmpty ? .none : pressure
    self.setup = setup
    self.base = base
    self.labels = labels
    self.pressure = pressure
    self.earlier = pressure.isDiversity && pressure.strength != 0 ? earlier : []
    self.noise = noise
    self.parent = parent
    let naming = RunNaming(
      setup: setup, base: base?.id, labels: labels, pressure: pressure, earlier: self.earlier)
    id = naming.id(of: noise)
  }
}

/// Names runs that differ in their noise alone, without making their requests.
public struct RunNaming: Sendable {
  private let builder: FingerprintBuilder

  /// - Parameters:
  ///   - base: the base that all of them start from.
  ///   - earlier: only where the pressure is one of diversity with a strength.
  public init(
    setup: SetupID, base: ArtifactID?, labels: Labels, pressure: Pressure, earlier: [RunID] = []
  ) {
    var builder = FingerprintBuilder("run")
    builder.combine(setup)
    switch labels {
    case .training: builder.combine("training")
    case .capability(let policy):
      builder.combine("capability")
      builder.combine(policy)
    }
    if pressure.strength == 0 || pressure.isDiversity && earlier.isEmpty {
      builder.combine("none")
    } else {
      builder.combine(pressure.kind.name)
      if case .diversity(let sameness) = pressure.kind { builder.combine(sameness.rawValue) }
      builder.combine(pressure.strength)
      for run in earlier { builder.combine(run) }
    }
    if let base {
      builder.combine("base")
      builder.combine(base)
    }
    self.builder = builder
  }

  /// - Complexity: O(1).
  public func id(of noise: Noise) -> RunID {
    var builder = builder
    noise.combine(into: &builder)
    return builder.finish()
  }
}
