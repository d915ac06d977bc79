import Experiments

extension EstimateSummary {
  /// A number among the details, whichever way JSON wrote it.
  func number(_ key: String) -> Double? { details[key]?.number }

  func text(_ key: String) -> String? {
    if case .text(let text)? = details[key] { text } else { nil }
  }

  /// The numbers of a list among the details; entries that are none are left out.
  func numbers(_ key: String) -> [Double]? {
    if case .list(let values)? = details[key] { values.compactMap(\.number) } else { nil }
  }
}

extension SummaryDetail {
  var number: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}
