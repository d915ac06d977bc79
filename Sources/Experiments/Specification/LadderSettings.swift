import Documents
import Estimation

/// How replica exchange over training noise is done.
public struct LadderSettings: Hashable, Sendable {
  /// Strengths of a ladder, 0 among them.
  public let rungs: Int
  /// Independent ladders: the intervals are between them.
  public let ladders: Int
  /// Rounds in which strengths and steps are adapted; nil for a quarter of all rounds.
  public let burnIn: Int?
  /// What is rewarded; another one than splitting's, unless asked for, so that both do not rest on
  /// the same.
  public let score: RunScore

  /// The fewest rounds of a burn-in, and what follows it.
  private static let leastRounds = (burnIn: 64, kept: 128)

  public init(rungs: Int = 8, ladders: Int = 12, burnIn: Int? = nil, score: RunScore = .count) {
    self.rungs = rungs
    self.ladders = ladders
    self.burnIn = burnIn
    self.score = score
  }

  /// Reads `rungs`, `ladders`, `burn-in` and `score`.
  init(reading reader: SettingsReader) {
    rungs = reader.integer("rungs", default: 8, in: 3...64, "strengths of a ladder, 0 among them")
    ladders = reader.integer("ladders", default: 12, in: 4...1000, "independent ladders")
    score = reader.runScore(default: .count)
    burnIn = reader.integer(
      "burn-in", or: "adaptive", default: nil, in: Self.leastRounds.burnIn...1_000_000,
      "rounds in which strengths and steps are adapted; adaptive: a quarter of all")
  }

  /// The fewest runs that can give an estimate; the first round is there before the burn-in.
  var leastRuns: Int {
    ((burnIn ?? Self.leastRounds.burnIn) + 1 + Self.leastRounds.kept) * rungs * ladders
  }

  func options(runs: Int, blocks: [String]) -> ReplicaLadder.Options {
    let rounds = runs / (rungs * ladders)
    return ReplicaLadder.Options(
      rungs: rungs, ladders: ladders, burnIn: burnIn ?? max(Self.leastRounds.burnIn, rounds / 4),
      blocks: blocks)
  }
}
