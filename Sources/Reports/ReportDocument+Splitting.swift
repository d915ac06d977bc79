import Experiments
import Foundation

extension ReportDocument {
  /// How far subset simulation came, what it cost beside plain runs, and what its final runs are.
  ///
  /// - Returns: nil for other estimates, and where nothing was split.
  static func splitting(_ estimate: EstimateSummary) -> String? {
    guard estimate.estimator == "splitting", let rare = estimate.text("rare"),
      let levels = estimate.numbers("levels")
    else { return nil }
    let policy = rare.uppercased()
    var parts: [String] = []
    let error = estimate.number("standard_error")
    let plusMinus = error.map { ", standard error \(Wording.nats($0))" } ?? ""
    if let log = estimate.number("log_probability") {
      parts.append(
        "ln P(\(policy)) = \(Wording.nats(log))\(plusMinus), by \(levels.count) levels in "
          + rounds(estimate))
    } else if let score = estimate.number("score_reached"),
      let log = estimate.number("log_probability_of_score_reached")
    {
      parts.append(
        "it came as far as a score of \(Wording.strength(score)) (\(policy)'s are above 0), which "
          + "runs exceed with ln P = \(Wording.nats(log))\(plusMinus), in \(rounds(estimate))")
    } else {
      parts.append("it came to no level in \(rounds(estimate))")
    }
    if let cost = estimate.number("variance_times_runs"),
      let plain = estimate.number("plain_variance_times_runs"), let gain = estimate.number("gain")
    {
      parts.append(
        "error squared x trainings is \(Wording.rounded(cost)), where plain runs take 1/P = "
          + "\(Wording.rounded(plain)): a gain of \(Wording.strength(gain))")
    }
    if let correlation = estimate.numbers("level_score_correlation")?.last {
      parts.append(
        "at the last level a move's score correlates with its start's by "
          + "\(Wording.nats(correlation))")
    }
    if let confirmed = estimate.number("confirmed_share") {
      parts.append(
        "\(Wording.share(confirmed)) of the final runs are \(policy)'s on the confirmation pool "
          + "too")
    }
    return "splitting, \(estimate.grain) grain: " + parts.joined(separator: "; ") + "."
  }

  private static func rounds(_ estimate: EstimateSummary) -> String {
    "\(Wording.count(Int(estimate.number("rounds") ?? 0))) rounds"
  }
}
