import Estimation

/// How much of all answers a pair's policies must give for anything to be said of them.
enum PairAnswers {
  /// Below this share, A and B together, no sentence is made about either.
  static let half = 0.5
  /// Below this one no log odds are given.
  static let fifth = 0.2

  /// The results without numbers, where the answers at zero pressure are hardly ever either's; what
  /// does not come from runs of the learner stays.
  static func withheld(_ results: [EstimatorResult], _ shares: Shares) -> [EstimatorResult] {
    guard isTooFew(shares) else { return results }
    let together = (shares.answersA ?? 0) + (shares.answersB ?? 0)
    return results.map { result in
      guard result.estimate.interval != nil, result.estimate.law == .training,
        result.estimator != ExactKind.name
      else { return result }
      var withheld = result
      withheld.estimate = .refused(
        "only \(Wording.share(together, below: fifth)) of the answers at zero pressure are either "
          + "policy's, fewer than a "
          + "fifth: the odds between the two would say nothing of what is learned")
      withheld.equalStrength = nil
      withheld.modelRange = nil
      withheld.theseInputs = nil
      withheld.inputs = .these
      withheld.details = []
      return withheld
    }
  }

  static func isTooFew(_ shares: Shares) -> Bool {
    guard shares.runs > 0, let a = shares.answersA, let b = shares.answersB else { return false }
    return a + b < fifth
  }
}
