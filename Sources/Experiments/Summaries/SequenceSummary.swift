import Estimation
import Runs

/// What diversity sequences came to.
public struct SequenceSummary: Codable, Sendable, Equatable {
  public var sameness: String
  /// Models in a sequence.
  public var rounds: Int
  /// Independent sequences at each strength.
  public var sequences: Int
  /// Share of the pressure pool on which the policies differ.
  public var mixRate: Double
  /// Zero first.
  public var strengths: [SequenceStrength]
  /// What it says of B, as a plain sentence.
  public var text: String

  enum CodingKeys: String, CodingKey {
    case sameness, rounds, sequences, strengths, text
    case mixRate = "mix_rate"
  }
}

/// All sequences at one strength.
public struct SequenceStrength: Codable, Sendable, Equatable {
  public var strength: Double
  public var rounds: [SequenceRound]
  /// In which share of the sequences each policy has come up by each round; only policies that did,
  /// and the pair's.
  public var discovery: [DiscoveryRow]
  /// How alike the models of a sequence are, measure by measure.
  public var sameness: [SamenessMatrix]

  package init(
    strength: Double, rounds: [SequenceRound], discovery: [DiscoveryRow],
    sameness: [SamenessMatrix]
  ) {
    self.strength = strength
    self.rounds = rounds
    self.discovery = discovery
    self.sameness = sameness
  }
}

/// The models of one round.
public struct SequenceRound: Codable, Sendable, Equatable {
  /// From 1 on.
  public var round: Int
  public var a: Int
  public var b: Int
  /// Runs that are another policy of the catalogue, by its name.
  public var named: [String: Int]
  /// Runs that are none of these.
  public var other: Int
  public var failed: Int
  public var answersA: Double
  public var answersB: Double
  /// Sequences whose model is A's where the one before it was B's, or the reverse.
  public var crossed: Int
  /// Answers that are neither's but another policy's; only policies with some.
  public var namedAnswers: [String: Double]
  /// Mean share of the training examples answered right: what diversity cost.
  public var trainingRight: Double
  public var gradientRatio: Double

  enum CodingKeys: String, CodingKey {
    case round, a, b, named, other, failed, crossed
    case answersA = "answers_a"
    case answersB = "answers_b"
    case namedAnswers = "named_answers"
    case trainingRight = "training_right"
    case gradientRatio = "gradient_ratio"
  }

  package init(
    round: Int, a: Int, b: Int, named: [String: Int], other: Int, failed: Int, answersA: Double,
    answersB: Double, crossed: Int, namedAnswers: [String: Double], trainingRight: Double,
    gradientRatio: Double
  ) {
    self.round = round
    self.a = a
    self.b = b
    self.named = named
    self.other = other
    self.failed = failed
    self.answersA = answersA
    self.answersB = answersB
    self.crossed = crossed
    self.namedAnswers = namedAnswers
    self.trainingRight = trainingRight
    self.gradientRatio = gradientRatio
  }
}

/// In which share of sequences a policy has come up, round by round.
public struct DiscoveryRow: Codable, Sendable, Equatable {
  public var policy: String
  /// Per round, the share of sequences in which it came up in this or an earlier round.
  public var share: [Double]
  public var low: [Double]
  public var high: [Double]
  /// One-sided limit of the last round's share from above, at the level.
  public var atMost: Double

  enum CodingKeys: String, CodingKey {
    case policy, share, low, high
    case atMost = "at_most"
  }

  package init(
    policy: String, share: [Double], low: [Double], high: [Double], atMost: Double
  ) {
    self.policy = policy
    self.share = share
    self.low = low
    self.high = high
    self.atMost = atMost
  }
}

/// One measure between the models of a sequence, mean over sequences.
public struct SamenessMatrix: Codable, Sendable, Equatable {
  public var measure: String
  /// `whole-answer` or `per-digit`.
  public var grain: String
  /// Row r holds round r + 2 against rounds 1 ... r + 1; null where the measure is not defined.
  public var rows: [[Double?]]
}
