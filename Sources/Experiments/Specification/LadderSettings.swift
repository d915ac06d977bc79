import Documents
import Estimation

/// How replica exchange over tilts of the training law is done.
public struct LadderSettings: Hashable, Sendable {
  /// Rungs of a ladder, strength 0 among them.
  public let rungs: Int
  /// Independent ladders.
  public let ladders: Int
  /// Rounds in which strengths and steps are adapted; nil for a third of all.
  public let burnIn: Int?

  /// The fewest rounds after a burn-in that can tell anything of correlated states.
  static let leastRounds = 128
  /// The fewest rounds in which rungs find their places.
  static let leastBurnIn = 64

  /// Reads `rungs`, `ladders` and `burn-in`.
  init(reading reader: SettingsReader) {
    rungs = reader.integer("rungs", default: 8, in: 3...1_000)
    ladders = reader.integer("ladders", default: 4, in: 4...10_000)
    if reader.isScalar("burn-in", "adaptive") || !reader.has("burn-in") {
      _ = reader.choice("burn-in", among: ["adaptive"], default: "adaptive")
      burnIn = nil
    } else {
      burnIn = reader.integer("burn-in", default: nil, in: Self.leastBurnIn...100_000_000)
    }
  }

  var leastRuns: Int { rungs * ladders * (1 + (burnIn ?? Self.leastBurnIn) + Self.leastRounds) }

  func options(runs: Int, blocks: [String]) -> ReplicaLadder.Options {
    ReplicaLadder.Options(
      rungs: rungs, ladders: ladders,
      burnIn: burnIn ?? max(Self.leastBurnIn, runs / (rungs * ladders) / 3), blocks: blocks)
  }
}
