/// A plan that decides what to run next from what was measured: a pure state machine.
///
/// Kinds: strength placement (`StrengthDesign`), splitting (`SubsetSimulation`, `LastParticle`),
/// replica exchange over tilts (`ReplicaLadder`). A new kind is one file with a struct that
/// conforms, one test against a system solved exactly, and one line in the list of estimators.
/// The caller feeds complete rounds; decisions depend on the rounds alone, never on the order of
/// results within a round, on time or on the number of jobs: so replaying the stored rounds gives
/// the same proposals.
public protocol AdaptiveDesign: Sendable {
  associatedtype Proposal: Sendable
  associatedtype Measured: Sendable

  /// What to run next.
  ///
  /// - Parameter measured: everything that came of the last proposals; empty at the start.
  /// - Returns: nil when there is nothing more to run.
  mutating func next(after measured: [Measured]) -> [Proposal]?

  /// What the rounds so far say.
  ///
  /// - Parameter level: of the interval, in (0, 1).
  func estimate(level: Double) -> Estimate
}
