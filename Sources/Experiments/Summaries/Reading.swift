import Runs

/// How the answers of an experiment's runs are read: the rules, and resamples of the inputs.
public struct Reading: Sendable {
  /// The experiment's rule; then the thresholds of the curve; then one that asks for nothing
  /// learned; then, last, the other learned share.
  public let rules: [ReadoutRule]
  /// Readout inputs.
  public let inputs: Int
  /// Further policies of the catalogue, by which other runs are named.
  public let named: Int
  /// Readout inputs drawn with replacement.
  public let resamples: InputResamples
  /// Per input the group that is the unit in its place, from 0 on; nil where inputs are the unit.
  public let groups: [Int]?
  /// Reference models that runs are held against; nil where the task cannot be written as text.
  public let references: Int?

  /// The thresholds at which L is always shown.
  public static let curve = [0.6, 0.7, 0.8, 0.9, 0.95]

  /// - Parameters:
  ///   - rule: the experiment's own.
  ///   - inputs: readout inputs, at least 1.
  ///   - named: further policies.
  ///   - resamples: how many times the inputs are resampled.
  ///   - seed: the experiment's seed; resample r draws input i at address (seed, "pool", ...).
  ///   - groups: per input; nil where inputs are the unit.
  ///   - references: models that runs are held against; nil where the task is no text.
  public init(
    rule: ReadoutRule, inputs: Int, named: Int = 0, resamples: Int, seed: UInt64,
    groups: [Int]? = nil, references: Int? = nil
  ) {
    self.init(
      rule: rule, inputs: inputs, named: named,
      resamples: InputResamples(resamples, inputs: inputs, seed: seed), groups: groups,
      references: references)
  }

  /// - Parameter resamples: of the inputs.
  init(
    rule: ReadoutRule, inputs: Int, named: Int, resamples: InputResamples, groups: [Int]?,
    references: Int?
  ) {
    self.groups = groups
    self.references = references
    rules = [rule]
      + Self.curve.map {
        ReadoutRule(threshold: $0, learned: rule.learned, gate: rule.gate)
      }
      + [
        ReadoutRule(threshold: rule.threshold, learned: 0, gate: rule.gate),
        ReadoutRule(
          threshold: rule.threshold, learned: Self.otherLearned(rule.learned), gate: rule.gate)
      ]
    self.inputs = inputs
    self.named = named
    self.resamples = resamples
  }

  /// The same rules without resampling: for arms whose inputs need no second bar.
  public func withoutResamples() -> Reading {
    Reading(rules: rules, inputs: inputs, named: named, groups: groups, references: references)
  }

  private init(
    rules: [ReadoutRule], inputs: Int, named: Int, groups: [Int]?, references: Int?
  ) {
    self.groups = groups
    self.references = references
    self.rules = rules
    self.inputs = inputs
    self.named = named
    resamples = InputResamples(draws: [], inputs: inputs)
  }

  /// The learned share of the sensitivity control: one twentieth of the examples more may be wrong.
  static func otherLearned(_ learned: Double) -> Double { max(0, learned - 0.05) }

  /// The place of the rule that asks for nothing learned.
  var unlearned: Int { rules.count - 2 }

  /// Units among the inputs: groups where there are any.
  public var units: Int { groups.map { ($0.max() ?? -1) + 1 } ?? inputs }

  public var curveRules: ArraySlice<ReadoutRule> { rules[1..<1 + Self.curve.count] }
}

extension Readout {
  /// Whether the run was read on as many inputs as a reading has, and for as many policies.
  func fits(_ reading: Reading) -> Bool {
    answers.count == reading.inputs && named.count == reading.named
  }
}

extension Reading {
  /// Identifies the reading: what decides the bits of a tally, beside the runs.
  var identity: Fingerprint {
    var builder = FingerprintBuilder("reading")
    builder.combine(inputs)
    for rule in rules {
      builder.combine(rule.threshold)
      builder.combine(rule.learned)
      if rule.gate > 0 { builder.combine(rule.gate) }
    }
    if named > 0 { builder.combine(named) }
    if let groups { for group in groups { builder.combine(group) } }
    for resample in resamples.draws {
      for input in resample { builder.combine(Int(input)) }
    }
    return builder.finish()
  }
}
