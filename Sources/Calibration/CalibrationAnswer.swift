import Estimation

/// What an estimator said in one replicate.
public struct CalibrationAnswer: Sendable {
  public enum Said: Sendable {
    /// A point with its interval.
    case value(Double, Interval)
    /// No point, and a limit on one side.
    case bound(Interval)
    /// No number.
    case refused
    /// A yes or no, such as an alarm.
    case claim(Bool)
  }

  public var said: Said
  /// Whether something said not to trust it.
  public var isWarned: Bool
  /// Trained runs that it took.
  public var trainings: Int
  /// Of this replicate alone, where the cell has none.
  public var truth: Double?
  /// The width of the interval of an estimator that knew more, on the same replicate.
  public var idealWidth: Double?

  public init(_ said: Said, isWarned: Bool = false, trainings: Int = 0, truth: Double? = nil) {
    self.said = said
    self.isWarned = isWarned
    self.trainings = trainings
    self.truth = truth
  }

  init(_ result: EstimatorResult) {
    self.init(Self.said(result.estimate), trainings: result.trainings)
  }

  init(_ estimate: Estimate, trainings: Int) {
    self.init(Self.said(estimate), trainings: trainings)
  }

  init(_ result: RareProbability) {
    let said: Said =
      switch result.logProbability {
      case .value(let point, let interval): .value(point, interval)
      case .atMost, .atLeast: .bound(result.logProbability.interval!)
      case .refused: .refused
      }
    self.init(said, isWarned: !result.alarms.isEmpty, trainings: result.trainings)
  }

  /// A point with a normal standard error, at the level of the calibration; nil is a refusal.
  init(_ pair: (value: Double, standardError: Double)?, trainings: Int) {
    guard let pair else {
      self.init(.refused, trainings: trainings)
      return
    }
    let half = Calibration.normalFactor * pair.standardError
    self.init(
      .value(pair.value, Interval(low: pair.value - half, high: pair.value + half)),
      trainings: trainings)
  }

  private static func said(_ estimate: Estimate) -> Said {
    switch estimate {
    case .value(let point, let interval, _): .value(point, interval)
    case .bound(let bound, _): .bound(bound.interval)
    case .refused: .refused
    }
  }

  /// The same with the interval's limits moved toward the point by a factor: what a wrong
  /// estimator would have said.
  func narrowed(by factor: Double) -> CalibrationAnswer {
    guard factor != 1, case .value(let point, let interval) = said else { return self }
    var result = self
    result.said = .value(
      point,
      Interval(
        low: interval.low.map { point + factor * ($0 - point) },
        high: interval.high.map { point + factor * ($0 - point) }))
    return result
  }
}
