import Experiments
import Foundation

extension ReportDocument {
  /// The work that the tilt did up to equality, what it paid there, and how well states travelled.
  ///
  /// - Returns: nil for other estimates, and where none was given.
  static func ladder(_ estimate: EstimateSummary) -> String? {
    guard estimate.estimator == "ladder", let work = estimate.number("work_to_equality"),
      let error = estimate.number("work_standard_error"),
      let divergence = estimate.number("divergence_at_equality"),
      let equality = estimate.number("strength_of_equality")
    else { return nil }
    let returns = estimate.number("returns").map { Wording.count(Int($0)) } ?? "-"
    let swaps = estimate.numbers("swap_acceptance")?.min().map(Wording.share) ?? "-"
    return "ladder, run grain: A and B are equally likely under a tilt by "
      + "\(Wording.strength(equality)) per unit of score; the work up to there is "
      + "\(Wording.nats(work)) nats, standard error \(Wording.nats(error)), and the divergence "
      + "from the training law \(Wording.nats(divergence)) nats. States went down the whole ladder "
      + "\(returns) times; of the swaps at least \(swaps) were taken."
  }
}
