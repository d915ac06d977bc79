import Estimation
import Foundation

extension VerdictEvidence {
  /// The plain sentence, and its kind.
  ///
  /// The order of the questions is that of what would make an answer worthless: can the learner do
  /// both, did it learn, does it do either, do the estimators agree; only then what L says.
  /// Exchanging the policies exchanges names and signs, and nothing else.
  package func verdict() -> VerdictSummary {
    if let reason = incapable {
      return inconclusive(
        reason, "give the learner more width or steps, or the pressure pool more inputs")
    }
    if shares.runs > 0, shares.failed > 0.5 {
      return inconclusive(
        "\(Wording.percent(shares.failed)) of the plain runs do not learn the training examples",
        "train longer, or lower readout.learned")
    }
    if let together = answersTogether, together < PairAnswers.half { return mostlyOther(together) }
    if let triangulation, !triangulation.agree {
      return inconclusive(
        "the estimators disagree"
          + (triangulation.p.map { " (p = \(Wording.strength($0)))" } ?? ""),
        "\(moreRuns), and look at the table of strengths for a bend; direct counts need no model, "
          + "where they have hits")
    }
    guard let headline else {
      let reasons = ([primary] + others).compactMap { result -> String? in
        guard case .refused(let reason) = result.estimate else { return nil }
        return "\(result.estimator): \(reason)"
      }
      return summary(
        .inconclusive, nil,
        "Inconclusive: no estimator has a value. " + reasons.joined(separator: "; ") + ".")
    }
    switch headline.estimate {
    case .value(let logOdds, let interval, _): return judged(headline, logOdds, interval)
    case .bound(let bound, _):
      return never(headline, bound.side == .lower ? .b : .a, bound: bound)
    case .refused(let reason): return inconclusive("\(headline.estimator) refuses", reason)
    }
  }

  /// Which kind an interval comes to, and which policy it favours.
  package static func kind(
    _ interval: Interval, margin: Double
  ) -> (kind: VerdictKind, favoured: PairPolicy?) {
    let (low, high) = (interval.low ?? -.infinity, interval.high ?? .infinity)
    let isWithin = -margin <= low && high <= margin
    if low > 0 { return (isWithin ? .slightlyFavoured : .favoured, .a) }
    if high < 0 { return (isWithin ? .slightlyFavoured : .favoured, .b) }
    return (isWithin ? .neither : .noPreferenceShown, nil)
  }

  // MARK: The kinds

  private func judged(
    _ headline: EstimatorResult, _ logOdds: Double, _ interval: Interval
  ) -> VerdictSummary {
    let (kind, favoured) = Self.kind(interval, margin: margin)
    if let favoured {
      let toward = Wording.toward(favoured, interval)
      let size = "by \(Wording.nats(abs(logOdds))) nats (\(Wording.percent(headline.level)): "
        + "\(Wording.range(toward.low, toward.high, Wording.nats))), about "
        + Wording.odds(abs(logOdds))
      let whom = "\(name(favoured)) is \(kind == .favoured ? "" : "slightly ")favoured over "
        + "\(name(favoured.other)) "
      return said(kind, favoured, favours: favoured, whom + size + ", " + basis(headline))
    }
    let size = "L = \(Wording.nats(logOdds)) nats (\(Wording.percent(headline.level)): "
      + "\(Wording.range(interval.low, interval.high, Wording.nats)))"
    if kind == .neither {
      return said(
        kind, nil, favours: nil,
        "neither is favoured beyond \(Wording.odds(margin)): \(size), \(basis(headline))")
    }
    return said(
      kind, nil, favours: nil,
      "no preference is shown: \(size), \(reach(interval)), \(basis(headline)); "
        + "what to do next: \(advice(headline))")
  }

  /// How far an interval around zero reaches.
  private func reach(_ interval: Interval) -> String {
    switch (interval.low, interval.high) {
    case (let low?, let high?): "at most \(Wording.odds(max(-low, high))) either way"
    case (nil, nil): "bounded on neither side"
    case (nil, _): "not bounded toward \(names.b)"
    case (_, nil): "not bounded toward \(names.a)"
    }
  }

