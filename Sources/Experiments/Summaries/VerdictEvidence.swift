import Estimation
import Foundation

/// What a verdict is reached from.
package struct VerdictEvidence {
  package var names: (a: String, b: String)
  package var grain: Grain
  /// The estimator named before the runs, at the grain that speaks.
  package var primary: EstimatorResult
  /// The other estimators at that grain, in the order of the settings.
  package var others: [EstimatorResult]
  package var shares: Shares
  package var curve: [ThresholdPoint]
  /// Of the readout; 0 where runs came with their labels.
  package var threshold: Double
  package var strengths: [StrengthRow]
  package var capability: [CapabilityRow]
  package var memory: MemoryRow?
  package var triangulation: TriangulationSummary?
  /// Nats from zero within which no preference is worth the word; above 0.
  package var margin: Double
  /// What limits all estimates of the pair: the sentence repeats it.
  package var warnings: [String]
  /// How more runs are come by, as an advice.
  package var moreRuns: String

  /// What shares are means over, where that has to be said.
  var shareUnit: String { shares.over == .bases ? " (mean over bases)" : "" }

  package init(
    names: (a: String, b: String), grain: Grain, primary: EstimatorResult,
    others: [EstimatorResult], shares: Shares, curve: [ThresholdPoint], threshold: Double,
    strengths: [StrengthRow], capability: [CapabilityRow], memory: MemoryRow?,
    triangulation: TriangulationSummary?, margin: Double = log(2), warnings: [String] = [],
    moreRuns: String = "raise the budget"
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
    self.margin = margin
    self.warnings = warnings
    self.moreRuns = moreRuns
  }
}

/// One policy of a pair, so that whatever is said of one can be said of the other.
package enum PairPolicy: String, Sendable {
  case a, b

  var other: PairPolicy { self == .a ? .b : .a }
  /// The sign of L where it favours the policy.
  var sign: Double { self == .a ? 1 : -1 }
}

extension VerdictEvidence {
  func name(_ policy: PairPolicy) -> String { policy == .a ? names.a : names.b }

  func share(_ policy: PairPolicy) -> Double {
    switch grain {
    case .run: policy == .a ? shares.a : shares.b
    case .answer: (policy == .a ? shares.answersA : shares.answersB) ?? 0
    }
  }

  /// What the verdict rests on: the first estimator in the list that has a value.
  ///
  /// A bound is a value where nothing that follows sees further without extrapolating.
  ///
  /// - Returns: nil where all refuse.
  package var headline: EstimatorResult? { Self.headline(among: [primary] + others) }

  /// The same among the results of one grain, in the order of the settings.
  static func headline(among all: [EstimatorResult]) -> EstimatorResult? {
    guard let first = all.first(where: { $0.estimate.interval != nil }) else { return nil }
    if first.estimate.logOdds != nil { return first }
    let further = all.first {
      $0.estimate.logOdds != nil && $0.estimate.law != .posterior && !$0.extrapolates
    }
    return further ?? first
  }
}

extension EstimatorResult {
  /// Whether zero pressure lies outside of what the estimate was measured at.
  var extrapolates: Bool {
    guard estimator == DoseResponseKind.name else { return false }
    let nats = details.last { $0.key == "extrapolated_nats" }
    if case .number(let value)? = nats?.value { return value > 0 }
    return true
  }
}
