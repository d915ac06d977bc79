import Foundation

/// All that an experiment came to: what every report is made from, and what `--json` prints.
///
/// It holds only what decides the result: no time, host, thread or path.
public struct Summary: Codable, Sendable, Equatable {
  /// Of this form; docs/summary.md describes it key by key.
  public var schema = Summary.currentSchema
  public var experiment: String
  public var pairs: [PairSummary]
  public var controls: ControlsSummary
  public var provenance: Provenance
  /// Every setting with its value, defaults filled in; null for anyone's own runs.
  @ExplicitNull public var settings: SummaryDetail?
  /// Of a sweep, in its order; then `pairs` and `controls` are empty.
  public var cells: [CellSummary]? = nil
  /// What the cells say together.
  public var sweep: SweepSummary? = nil

  public static let currentSchema = 2

  public init(
    experiment: String, pairs: [PairSummary], controls: ControlsSummary, provenance: Provenance,
    settings: SummaryDetail? = nil
  ) {
    self.experiment = experiment
    self.pairs = pairs
    self.controls = controls
    self.provenance = provenance
    _settings = ExplicitNull(wrappedValue: settings)
  }

  /// The summary as JSON: keys sorted, one byte sequence for one summary.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

/// What is known about one pair of policies.
public struct PairSummary: Codable, Sendable, Equatable {
  public var a: String
  public var b: String
  public var shares: Shares
  public var estimates: [EstimateSummary]
  public var thresholdCurve: [ThresholdPoint]
  /// Standard deviation, over resamples of the readout inputs, of the headline's log odds.
  @ExplicitNull public var poolSE: Double?
  @ExplicitNull public var triangulation: TriangulationSummary?
  public var verdict: VerdictSummary
  /// What limits all estimates of the pair, such as few readout inputs; repeated in the verdict.
  public var warnings: [String] = []
  /// What every strength came to, zero first among equals of sign; empty without pressure.
  public var strengths: [StrengthRow]
  /// Plain runs and answers that are another policy of the catalogue.
  public var named: [NamedRow]? = nil
  public var sequences: SequenceSummary? = nil
  /// Of whole answers; only where the task is text, or can be.
  public var text: TextSummary? = nil

  enum CodingKeys: String, CodingKey {
    case a, b, shares, estimates, named, sequences, text
    case thresholdCurve = "threshold_curve"
    case poolSE = "pool_se"
    case triangulation, verdict, strengths, warnings
  }
}

/// Shares at zero pressure.
public struct Shares: Codable, Sendable, Equatable {
  public var a: Double
  public var b: Double
  public var other: Double
  public var failed: Double
  /// At the answer grain; null where only the runs' outcomes are known.
  @ExplicitNull public var answersA: Double?
  @ExplicitNull public var answersB: Double?
  /// Plain runs behind these shares.
  public var runs: Int
  /// `runs` or `bases`: what the shares are means over, which is what L is over.
  public var over = ShareUnit.runs

  enum CodingKeys: String, CodingKey {
    case a, b, other, failed, runs, over
    case answersA = "answers_a"
    case answersB = "answers_b"
  }
}

/// What a share is a mean over.
public enum ShareUnit: String, Codable, Sendable {
  case runs
  /// Bases count alike, however many runs each has.
  case bases
}

/// One estimator's answer at one grain.
public struct EstimateSummary: Codable, Sendable, Equatable {
  public var estimator: String
  public var grain: String
  @ExplicitNull public var logOdds: Double?
  @ExplicitNull public var low: Double?
  @ExplicitNull public var high: Double?
  /// The interval for these inputs; the same as `low` and `high` where `inputs` is `these`.
  @ExplicitNull public var lowThese: Double?
  @ExplicitNull public var highThese: Double?
  /// `like-these` or `these`: what `low` and `high` speak of.
  public var inputs: String
  public var level: Double
  public var unit = "nats"
  /// `none`, or which side of L the only finite end of the interval bounds.
  public var bound: String
  @ExplicitNull public var ed50: StrengthInterval?
  @ExplicitNull public var modelRange: [Double]?
  public var law: String
  public var trainings: Int
  public var warnings: [String]
  public var details: [String: SummaryDetail]

  enum CodingKeys: String, CodingKey {
    case estimator, grain, low, high, inputs, level, unit, bound, ed50, law, trainings, warnings
    case details
    case lowThese = "low_these"
    case highThese = "high_these"
    case logOdds = "log_odds"
    case modelRange = "model_range"
  }
}

/// A strength with an interval that may be open.
public struct StrengthInterval: Codable, Sendable, Equatable {
  public var strength: Double
  @ExplicitNull public var low: Double?
  @ExplicitNull public var high: Double?
}

/// L at one threshold of the readout.
public struct ThresholdPoint: Codable, Sendable, Equatable {
  public var threshold: Double
  @ExplicitNull public var logOdds: Double?
  public var a: Int
  public var b: Int
  public var other: Int
  public var failed: Int

  public init(threshold: Double, logOdds: Double?, a: Int, b: Int, other: Int, failed: Int) {
    self.threshold = threshold
    _logOdds = ExplicitNull(wrappedValue: logOdds)
    self.a = a
    self.b = b
    self.other = other
    self.failed = failed
  }

