import Estimation

/// What became of the same estimate over many replicates, against the truth.
public struct CalibrationTally: Sendable {
  /// Replicates with a point and an interval.
  public private(set) var values = 0
  /// Of these, intervals that hold the truth.
  public private(set) var covered = 0
  /// Replicates with a limit on one side.
  public private(set) var bounds = 0
  /// Of these, limits that the truth keeps.
  public private(set) var kept = 0
  public private(set) var refused = 0
  /// Replicates that answered yes or no, and those that said yes.
  public private(set) var claims = 0
  public private(set) var claimed = 0
  /// Replicates that came with a warning.
  public private(set) var warned = 0
  /// Replicates whose interval or limit excludes the truth.
  public private(set) var misses = 0
  /// Of these, replicates with a warning or without a value.
  public private(set) var noticedMisses = 0
  /// Sum over values of point - truth.
  public private(set) var error = 0.0
  /// Sum over values of (point - truth)^2.
  public private(set) var squaredError = 0.0
  /// Sum over replicates of trained runs.
  public private(set) var trainings = 0
  /// Of the intervals that are bounded on both sides, in the order of the replicates.
  public private(set) var widths: [Double] = []

  /// Sum and number of the widths that an ideal interval of the same replicates would have.
  private var ideal = (sum: 0.0, count: 0.0)

  public init() {}
  /// Mean width of the ideal intervals; NaN where no answer gave one.
  public var idealWidth: Double { ideal.sum / ideal.count }

  public var replicates: Int { values + bounds + refused + claims }
  /// Mean of point - truth; NaN without values.
  public var bias: Double { error / Double(values) }
  /// Standard deviation of the points about their mean; NaN with fewer than two.
  public var deviation: Double {
    let n = Double(values)
    return (max(0, squaredError - error * error / n) / (n - 1)).squareRoot()
  }
  public var meanWidth: Double { widths.reduce(0, +) / Double(widths.count) }
  public var meanTrainings: Double { Double(trainings) / Double(replicates) }
  /// Mean squared error times runs.
  public var cost: Double { squaredError / Double(values) * meanTrainings }

  /// The middle width, where a replicate without an interval counts as an infinite one.
  public var medianWidth: Double {
    let middle = replicates / 2
    return widths.count > middle ? widths.sorted()[middle] : .infinity
  }

  /// - Parameter truth: of the cell; an answer's own comes first.
  mutating func add(_ answer: CalibrationAnswer, truth: Double?) {
    trainings += answer.trainings
    if answer.isWarned { warned += 1 }
    if let width = answer.idealWidth { ideal = (ideal.sum + width, ideal.count + 1) }
    let truth = answer.truth ?? truth ?? .nan
    var holds = true
    var hasValue = false
    switch answer.said {
    case .value(let point, let interval):
      hasValue = true
      holds = interval.contains(truth)
      values += 1
      if holds { covered += 1 }
      error += point - truth
      squaredError += (point - truth) * (point - truth)
      if let low = interval.low, let high = interval.high { widths.append(high - low) }
    case .bound(let interval):
      holds = interval.contains(truth)
      bounds += 1
      if holds { kept += 1 }
    case .refused: refused += 1
    case .claim(let claim):
      claims += 1
      if claim { claimed += 1 }
    }
    if !holds {
      misses += 1
      if answer.isWarned || !hasValue { noticedMisses += 1 }
    }
  }

  /// Adds replicates that come after these.
  mutating func append(_ later: CalibrationTally) {
    values += later.values
    covered += later.covered
    bounds += later.bounds
    kept += later.kept
    refused += later.refused
    claims += later.claims
    claimed += later.claimed
    warned += later.warned
    misses += later.misses
    noticedMisses += later.noticedMisses
    error += later.error
    squaredError += later.squaredError
    trainings += later.trainings
    widths += later.widths
    ideal = (ideal.sum + later.ideal.sum, ideal.count + later.ideal.count)
  }
}
