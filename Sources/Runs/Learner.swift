/// A trainable family with its settings: turns requests into trained runs.
///
/// The kinds there are: `mlp` (module Learners). To add one: one file in Learners with a type that
/// conforms to this protocol and reads its settings, one line in `LearnerKinds`, one test that
/// passes `LearnerContract`, one line in the README's table of learners.
///
/// A run is a pure function of its request and the task: how requests are grouped, in which order
/// they come and how many workers there are must never change a bit of a result.
public protocol Learner: Sendable {
  /// Names the arithmetic; part of every run's identity.
  var arithmetic: ArithmeticVersion { get }

  /// Trains runs and hands them over in blocks as they finish, in any order.
  ///
  /// - Parameters:
  ///   - requests: the runs to do, all of this learner's set-up.
  ///   - task: what they are trained and read on.
  ///   - workers: how many threads may compute at a time, at least 1.
  ///   - deliver: takes finished runs; called from the workers, several at a time.
  /// - Throws: what `deliver` throws; `CancellationError` when the surrounding task is cancelled.
  func train(
    _ requests: [RunRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws
}