  enum CodingKeys: String, CodingKey {
    case threshold, a, b, other, failed
    case logOdds = "log_odds"
  }
}

/// What the runs at one strength came to.
public struct StrengthRow: Codable, Sendable, Equatable {
  public var strength: Double
  public var runs: Int
  public var a: Int
  public var b: Int
  public var other: Int
  public var failed: Int
  @ExplicitNull public var answersA: Double?
  @ExplicitNull public var answersB: Double?
  /// Mean over runs; null where it is not known.
  @ExplicitNull public var gradientRatio: Double?
  /// The fitted log odds at the headline's grain, at zero and at the strengths of the fit.
  @ExplicitNull public var fitted: Double?

  enum CodingKeys: String, CodingKey {
    case strength, runs, a, b, other, failed, fitted
    case answersA = "answers_a"
    case answersB = "answers_b"
    case gradientRatio = "gradient_ratio"
  }
}

/// Whether estimators that share no runs agree.
public struct TriangulationSummary: Codable, Sendable, Equatable {
  public var grain: String
  @ExplicitNull public var q: Double?
  public var df: Int
  @ExplicitNull public var p: Double?
  public var agree: Bool
  /// Estimators whose numbers were compared.
  public var used: [String]
  public var text: String

  public init(
    grain: String, q: Double?, df: Int, p: Double?, agree: Bool, used: [String] = [], text: String
  ) {
    self.used = used
    self.grain = grain
    self.q = q
    self.df = df
    self.p = p
    self.agree = agree
    self.text = text
  }
}

/// What the controls showed.
public struct ControlsSummary: Codable, Sendable, Equatable {
  public var capability: [CapabilityRow]
  @ExplicitNull public var memory: MemoryRow?
  public var sensitivity: [SensitivityRow]
  @ExplicitNull public var confirmation: ConfirmationRow?
  /// Share of the pressure pool on which the policies differ.
  @ExplicitNull public var mixRate: Double?
  /// What became of the shared bases, set-up by set-up.
  public var pretraining: [PretrainingRow]? = nil
  /// What tables of bigrams answer; only where the task is text, or can be.
  public var bigrams: [BigramRow]? = nil

  enum CodingKeys: String, CodingKey {
    case capability, memory, sensitivity, confirmation, pretraining, bigrams
    case mixRate = "mix_rate"
  }
}

/// Whether the learner can implement a policy: trained on its answers, read on unseen inputs.
public struct CapabilityRow: Codable, Sendable, Equatable {
  public var policy: String
  public var runs: Int
  /// Runs that became the policy's.
  public var reached: Int
  /// Mean share of readout inputs answered as the policy does.
  public var answers: Double
  public var passed: Bool

  public init(policy: String, runs: Int, reached: Int, answers: Double, passed: Bool) {
    self.policy = policy
    self.runs = runs
    self.reached = reached
    self.answers = answers
    self.passed = passed
  }
}

/// What a learner that cannot mean anything by it answers: the nearest training example's label.
public struct MemoryRow: Codable, Sendable, Equatable {
  public var learner: String
  public var answersA: Double
  public var answersB: Double

  enum CodingKeys: String, CodingKey {
    case learner
    case answersA = "answers_a"
    case answersB = "answers_b"
  }

  public init(learner: String, answersA: Double, answersB: Double) {
    self.learner = learner
    self.answersA = answersA
    self.answersB = answersB
  }
}

/// L after another amount of training, or under another rule.
public struct SensitivityRow: Codable, Sendable, Equatable {
  public var variation: String
  public var runs: Int
  public var a: Int
  public var b: Int
  public var other: Int
  public var failed: Int
  public var answersA: Double
  public var answersB: Double
  @ExplicitNull public var logOddsRun: Double?
  @ExplicitNull public var logOddsAnswer: Double?

  enum CodingKeys: String, CodingKey {
    case variation, runs, a, b, other, failed
    case answersA = "answers_a"
    case answersB = "answers_b"
    case logOddsRun = "log_odds_run"
    case logOddsAnswer = "log_odds_answer"
  }
}

/// Plain runs read once on the inputs that nothing else was decided by.
public struct ConfirmationRow: Codable, Sendable, Equatable {
  public var inputs: Int
  /// Shares of runs by what they are on these inputs; null where stored counts do not tell.
  @ExplicitNull public var a: Double?
  @ExplicitNull public var b: Double?
  @ExplicitNull public var other: Double?
  @ExplicitNull public var failed: Double?
  public var answersA: Double
  public var answersB: Double
  /// At the answer grain.
  @ExplicitNull public var logOdds: Double?
  @ExplicitNull public var logOddsRun: Double?
  /// Of the difference between both pools' L at the run grain: a standard deviation in nats.
  @ExplicitNull public var jointError: Double?

  enum CodingKeys: String, CodingKey {
    case inputs, a, b, other, failed
    case logOddsRun = "log_odds_run"
    case jointError = "joint_error"
    case answersA = "answers_a"
    case answersB = "answers_b"
    case logOdds = "log_odds"
  }
}

/// Where the numbers come from.
public struct Provenance: Codable, Sendable, Equatable {
  public var tiltmeter: String
  public var arithmetic: String
  public var setup: String
  public var task: String
  public var seed: Int
  public var trainings: Int
  public var inputs: [String: Int]
}
