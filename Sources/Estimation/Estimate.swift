/// What is said of a log odds ln P(A)/P(B), in nats; positive favours A.
public enum Estimate: Hashable, Sendable {
  /// A point with its interval.
  case value(logOdds: Double, interval: Interval, law: Law)
  /// Only a limit on one side.
  case bound(OneSided, law: Law)
  /// No number, and a sentence that says why and what to do.
  case refused(String)

  /// The point estimate in nats, if there is one.
  public var logOdds: Double? {
    if case .value(let logOdds, _, _) = self { logOdds } else { nil }
  }

  /// What the estimate leaves possible: a bound is unbounded on its far side; nil where refused.
  public var interval: Interval? {
    switch self {
    case .value(_, let interval, _): interval
    case .bound(let bound, _): bound.interval
    case .refused: nil
    }
  }

  public var law: Law? {
    switch self {
    case .value(_, _, let law), .bound(_, let law): law
    case .refused: nil
    }
  }

  /// Turns a number that is not finite into a refusal, so that none is ever printed by accident.
  func checked() -> Estimate {
    let finite =
      switch self {
      case .value(let logOdds, let interval, _):
        logOdds.isFinite && (interval.low ?? 0).isFinite && (interval.high ?? 0).isFinite
      case .bound(let bound, _): bound.logOdds.isFinite
      case .refused: true
      }
    return finite
      ? self
      : .refused("the computation gave no finite number: report this with the data that made it")
  }
}

/// An interval in nats or in strength; nil where it is unbounded.
public struct Interval: Hashable, Sendable {
  public var low: Double?
  public var high: Double?

  public init(low: Double?, high: Double?) {
    self.low = low
    self.high = high
  }

  public func contains(_ value: Double) -> Bool {
    value >= (low ?? -.infinity) && value <= (high ?? .infinity)
  }

  /// The smallest interval that holds both.
  public func union(_ other: Interval) -> Interval {
    Interval(
      low: low.flatMap { low in other.low.map { min(low, $0) } },
      high: high.flatMap { high in other.high.map { max(high, $0) } })
  }
}

/// A limit on one side.
public struct OneSided: Hashable, Sendable {
  public enum Side: String, Hashable, Sendable {
    /// The log odds are at least the limit.
    case lower
    /// The log odds are at most the limit.
    case upper
  }

  public let side: Side
  /// The limit in nats.
  public let logOdds: Double

  public init(_ side: Side, logOdds: Double) {
    self.side = side
    self.logOdds = logOdds
  }

  public var interval: Interval {
    side == .lower ? Interval(low: logOdds, high: nil) : Interval(low: nil, high: logOdds)
  }
}

/// The law over trained models that an estimate speaks of.
public enum Law: String, Hashable, Sendable {
  /// What training gives by itself.
  case training
  /// Parameters drawn from a posterior.
  case posterior
  /// The training law tilted by a score.
  case tilted
}

/// What is counted.
public enum Grain: String, Hashable, Sendable {
  /// Each trained model is one policy's, or other, or failed.
  case run
  /// The chance that a random run answers a random diagnostic input as the policy does.
  case answer
}

/// The strength at which A and B are equally likely.
public struct EqualStrength: Hashable, Sendable {
  public let strength: Double
  public let interval: Interval

  public init(strength: Double, interval: Interval) {
    self.strength = strength
    self.interval = interval
  }
}

/// A value among an estimate's details.
public indirect enum DetailValue: Hashable, Sendable {
  case number(Double)
  case text(String)
  case array([DetailValue])

  public static func numbers(_ values: [Double]) -> DetailValue {
    .array(values.map(DetailValue.number))
  }
  /// A limit that may be missing: a number, or the text "unbounded".
  static func limit(_ value: Double?) -> DetailValue { value.map(number) ?? .text("unbounded") }
  static func limits(_ interval: Interval) -> DetailValue {
    .array([limit(interval.low), limit(interval.high)])
  }
}

/// A named detail, in the order in which it is to be shown.
public struct Detail: Hashable, Sendable {
  public let key: String
  public let value: DetailValue

  public init(_ key: String, _ value: DetailValue) {
    self.key = key
    self.value = value
  }
}

/// An estimate with everything a report says of it.
public struct EstimatorResult: Hashable, Sendable {
  /// "direct", "dose-response", "splitting", "ladder", "gibbs", "exact" or "sequence".
  public var estimator: String
  public var grain: Grain
  public var estimate: Estimate
  /// Of the interval or bound; in (0, 1).
  public var level: Double
  /// Which inputs the estimate's interval speaks of.
  public var inputs = InputScope.these
  /// The interval for these inputs alone, where the estimate's own is for inputs like these; nil
  /// where it is the same.
  public var theseInputs: Interval?
  public var equalStrength: EqualStrength?
  /// What other models of the same data would have said; never merged into the interval.
  public var modelRange: Interval?
  /// Trained runs that the estimate used.
  public var trainings: Int
  public var warnings: [String]
  public var details: [Detail]

  public init(
    estimator: String, grain: Grain, estimate: Estimate, level: Double,
    equalStrength: EqualStrength? = nil, modelRange: Interval? = nil, trainings: Int,
    warnings: [String] = [], details: [Detail] = []
  ) {
    self.estimator = estimator
    self.grain = grain
    self.estimate = estimate.checked()
    self.level = level
    self.equalStrength = equalStrength
    self.modelRange = modelRange
    self.trainings = trainings
    self.warnings = warnings
    self.details = details
  }
}
