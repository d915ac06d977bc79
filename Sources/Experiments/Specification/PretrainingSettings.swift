import Documents
import Learners

/// How the bases of an experiment's runs are pretrained.
public struct PretrainingSettings: Sendable {
  public enum Bases: Hashable, Sendable {
    /// This many, each the start of several runs: runs of one base are a cluster.
    case shared(Int)
    /// One of its own for every run.
    case perRun
  }

  public let training: TrainingSettings
  public let bases: Bases
  /// A base that has less than this share of any gate's inputs right is left out; in [0, 1].
  public let gate: Double

  /// How many bases are shared; 0 where each run has its own.
  public var shared: Int { if case .shared(let count) = bases { count } else { 0 } }

  /// Reads the key `pretraining` of a document: `none`, or a block like `training` with `bases` and
  /// `gate`.
  ///
  /// - Returns: nil for none.
  static func read(_ reader: SettingsReader) -> PretrainingSettings? {
    // The block is looked at before it is read: a plain `none` is no block.
    if !reader.has("pretraining") || reader.isScalar("pretraining", "none") {
      _ = reader.node("pretraining")
      reader.define(
        "pretraining", default: .text("none"), expected: "none, or a block of keys",
        "how the bases are made that runs start from")
      reader.record("pretraining", .text("none"))
      return nil
    }
    return reader.section("pretraining") { inner in
      PretrainingSettings(
        training: TrainingSettings(reading: inner), bases: readBases(inner),
        gate: inner.number(
          "gate", default: 0.98, in: 0...1,
          "least share of each persona's unseen items that a base must have right"))
    }
  }

  private static func readBases(_ reader: SettingsReader) -> Bases {
    let count = reader.integer(
      "bases", or: "per-run", default: 24, in: 2...100_000,
      "models that all runs share, which makes them clusters, or one of its own for every run")
    return count.map { .shared($0) } ?? .perRun
  }
}
