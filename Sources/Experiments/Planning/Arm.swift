import Runs

/// Runs that differ in nothing but their noise, and in what that decides: their bases, and the
/// earlier models of their sequences.
public struct Arm: Hashable, Sendable {
  public let variation: SetupVariation
  public let labels: Labels
  public let pressure: Pressure
  public let runs: Int
  /// The round of a diversity sequence, from 0: the arm's run i then presses away from run i of
  /// every earlier round of the same strength. Nil outside of sequences.
  public let round: Int?
  /// Where each run's noise comes from, for runs that are looked at one by one; nil where all of it
  /// is fresh and the runs are only counted.
  public let origins: [NoiseOrigin]?

  public init(
    variation: SetupVariation = .standard, labels: Labels = .training, pressure: Pressure = .none,
    runs: Int, round: Int? = nil
  ) {
    self.init(
      variation: variation, labels: labels, pressure: pressure, runs: runs, round: round,
      origins: nil)
  }

  /// Plain runs, each with noise of its own kind, that are looked at one by one.
  public init(origins: [NoiseOrigin]) {
    self.init(
      variation: .standard, labels: .training, pressure: .none, runs: origins.count, round: nil,
      origins: origins)
  }

  private init(
    variation: SetupVariation, labels: Labels, pressure: Pressure, runs: Int, round: Int?,
    origins: [NoiseOrigin]?
  ) {
    self.round = round
    self.origins = origins
    self.variation = variation
    self.labels = labels
    self.pressure = pressure
    self.runs = runs
  }
}

/// An arm with what its runs came to.
public struct MeasuredArm: Sendable {
  public let arm: Arm
  public let tally: Tally
  /// One tally for each shared base that started runs of the arm, by the base's index; empty
  /// without shared bases.
  public let bases: [Int: Tally]
  /// Nil outside of sequences.
  public let sequences: MeasuredRound?
  /// What each run came to, in the order of the arm's origins; empty for an arm without.
  public let scored: [ScoredReadout]
  /// What each run came to, in the order of the noise's addresses; empty where that is not asked for.
  public let runs: [RunShares]

  public init(
    arm: Arm, tally: Tally, bases: [Int: Tally] = [:], sequences: MeasuredRound? = nil,
    scored: [ScoredReadout] = [], runs: [RunShares] = []
  ) {
    self.runs = runs
    self.scored = scored
    self.arm = arm
    self.tally = tally
    self.bases = bases
    self.sequences = sequences
  }
}

/// What one run came to at both grains.
public struct RunShares: Hashable, Sendable {
  public let outcome: Outcome
  /// Readout inputs answered as a does, and as b does.
  public let a: UInt32
  public let b: UInt32

  init(outcome: Outcome, a: Int, b: Int) {
    self.outcome = outcome
    self.a = UInt32(a)
    self.b = UInt32(b)
  }
}

/// One round of diversity sequences, sequence by sequence.
public struct MeasuredRound: Sendable {
  /// Which policy each sequence's model is.
  public let names: [RoundOutcome]
  /// Each model's answers to the readout pool.
  public let answers: [Answers]
  /// Mean share of training examples answered right.
  public let trainingRight: Double
}

/// What one model of a sequence is.
public enum RoundOutcome: Hashable, Sendable {
  case outcome(Outcome)
  /// A policy of the catalogue, by its index.
  case named(Int)
}

/// Asks for runs, round by round: the one shape of everything in a plan, fixed or adaptive.
///
/// A driver is a pure state machine: what it asks for depends on its settings and on the complete
/// rounds it was shown, never on time, on the order of arrival or on the number of workers.
public protocol ArmDriver: Sendable {
  /// The purpose in the address of the noise of this driver's runs; no two drivers share one.
  var purpose: String { get }
  /// How many runs it asks for at the most, over all rounds.
  var runs: Int { get }
  /// Whether the inputs of the readout are resampled for its arms.
  var resamplesInputs: Bool { get }

  /// The next round, or nil when there is none.
  ///
  /// - Parameter round: the last round, complete and in the order in which it was asked for; empty
  ///   the first time.
  mutating func next(after round: [MeasuredArm]) -> [Arm]?
}

extension ArmDriver {
  /// Shows a driver all that it asked for, where every round was one arm.
  mutating func replay(_ arms: [MeasuredArm]) {
    var rounds = arms[...]
    var round: [MeasuredArm] = []
    while next(after: round) != nil, let arm = rounds.popFirst() { round = [arm] }
  }
}

/// One round of arms that are known beforehand.
public struct FixedArms: ArmDriver {
  public let purpose: String
  public let arms: [Arm]
  public let resamplesInputs: Bool
  private var asked = false

  public init(purpose: String, arms: [Arm], resamplesInputs: Bool = false) {
    self.purpose = purpose
    self.arms = arms
    self.resamplesInputs = resamplesInputs
  }

  public var runs: Int { arms.reduce(0) { $0 + $1.runs } }

  public mutating func next(after round: [MeasuredArm]) -> [Arm]? {
    if asked { return nil }
    asked = true
    return arms
  }
}