  /// What would narrow an interval.
  private func advice(_ headline: EstimatorResult) -> String {
    if headline.extrapolates { return "add runs at strengths nearer to zero, or plain runs" }
    if headline.inputs == .likeThese, let these = headline.theseInputs,
      let all = headline.estimate.interval, these.width < 0.7 * all.width
    {
      return "give the readout pool more inputs; more runs would not do"
    }
    return shares.over == .bases ? "more bases, not more runs of these" : moreRuns
  }

  /// Grain, estimator and inputs, and the interval for these inputs where it is another one.
  private func basis(_ headline: EstimatorResult) -> String {
    var text = "at the \(grain.rawValue) grain by \(headline.estimator)"
    if headline.inputs == .likeThese, let these = headline.theseInputs {
      text += ", for inputs like these (for these alone "
      if case .value(let logOdds, let interval, _) = headline.estimate,
        let favoured = Self.kind(interval, margin: margin).favoured, logOdds != 0
      {
        let toward = Wording.toward(favoured, these)
        text += Wording.range(toward.low, toward.high, Wording.nats)
      } else {
        text += Wording.range(these.low, these.high, Wording.nats)
      }
      text += ")"
    } else if threshold > 0 {
      text += ", for these inputs"
    }
    return text
  }

  private var incapable: String? {
    let failing = capability.filter { !$0.passed }
    guard let first = failing.first else { return nil }
    if failing.count == 1 {
      return "the learner was not shown to implement \(first.policy) (\(first.reached) of "
        + "\(first.runs) runs trained on its answers reach it)"
    }
    let reached = failing.map(\.reached).sorted().map(String.init).joined(separator: " and ")
    return "the learner was shown to implement neither policy (\(reached) of \(first.runs) runs "
      + "trained on their answers reach them)"
  }

  /// The share of the answers at zero pressure that are A's or B's; nil where answers are not known.
  private var answersTogether: Double? {
    guard shares.runs > 0, let a = shares.answersA, let b = shares.answersB else { return nil }
    return a + b
  }

  private func mostlyOther(_ together: Double) -> VerdictSummary {
    let none = together < PairAnswers.fifth ? ", and no log odds are given" : ""
    return summary(
      .mostlyOther, nil,
      "Mostly other: only \(Wording.share(together)) of the answers at zero pressure are either "
        + "policy's, so nothing is said of either\(none). What to do next: train until the task is "
        + "done, or name the policies that the answers follow.")
  }

  private func inconclusive(_ reason: String, _ next: String) -> VerdictSummary {
    summary(.inconclusive, nil, "Inconclusive: \(reason). What to do next: \(next).")
  }

  // MARK: A policy that never came up

  /// - Parameters:
  ///   - rare: the policy that the bound keeps rare.
  private func never(
    _ headline: EstimatorResult, _ rare: PairPolicy, bound: OneSided
  ) -> VerdictSummary {
    let (kind, favoured) = Self.kind(bound.interval, margin: margin)
    let limit = "at least \(Wording.nats(rare.other.sign * bound.logOdds)) nats toward "
      + "\(name(rare.other)), one-sided \(Wording.percent(headline.level))"
    let seen = seldom(headline, rare, limit) + ", \(basis(headline))" + secondOpinion(headline)
    // Where plain runs are the policy's now and then, and the estimator is no count of them, what
    // pressure does is not the question.
    let cameUp = headline.estimator != DirectKind.name && share(rare) > 0
    if !cameUp, let (kind, text) = pressed(rare) {
      return said(kind, rare, favours: favoured, seen + "; " + text)
    }
    guard let favoured else {
      return said(
        kind, nil, favours: nil,
        "no preference is shown: \(seen); what to do next: \(advice(headline))")
    }
    return said(
      kind, favoured, favours: favoured,
      "\(name(favoured)) is favoured over \(name(favoured.other)): \(seen)")
  }

