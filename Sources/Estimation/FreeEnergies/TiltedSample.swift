/// What a sample counts as.
public enum SampleClass: UInt8, Hashable, Sendable, CaseIterable {
  case a
  case b
  /// Learned the training examples and is neither policy's.
  case other
  /// Did not learn the training examples.
  case failed
}

/// One draw from a law proportional to P_0 exp(strength * score).
public struct TiltedSample: Hashable, Sendable {
  /// Of the tilt; zero is the untilted law.
  public var strength: Double
  /// The continuous score that the tilt rewards.
  public var score: Double
  public var outcome: SampleClass
  /// The Markov chain it came from; nil for an independent draw.
  public var chain: Int?
  /// Its place in the chain; nil where the order of the samples is the order of the chain.
  public var step: Int?

  public init(
    strength: Double, score: Double, outcome: SampleClass, chain: Int? = nil, step: Int? = nil
  ) {
    self.strength = strength
    self.score = score
    self.outcome = outcome
    self.chain = chain
    self.step = step
  }
}
