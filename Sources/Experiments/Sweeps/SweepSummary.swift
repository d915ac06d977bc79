/// One cell of a sweep in the summary: the settings that vary, and all that it came to.
public struct CellSummary: Codable, Sendable, Equatable {
  /// The swept keys with the cell's values.
  public var settings: [String: SummaryDetail]
  /// Whether every run that the cell asks for is stored.
  public var complete: Bool
  /// Known runs and bases that are not stored; 0 where the cell is complete. Later rounds may ask for
  /// more.
  public var missing: Int
  /// Null where the cell is not complete.
  @ExplicitNull public var summary: Summary?

  init(settings: [String: SummaryDetail], missing: Int, summary: Summary?) {
    self.settings = settings
    complete = summary != nil
    self.missing = missing
    _summary = ExplicitNull(wrappedValue: summary)
  }
}

/// What the cells of a sweep say together.
public struct SweepSummary: Codable, Sendable, Equatable {
  /// The swept keys, in the order of the sweep.
  public var keys: [String]
  /// Both grains, the one that speaks in most cells first.
  public var grains: [GrainComparison]
  /// One entry for each dial, grain and combination of the other keys' values.
  public var dials: [DialSummary]
}

/// The cells' headlines at one grain.
public struct GrainComparison: Codable, Sendable, Equatable {
  public var grain: String
  /// Of each interval by itself.
  public var level: Double
  /// Of each interval for all of them to hold at once at `level`.
  public var simultaneousLevel: Double
  public var rows: [ComparedCell]
  /// Whether all cells are of one L; null where there is nothing to compare.
  @ExplicitNull public var agreement: AgreementSummary?

  enum CodingKeys: String, CodingKey {
    case grain, level, rows, agreement
    case simultaneousLevel = "simultaneous_level"
  }
}

/// One cell's headline.
public struct ComparedCell: Codable, Sendable, Equatable {
  /// Its place in `cells`, from 0.
  public var cell: Int
  /// Null where no estimator has a value.
  @ExplicitNull public var estimator: String?
  @ExplicitNull public var logOdds: Double?
  @ExplicitNull public var low: Double?
  @ExplicitNull public var high: Double?
  /// The interval that holds for all cells at once.
  @ExplicitNull public var lowAll: Double?
  @ExplicitNull public var highAll: Double?
  public var inputs: String
  public var bound: String

  enum CodingKeys: String, CodingKey {
    case cell, estimator, low, high, inputs, bound
    case logOdds = "log_odds"
    case lowAll = "low_all"
    case highAll = "high_all"
  }
}

/// A test that several cells are of one L.
public struct AgreementSummary: Codable, Sendable, Equatable {
  public var q: Double
  /// Degrees of freedom; not whole where cells share runs or bases.
  public var df: Double
  public var p: Double
  public var agree: Bool
  /// The cells that were compared: those with a point and an interval of two ends.
  public var cells: [Int]
  public var text: String
}

/// L at one value of a dial.
public struct DialSummary: Codable, Sendable, Equatable {
  public var key: String
  public var readAt: Double
  public var grain: String
  /// The other swept keys with their values.
  public var settings: [String: SummaryDetail]
  /// From the plain runs of the cell at the value; null where there is none.
  @ExplicitNull public var measured: DialValue?
  /// From the plain runs of all other cells; null where it is refused.
  @ExplicitNull public var others: DialValue?
  /// From the value to the nearest one of the others.
  @ExplicitNull public var distance: Double?
  /// Nats that the curve goes from there to the value.
  @ExplicitNull public var extrapolatedNats: Double?
  /// Nats between the two others that are nearest.
  @ExplicitNull public var step: Double?
  /// Measured less the others'.
  @ExplicitNull public var difference: Double?
  @ExplicitNull public var standardError: Double?
  @ExplicitNull public var p: Double?
  @ExplicitNull public var agree: Bool?
  public var text: String

  enum CodingKeys: String, CodingKey {
    case key, grain, settings, measured, others, distance, step, difference, p, agree, text
    case readAt = "read_at"
    case extrapolatedNats = "extrapolated_nats"
    case standardError = "standard_error"
  }
}

/// One reading of a dial.
public struct DialValue: Codable, Sendable, Equatable {
  @ExplicitNull public var logOdds: Double?
  @ExplicitNull public var low: Double?
  @ExplicitNull public var high: Double?
  /// What other curves say; null for a reading without a curve.
  @ExplicitNull public var modelRange: [Double]?
  public var trainings: Int

  enum CodingKeys: String, CodingKey {
    case low, high, trainings
    case logOdds = "log_odds"
    case modelRange = "model_range"
  }
}