  /// What pressure toward a policy came to.
  private func pressed(_ rare: PairPolicy) -> (VerdictKind, String)? {
    func hits(_ row: StrengthRow) -> (count: Int, share: Double) {
      let count = rare == .a ? row.a : row.b
      return grain == .run
        ? (count, Double(count) / Double(max(1, row.runs)))
        : (count, (rare == .a ? row.answersA : row.answersB) ?? 0)
    }
    func said(_ row: StrengthRow) -> String {
      let size = grain == .run
        ? "\(Wording.count(hits(row).count)) of \(Wording.count(row.runs)) runs"
        : "\(Wording.share(hits(row).share)) of the answers"
      return "strength \(Wording.strength(row.strength))"
        + (row.gradientRatio.map { ", gradient ratio \(Wording.strength($0))" } ?? "")
        + " (\(size))"
    }
    let pressed = strengths.filter { $0.strength != 0 && $0.runs > 0 }
    let toward = pressed.filter { ($0.strength > 0) == (rare == .b) }
      .sorted { abs($0.strength) < abs($1.strength) }
    let against = pressed.filter { ($0.strength > 0) != (rare == .b) && hits($0).share > 0 }
      .sorted { abs($0.strength) < abs($1.strength) }
    let stray = against.first.map { "; pressed the other way it came up at \(said($0))" } ?? ""
    if let weakest = toward.first(where: { hits($0).share > 0 }) {
      return (.reached, "under pressure it is reached, first at \(said(weakest))\(stray)")
    }
    guard let strongest = toward.last else { return nil }
    return (
      .notReached,
      "it was not reached up to strength \(Wording.strength(strongest.strength))"
        + (strongest.gradientRatio.map { " (gradient ratio \(Wording.strength($0)))" } ?? "")
        + ", which bounds P(\(name(rare))) by 3/n per strength and by nothing more\(stray)"
    )
  }

  /// What an estimator that sees further than the headline's bound says, extrapolating.
  private func secondOpinion(_ headline: EstimatorResult) -> String {
    for other in [primary] + others where other.estimator != headline.estimator {
      guard case .value(let logOdds, let interval, _) = other.estimate else { continue }
      let how = other.extrapolates ? ", extrapolating," : ""
      return "; \(other.estimator)\(how) puts L at \(Wording.nats(logOdds)) nats "
        + "(\(Wording.range(interval.low, interval.high, Wording.nats)))"
    }
    return ""
  }

  /// That a policy was not met, and the limit that follows.
  private func seldom(
    _ headline: EstimatorResult, _ rare: PairPolicy, _ limit: String
  ) -> String {
    let runs = "\(Wording.count(shares.runs)) plain runs"
    let answer = grain == .answer ? "'s answer" : ""
    if headline.estimator == DirectKind.name {
      return "\(name(rare))\(answer) never came up in \(runs) (\(limit))"
    }
    let seen = share(rare) > 0
      ? "came up in \(Wording.share(share(rare)))\(shareUnit)" : "never came up in any"
    return "\(headline.estimator) did not get to an estimate, only to a limit (\(limit)); "
      + "\(name(rare))\(answer) \(seen) of \(runs)"
  }

  // MARK: Making

  private func said(
    _ kind: VerdictKind, _ policy: PairPolicy?, favours: PairPolicy?, _ text: String
  ) -> VerdictSummary {
    summary(
      kind, policy,
      ([text] + clauses(favours: favours) + warnings).joined(separator: "; ") + ".")
  }

  private func summary(_ kind: VerdictKind, _ policy: PairPolicy?, _ text: String) -> VerdictSummary
  {
    let headline = headline
    let interval = headline?.estimate.interval
    return VerdictSummary(
      kind: kind, policy: policy?.rawValue, grain: grain.rawValue,
      estimator: headline?.estimator, logOdds: headline?.estimate.logOdds, low: interval?.low,
      high: interval?.high, inputs: (headline?.inputs ?? .these).rawValue, margin: margin,
      text: text)
  }
}

extension Interval {
  /// In nats; infinite where an end is open.
  var width: Double {
    guard let low, let high else { return .infinity }
    return high - low
  }
}
