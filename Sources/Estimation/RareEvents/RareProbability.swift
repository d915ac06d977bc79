/// The probability of a rare event with everything a report says of it.
public struct RareProbability: Hashable, Sendable {
  /// ln P(B), in nats.
  public var logProbability: LogProbability
  /// Of the interval or bound; in (0, 1).
  public var level: Double
  /// Of ln P(B), between populations, in nats; nil without a point.
  public var standardError: Double?
  /// Trained runs that it used.
  public var trainings: Int
  /// Reasons not to trust the interval: checks that failed.
  public var alarms: [String]
  /// Whether it holds only if no mode of B was missed.
  public var assumesNoUndiscoveredMode: Bool
  /// What is worth saying and takes nothing from the interval.
  public var remarks: [String]
  public var details: [Detail]

  /// The mark of an estimate that a missed mode of B would break.
  public static let mark = "no undiscovered mode assumed"

  /// ln P(A)/P(B) with A measured by other runs.
  ///
  /// - Parameters:
  ///   - a: ln P(A) at the level; with a bound on either side, both must be at (1 + level) / 2.
  ///   - level: of the result.
  ///   - estimator: its name in reports.
  ///   - trainings: runs that measured A.
  /// - Complexity: O(1).
  public func result(
    a: LogProbability, level: Double, estimator: String, trainings trainingsOfA: Int
  ) -> EstimatorResult {
    result(
      LogProbability.logOdds(a, over: logProbability), level: level, estimator: estimator,
      trainings: trainingsOfA)
  }

  /// ln P(A)/P(B) where A is the rare event, and B was measured by other runs.
  ///
  /// - Parameters: as those of `result(a:)`, the policies exchanged.
  /// - Complexity: O(1).
  public func result(
    b: LogProbability, level: Double, estimator: String, trainings trainingsOfB: Int
  ) -> EstimatorResult {
    result(
      LogProbability.logOdds(logProbability, over: b), level: level, estimator: estimator,
      trainings: trainingsOfB)
  }

  private func result(
    _ estimate: Estimate, level: Double, estimator: String, trainings others: Int
  ) -> EstimatorResult {
    EstimatorResult(
      estimator: estimator, grain: .run, estimate: estimate, level: level,
      trainings: trainings + others,
      warnings: alarms + (assumesNoUndiscoveredMode ? [Self.mark] : []) + remarks,
      details: details)
  }
}

/// What runs under pressure, and the final runs of an estimate without it, say of the kinds of B.
public struct ModeEvidence: Hashable, Sendable {
  /// Runs under pressure that ended as B's, by kind.
  public var underPressure: [String: Int]

  public init(underPressure: [String: Int]) {
    self.underPressure = underPressure
  }

  /// Kinds that runs under pressure reached and the estimate did not, in order.
  func missing(from kinds: [String: Int]) -> [String] {
    underPressure.filter { $0.value > 0 && kinds[$0.key, default: 0] == 0 }.keys.sorted()
  }
}
