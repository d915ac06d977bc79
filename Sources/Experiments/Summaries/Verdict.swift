import Estimation

/// What a verdict is reached from.
package struct VerdictEvidence {
  package var names: (a: String, b: String)
  package var grain: Grain
  /// The estimator named before the runs, at the grain that speaks.
  package var primary: EstimatorResult
  /// The other estimators at that grain.
  package var others: [EstimatorResult]
  package var shares: Shares
  package var curve: [ThresholdPoint]
  package var threshold: Double
  package var strengths: [StrengthRow]
  package var capability: [CapabilityRow]
  package var memory: MemoryRow?
  package var triangulation: TriangulationSummary?
  /// How far L moves when the readout inputs are drawn again: a standard deviation, in nats.
  package var poolSE: Double?

  package init(
    names: (a: String, b: String), grain: Grain, primary: EstimatorResult,
    others: [EstimatorResult], shares: Shares, curve: [ThresholdPoint], threshold: Double,
    strengths: [StrengthRow], capability: [CapabilityRow], memory: MemoryRow?,
    triangulation: TriangulationSummary?, poolSE: Double? = nil
  ) {
    self.names = names
    self.grain = grain
    self.primary = primary
    self.others = others
    self.shares = shares
    self.curve = curve
    self.threshold = threshold
    self.strengths = strengths
    self.capability = capability
    self.memory = memory
    self.triangulation = triangulation
    self.poolSE = poolSE
  }
}

extension VerdictEvidence {
  /// L is called favoured or likely when its whole interval lies beyond this many nats.
  static let bound = 0.0
  /// An interval around zero that is narrower than this says that neither policy is favoured.
  static let narrow = 2.0
  /// Runs of a policy at one strength from which on it counts as reached.
  static let reached = 10

  /// The plain sentence, and its kind.
  ///
  /// The order of the questions is that of what would make an answer worthless: can the learner do
  /// both, did it learn, do the estimators agree; only then what L says.
  package func verdict() -> VerdictSummary {
    if let row = capability.first(where: { !$0.passed }) {
      return inconclusive(
        "the learner was not shown to implement \(row.policy) (\(row.reached) of \(row.runs) runs "
          + "trained on its answers reach it)",
        "give the learner more width or steps, or the pressure pool more inputs")
    }
    if shares.runs > 0, shares.failed > 0.5 {
      return inconclusive(
        "\(Wording.percent(shares.failed)) of the plain runs do not learn the training examples",
        "train longer, or lower readout.learned")
    }
    if let triangulation, !triangulation.agree {
      return inconclusive(
        "the estimators disagree"
          + (triangulation.p.map { " (p = \(Wording.strength($0)))" } ?? ""),
        "raise the budget, and look at the table of strengths for a bend; direct counts need no "
          + "model, where they have hits")
    }
    switch primary.estimate {
    case .value(let logOdds, let interval, _): return judged(logOdds, interval)
    case .bound(let bound, _):
      return bound.side == .lower ? neverB(bound.logOdds) : neverA(bound.logOdds)
    case .refused(let reason): return inconclusive("\(primary.estimator) refuses", reason)
    }
  }

  private func judged(_ logOdds: Double, _ interval: Interval) -> VerdictSummary {
    let size = "(\(Wording.percent(primary.level)): "
      + "\(Wording.range(interval.low, interval.high, Wording.nats)))"
    if let poolSE, abs(logOdds) < 2 * poolSE {
      return said(
        "not-favoured",
        "neither is favoured: L = \(Wording.nats(logOdds)) nats \(size) at the "
          + "\(grain.rawValue) grain, which is within what other readout inputs could move it "
          + "(standard deviation \(Wording.nats(poolSE)))")
    }
    if let low = interval.low, low > Self.bound {
      return said(
        "favoured",
        "\(names.a) is favoured over \(names.b) by \(Wording.nats(logOdds)) nats \(size), about "
          + "\(Wording.odds(logOdds)), at the \(grain.rawValue) grain")
    }
    if let high = interval.high, high < -Self.bound {
      return said(
        "likely",
        "\(names.b) is likely: favoured over \(names.a) by \(Wording.nats(-logOdds)) nats (L = "
          + "\(Wording.nats(logOdds)), \(size.dropFirst()), about \(Wording.odds(-logOdds)), "
          + "at the \(grain.rawValue) grain")
    }
    if let low = interval.low, let high = interval.high, high - low < Self.narrow {
      return said(
        "not-favoured",
        "neither is favoured: L = \(Wording.nats(logOdds)) nats \(size) at the "
          + "\(grain.rawValue) grain")
    }
    return inconclusive(
      "the interval of L is wide: "
        + Wording.range(interval.low, interval.high, Wording.nats) + " nats",
      "raise the budget")
  }

