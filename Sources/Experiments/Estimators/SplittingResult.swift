import Estimation
import Foundation
import Runs

/// What subset simulation over trainings came to, at the run grain.
struct SplittingResult {
  /// After its last round.
  let plan: SplittingRuns
  /// The plain runs that the populations started from.
  let fresh: Tally
  let evidence: ModeEvidence?
  let level: Double

  var runGrain: EstimatorResult {
    let rare = plan.rare ?? .b
    // Where every population starts with enough of both, its runs are plain ones and no more.
    if plan.design.rounds == 1, plan.design.finalRuns.allSatisfy({ !$0.isEmpty }) {
      var result = Direct.estimate(fresh.counts, level: level)
      result.estimator = SplittingKind.name
      result.warnings.append("nothing is rare here: plain runs are as good")
      return result
    }
    let counts = fresh.counts
    let hits = rare == .b ? counts.a : counts.b
    // With a bound on either side the errors of both add.
    let design = plan.design.named(rare == .a ? "A" : "B")
    let whole = design.probability(level: level, evidence: rare == .b ? evidence : nil)
    let haveIntervals = whole.logProbability.point != nil && hits > 0
    let each = haveIntervals ? level : (1 + level) / 2
    var probability = haveIntervals
      ? whole : design.probability(level: each, evidence: rare == .b ? evidence : nil)
    let common = LogProbability.counted(hits: hits, runs: counts.runs, level: each)
    probability.details += details(rare)
    var result = rare == .b
      ? probability.result(
        a: common, level: level, estimator: SplittingKind.name, trainings: 0)
      : probability.result(
        b: common, level: level, estimator: SplittingKind.name, trainings: 0)
    if hits < SplittingRuns.common {
      let (counted, split) = rare == .b ? ("A", "B") : ("B", "A")
      result.warnings.append(
        "only \(hits) of \(Wording.count(counts.runs)) plain runs "
          + "\(hits == 1 ? "is" : "are") \(counted)'s, and \(split) is "
          + "no more common: both are rare, and \(counted) is merely counted")
    }
    if let confirmed, confirmed < 0.5 {
      result.warnings.append(
        "only \(Wording.percent(confirmed, below: 0.5)) of the final runs are the same on the "
          + "confirmation pool: give the readout pool more inputs")
    }
    return result
  }

  /// The share of the final states, each counted as often as it is one, that are the rare policy's
  /// on the confirmation pool too; nil where none was reached.
  private var confirmed: Double? {
    let final = plan.design.finalRuns.joined()
    if final.isEmpty { return nil }
    let wanted: Outcome = plan.rare == .a ? .a : .b
    return Double(final.count { plan.scored[$0].confirmed == wanted }) / Double(final.count)
  }

  private func details(_ rare: RarePolicy) -> [Detail] {
    [
      Detail("rare", .text(rare == .a ? "a" : "b")),
      Detail("fresh_runs", .number(Double(fresh.counts.runs))),
      Detail("fresh_a", .number(Double(fresh.counts.a))),
      Detail("fresh_b", .number(Double(fresh.counts.b))),
      Detail("blocks", .array(plan.design.options.blocks.map { .text($0) })),
    ] + (confirmed.map { [Detail("confirmed_share", .number($0))] } ?? [])
  }
}
