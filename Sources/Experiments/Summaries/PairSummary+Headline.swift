import Estimation

extension PairSummary {
  /// What a verdict at a grain would rest on: the first estimator in the list that has a value, or
  /// where that is a bound one that sees further without extrapolating.
  ///
  /// - Returns: nil where none has a value.
  public func headline(_ grain: String) -> EstimateSummary? {
    if verdict.grain == grain, let name = verdict.estimator {
      return estimates.first { $0.grain == grain && $0.estimator == name }
    }
    let all = estimates.filter { $0.grain == grain }
    guard let first = all.first(where: { $0.logOdds != nil || $0.low != nil || $0.high != nil })
    else { return nil }
    if first.logOdds != nil { return first }
    return all.first {
      $0.logOdds != nil && $0.law != Law.posterior.rawValue && !$0.extrapolates
    } ?? first
  }
}

extension EstimateSummary {
  /// Whether zero pressure lies outside of what the estimate was measured at.
  fileprivate var extrapolates: Bool {
    guard estimator == DoseResponseKind.name else { return false }
    switch details["extrapolated_nats"] {
    case .number(let value)?: return value > 0
    case .integer(let value)?: return value > 0
    default: return true
    }
  }
}
