import Foundation

/// What tests read of a summary.json.
struct ReportedSummary: Decodable {
  struct Pair: Decodable { let estimates: [Estimate] }

  struct Estimate: Decodable {
    let estimator: String
    let grain: String
    let log_odds: Double?
    let low: Double?
    let high: Double?
    let trainings: Int
    let warnings: [String]
    let details: Details?
  }

  struct Details: Decodable {
    let work_to_equality: Double?
    let work_standard_error: Double?
    let divergence_at_equality: Double?
  }

  let pairs: [Pair]

  init(_ text: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
  }

  /// An estimator's estimate at the run grain.
  func estimate(_ name: String) -> Estimate? {
    pairs.first?.estimates.first { $0.estimator == name && $0.grain == "run" }
  }
}
