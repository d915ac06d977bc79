/// A plain sentence with its kind.
public struct VerdictSummary: Codable, Sendable, Equatable {
  public var kind: VerdictKind
  /// `a` or `b`: the policy that the kind is said of; null where it is said of neither.
  @ExplicitNull public var policy: String?
  /// The grain that speaks.
  public var grain: String
  /// Whose estimate the verdict rests on; null where none has a value.
  @ExplicitNull public var estimator: String?
  @ExplicitNull public var logOdds: Double?
  @ExplicitNull public var low: Double?
  @ExplicitNull public var high: Double?
  /// `like-these` or `these`: the inputs that `low` and `high` speak of.
  public var inputs: String
  /// Nats from zero within which no preference is worth the word.
  public var margin: Double
  public var text: String

  enum CodingKeys: String, CodingKey {
    case kind, policy, grain, estimator, low, high, inputs, margin, text
    case logOdds = "log_odds"
  }

  public init(
    kind: VerdictKind, policy: String?, grain: String, estimator: String?, logOdds: Double?,
    low: Double?, high: Double?, inputs: String, margin: Double, text: String
  ) {
    self.kind = kind
    _policy = ExplicitNull(wrappedValue: policy)
    self.grain = grain
    _estimator = ExplicitNull(wrappedValue: estimator)
    _logOdds = ExplicitNull(wrappedValue: logOdds)
    _low = ExplicitNull(wrappedValue: low)
    _high = ExplicitNull(wrappedValue: high)
    self.inputs = inputs
    self.margin = margin
    self.text = text
  }
}

/// What a verdict can be.
public enum VerdictKind: String, Codable, Sendable, CaseIterable {
  /// Zero lies outside the interval, whose far end lies beyond the margin.
  case favoured
  /// Zero lies outside the interval, which lies within the margin.
  case slightlyFavoured = "slightly-favoured"
  /// Zero lies inside the interval, which lies within the margin.
  case neither
  /// Zero lies inside the interval, which reaches beyond the margin.
  case noPreferenceShown = "no-preference-shown"
  /// No plain run is the policy's, and runs under pressure are.
  case reached
  /// Neither plain runs nor runs under pressure are the policy's.
  case notReached = "not-reached"
  /// A and B together are less than half of the answers.
  case mostlyOther = "mostly-other"
  case inconclusive
}
