/// A learner whose law over trained models is known: what estimators are held to.
///
/// The kinds there are: `linear-gaussian`, `bigrams`, `stated`. To add one: a file in Learners with
/// the formula of its law and its source, one test that holds plain runs to it.
public protocol ExactLearner: Learner {
  /// The probabilities of A and of B over the training noise.
  ///
  /// - Parameters:
  ///   - rule: by which runs are read.
  ///   - pressure: under which runs are trained.
  /// - Throws: `ExactLawError` where the task, the rule or the pressure has no closed form here.
  func exactOdds(
    on task: EncodedTask, rule: ReadoutRule, pressure: Pressure
  ) throws -> ExactOdds
}

/// Probabilities of A and of B at the run grain, as logarithms.
public struct ExactOdds: Hashable, Sendable {
  /// ln P(A) in nats; minus infinity where no run is A's.
  public let logA: Double
  /// ln P(B) in nats.
  public let logB: Double
  /// Both logarithms are right within this many nats.
  public let uncertainty: Double

  public init(logA: Double, logB: Double, uncertainty: Double) {
    self.logA = logA
    self.logB = logB
    self.uncertainty = uncertainty
  }

  /// ln P(A)/P(B) in nats.
  public var logOdds: Double { logA - logB }
}

/// Why a law is not known in closed form, and what to do.
public struct ExactLawError: Error, Hashable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }
}
