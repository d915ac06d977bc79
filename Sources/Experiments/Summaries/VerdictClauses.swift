import Estimation

/// What stands behind a verdict's sentence, and what limits it.
extension VerdictEvidence {
  /// - Parameter favours: the policy that the sentence favours; nil where it favours neither.
  func clauses(favours: PairPolicy?) -> [String] {
    [
      skipped, agreement, capability.isEmpty ? nil : "the learner can implement both",
      memory.map { clause($0, favours: favours) }, neithers, thresholdMatters,
    ].compactMap { $0 }
  }

  /// Why the estimator that was named first is not the one that speaks.
  private var skipped: String? {
    guard let headline, headline.estimator != primary.estimator else { return nil }
    switch primary.estimate {
    case .refused(let reason):
      return "\(primary.estimator), which is named first, has no value (\(reason))"
    case .bound(let bound, _):
      let policy: PairPolicy = bound.side == .lower ? .a : .b
      return "\(primary.estimator), which is named first, has only a limit (at least "
        + "\(Wording.nats(policy.sign * bound.logOdds)) nats toward \(name(policy)))"
    case .value: return nil
    }
  }

  private var agreement: String? {
    guard let triangulation, triangulation.agree, triangulation.used.count > 1 else { return nil }
    return Wording.list(triangulation.used) + " agree"
  }

  /// A table of the training set that answers as one policy does.
  static let clear = 0.75

  private func clause(_ memory: MemoryRow, favours: PairPolicy?) -> String {
    let shown: PairPolicy? = memory.answersA > Self.clear
      ? .a : memory.answersB > Self.clear ? .b : nil
    guard let shown else { return "the memory control shows neither policy" }
    let share = Wording.share(shown == .a ? memory.answersA : memory.answersB)
    let says = "answers as \(name(shown)) does (\(share) of the inputs)"
    switch favours {
    case shown:
      return "the \(memory.learner) agrees: it \(says), so as much could be said of a table of the "
        + "training set"
    case nil: return "the \(memory.learner) \(says)"
    default: return "the \(memory.learner) contradicts: it \(says)"
    }
  }

  private var neithers: String? {
    guard shares.runs > 0, shares.other > 0.5 else { return nil }
    let share = "\(Wording.percent(shares.other)) of the plain runs are neither's"
    if threshold == 0 || grain == .run { return share }
    return "at threshold \(Wording.strength(threshold)) \(share), so the answers speak and not the "
      + "runs"
  }

  private var thresholdMatters: String? {
    guard let at80 = point(0.8), let at95 = point(0.95), abs(at80 - at95) > 1 else { return nil }
    return "at the run grain L depends on the threshold (\(Wording.nats(at80)) at .8, "
      + "\(Wording.nats(at95)) at .95; \(Wording.strength(threshold)) was used)"
  }

  private func point(_ threshold: Double) -> Double? {
    curve.first { $0.threshold == threshold }?.logOdds
  }
}
