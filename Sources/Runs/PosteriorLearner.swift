/// A learner whose parameters can also be drawn from a posterior.
///
/// The kinds there are: `mlp`. To add one: a file in Learners/Posterior that makes the kind's
/// likelihood, one test that holds it to a slow reference by central differences.
public protocol PosteriorLearner: Learner {
  /// Names the arithmetic of the sampling; part of every sample's identity.
  var posteriorArithmetic: ArithmeticVersion { get }

  /// Runs whole ladders and hands over the states of the target in blocks, each ladder's in order.
  ///
  /// A ladder is a pure function of its request and the task: grouping, order and the number of
  /// workers change no bit.
  ///
  /// - Parameters:
  ///   - ladders: the ladders to run.
  ///   - task: whose training examples make the likelihood, and whose pools are read.
  ///   - workers: how many threads may compute at a time, at least 1.
  ///   - deliver: takes finished states; called from the workers, several at a time.
  /// - Throws: what `deliver` throws; `CancellationError` when the surrounding task is cancelled.
  func sample(
    _ ladders: [PosteriorRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable (PosteriorBlock) async throws -> Void
  ) async throws
}
