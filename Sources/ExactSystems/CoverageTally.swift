import Estimation

/// What became of the same estimate over many replicates, against the truth.
public struct CoverageTally: Hashable, Sendable {
  /// Replicates with a point and a two-sided interval.
  public private(set) var values = 0
  /// Of these, intervals that hold the truth.
  public private(set) var covered = 0
  /// Replicates with a limit on one side.
  public private(set) var bounds = 0
  /// Of these, limits that the truth keeps.
  public private(set) var kept = 0
  public private(set) var refused = 0
  /// Replicates with an alarm.
  public private(set) var alarmed = 0
  /// Replicates whose interval or limit excludes the truth.
  public private(set) var misses = 0
  /// Of these, values without an alarm: wrong and silent.
  public private(set) var silentMisses = 0
  /// Sum over values of point - truth, in nats.
  public private(set) var error = 0.0
  /// Sum over values of (point - truth)^2, in squared nats.
  public private(set) var squaredError = 0.0
  /// Sum over values of the interval's width, in nats.
  public private(set) var width = 0.0
  /// Sum over replicates of trained runs.
  public private(set) var trainings = 0

  public init() {}

  public var replicates: Int { values + bounds + refused }
  /// Share of intervals that hold the truth; NaN without intervals.
  public var coverage: Double { Double(covered) / Double(values) }
  /// Binomial standard error of the coverage, at the coverage that was stated.
  public func coverageError(level: Double) -> Double {
    (level * (1 - level) / Double(values)).squareRoot()
  }
  /// Mean of point - truth, in nats.
  public var bias: Double { error / Double(values) }
  public var meanWidth: Double { width / Double(values) }
  /// Mean squared error in nats times runs: to be set against 1/P, the value for plain runs.
  public var costs: Double {
    squaredError / Double(values) * Double(trainings) / Double(replicates)
  }
  /// Share of misses that neither warned nor refused; 0 without misses.
  public var silentShare: Double {
    misses == 0 ? 0 : Double(silentMisses) / Double(misses)
  }

  public mutating func add(_ estimate: RareProbability, truth: Double) {
    trainings += estimate.trainings
    if !estimate.alarms.isEmpty { alarmed += 1 }
    let holds = estimate.logProbability.interval?.contains(truth) ?? true
    if !holds { misses += 1 }
    switch estimate.logProbability {
    case .value(let point, let interval):
      values += 1
      if holds { covered += 1 }
      if !holds && estimate.alarms.isEmpty { silentMisses += 1 }
      error += point - truth
      squaredError += (point - truth) * (point - truth)
      width += (interval.high ?? .infinity) - (interval.low ?? -.infinity)
    case .atMost, .atLeast:
      bounds += 1
      if holds { kept += 1 }
      if !holds && estimate.alarms.isEmpty { silentMisses += 1 }
    case .refused:
      refused += 1
    }
  }

  /// Both sets of replicates together.
  public static func + (left: Self, right: Self) -> Self {
    var sum = left
    sum.values += right.values
    sum.covered += right.covered
    sum.bounds += right.bounds
    sum.kept += right.kept
    sum.refused += right.refused
    sum.alarmed += right.alarmed
    sum.misses += right.misses
    sum.silentMisses += right.silentMisses
    sum.error += right.error
    sum.squaredError += right.squaredError
    sum.width += right.width
    sum.trainings += right.trainings
    return sum
  }
}