  private func neverB(_ limit: Double) -> VerdictSummary {
    let seen = never(names.b, shares.b, "L at least \(Wording.nats(limit)) nats") + secondOpinion
    // Where plain runs are B's now and then, and the primary estimator is no count of them, what
    // pressure does is not the question.
    let cameUp = primary.estimator != DirectKind.name && shares.b > 0
    let rows = cameUp ? [] : strengths.filter { $0.strength > 0 }
    if let weakest = rows.first(where: { $0.b >= Self.reached }) {
      return said(
        "reached",
        seen + "; it is reached only under pressure, from strength "
          + "\(Wording.strength(weakest.strength))\(gradient(of: weakest)) on")
    }
    if let strongest = rows.last {
      return said(
        "not-reached",
        seen + "; it was not reached up to strength \(Wording.strength(strongest.strength))"
          + "\(gradient(of: strongest)), which bounds "
          + "P(\(names.b)) by 3/n per strength and by nothing more")
    }
    return said("favoured", seen)
  }

  /// What an estimator that sees further than plain runs says.
  private var secondOpinion: String {
    for other in others {
      guard case .value(let logOdds, let interval, _) = other.estimate else { continue }
      let how = other.estimator == DoseResponseKind.name ? ", extrapolating," : ""
      return "; \(other.estimator)\(how) puts L at \(Wording.nats(logOdds)) nats "
        + "(\(Wording.range(interval.low, interval.high, Wording.nats)))"
    }
    return ""
  }

  private func gradient(of row: StrengthRow) -> String {
    row.gradientRatio.map { " (gradient ratio \(Wording.strength($0)))" } ?? ""
  }

  private func neverA(_ limit: Double) -> VerdictSummary {
    said(
      "likely",
      "\(names.b) is likely: "
        + never(names.a, shares.a, "L at most \(Wording.nats(limit)) nats"))
  }

  /// That a policy was not met, and the limit that follows.
  ///
  /// - Parameter share: of plain runs that are the policy's.
  private func never(_ name: String, _ share: Double, _ limit: String) -> String {
    let bound = "\(limit), one-sided \(Wording.percent(primary.level))"
    if primary.estimator == DirectKind.name {
      return "\(name) never came up in \(Wording.count(shares.runs)) plain runs (\(bound))"
    }
    let seen = share > 0
      ? "came up in \(Wording.share(share))" : "never came up in any"
    return "\(primary.estimator) did not get to an estimate, only to a limit (\(bound)); "
      + "\(name) \(seen) of \(Wording.count(shares.runs)) plain runs"
  }

  private func inconclusive(_ reason: String, _ next: String) -> VerdictSummary {
    VerdictSummary(
      kind: "inconclusive", grain: grain.rawValue,
      text: "Inconclusive: \(reason). What to do next: \(next).")
  }

  private func said(_ kind: String, _ text: String) -> VerdictSummary {
    VerdictSummary(
      kind: kind, grain: grain.rawValue,
      text: ([text] + evidence).joined(separator: "; ") + ".")
  }

  /// What stands behind the sentence, and what limits it.
  private var evidence: [String] {
    var parts: [String] = []
    if let triangulation, triangulation.agree {
      let seconds = others.filter { $0.estimate.logOdds != nil }
      let names = [primary.estimator] + seconds.map(\.estimator)
      parts.append("\(names.joined(separator: " and ")) agree")
    }
    if !capability.isEmpty { parts.append("the learner can implement both") }
    if let memory {
      let most = max(memory.answersA, memory.answersB)
      let name = memory.answersA >= memory.answersB ? names.a : names.b
      parts.append(
        most > 0.75
          ? "the \(memory.learner) also answers as \(name) (\(Wording.share(most)) of the inputs), "
            + "so as much could be said of a table of the training set"
          : "the memory control shows neither policy")
    }
    if shares.runs > 0, shares.other > 0.5 {
      parts.append(
        "at threshold \(threshold) \(Wording.percent(shares.other)) of the plain runs are "
          + "neither's, so the answers speak and not the runs")
    }
    if let at80 = point(0.8), let at95 = point(0.95), abs(at80 - at95) > 1 {
      parts.append(
        "at the run grain L depends on the threshold (\(Wording.nats(at80)) at .8, "
          + "\(Wording.nats(at95)) at .95; \(threshold) was used)")
    }
    return parts
  }

  private func point(_ threshold: Double) -> Double? {
    curve.first { $0.threshold == threshold }?.logOdds
  }
}
