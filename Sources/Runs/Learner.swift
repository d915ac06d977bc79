/// What a trainable family's settings make: turns requests into trained runs.
///
/// The kinds there are, and the recipe for a new one: `LearnerFamily` in module Learners.
///
/// A run is a pure function of its request and the task: how requests are grouped, in which order
/// they come and how many workers there are must never change a bit of a result.
public protocol Learner: Sendable {
  /// Names the arithmetic; part of every run's identity.
  var arithmetic: ArithmeticVersion { get }

  /// Pretrains bases and hands them over in blocks as they finish, in any order.
  ///
  /// - Parameters:
  ///   - requests: the bases to make, all of this learner's pretraining.
  ///   - task: whose capability mixture they are trained on.
  ///   - workers: how many threads may compute at a time, at least 1.
  ///   - deliver: takes finished bases; called from the workers, several at a time.
  /// - Throws: what `deliver` throws; `CancellationError` when the surrounding task is cancelled.
  func pretrain(
    _ requests: [BaseRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedBase]) async throws -> Void
  ) async throws

  /// Trains runs and hands them over in blocks as they finish, in any order.
  ///
  /// - Parameters:
  ///   - requests: the runs to do, all of this learner's set-up.
  ///   - task: what they are trained and read on.
  ///   - supplies: what was made before and runs may refer to.
  ///   - workers: how many threads may compute at a time, at least 1.
  ///   - deliver: takes finished runs; called from the workers, several at a time.
  /// - Throws: what `deliver` throws; `CancellationError` when the surrounding task is cancelled.
  func train(
    _ requests: [RunRequest], on task: EncodedTask, supplies: Supplies, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws
}

/// What was made before and runs may refer to.
public struct Supplies: Sendable {
  /// Parameters of bases. A base that a run names and that is not here is made within the run.
  public var bases: [ArtifactID: [Float]]
  /// Answers of earlier runs to the pressure pool: of every run that a request names as earlier.
  public var earlier: [RunID: Answers]
  /// Whether finished runs carry their answers to the pressure pool.
  public var keepsPressureAnswers: Bool
  /// Whether finished runs are read on the agreeing pool too, where the task has one.
  public var readsAgreeing: Bool

  public init(
    bases: [ArtifactID: [Float]] = [:], earlier: [RunID: Answers] = [:],
    keepsPressureAnswers: Bool = false, readsAgreeing: Bool = false
  ) {
    self.bases = bases
    self.earlier = earlier
    self.keepsPressureAnswers = keepsPressureAnswers
    self.readsAgreeing = readsAgreeing
  }
}

extension Learner {
  /// Trains runs that refer to nothing made before.
  public func train(
    _ requests: [RunRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws {
    try await train(
      requests, on: task, supplies: Supplies(), workers: workers, deliver: deliver)
  }
}
