/// One state of a chain that samples a posterior, as an estimator reads it.
public struct PosteriorSample: Hashable, Sendable {
  /// Ladders are independent of each other.
  public var ladder: Int
  /// Its place in the ladder's chain, warm-up not counted.
  public var step: Int
  /// The independent draw from the prior that the state descends from; its own in every ladder.
  public var lineage: Int
  public var outcome: SampleClass
  /// Share of readout inputs answered as A does, in [0, 1].
  public var shareA: Double
  /// The same for B.
  public var shareB: Double

  public init(
    ladder: Int, step: Int, lineage: Int, outcome: SampleClass, shareA: Double, shareB: Double
  ) {
    self.ladder = ladder
    self.step = step
    self.lineage = lineage
    self.outcome = outcome
    self.shareA = shareA
    self.shareB = shareB
  }
}
