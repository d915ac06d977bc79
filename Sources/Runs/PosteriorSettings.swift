import Documents

/// A posterior over parameters, prior x likelihood^beta, and how it is sampled.
public struct PosteriorSettings: Hashable, Sendable {
  /// The power of the likelihood of all training examples together, at least 0.
  public var beta: Double
  /// The prior's standard deviations over those of the law of initial parameters; above 0.
  public var priorScale: Double
  /// Independent ladders.
  public var ladders: Int
  /// Powers from 0 to `beta`, at least 2; multiples of the vector width waste nothing.
  public var rungs: Int
  /// Rounds in which steps and powers are adapted, at least 32; nothing of them is kept.
  public var warmUp: Int
  /// Rounds that are kept, at least 8.
  public var rounds: Int
  /// Leapfrog steps of a round, at least 1.
  public var leapfrog: Int

  public init(
    beta: Double = 1, priorScale: Double = 1, ladders: Int = 4, rungs: Int = 16,
    warmUp: Int = 1_000, rounds: Int = 4_000, leapfrog: Int = 16
  ) {
    precondition(beta >= 0 && priorScale > 0 && ladders >= 1 && rungs >= 2)
    precondition(warmUp >= 32 && rounds >= 8 && leapfrog >= 1)
    self.beta = beta
    self.priorScale = priorScale
    self.ladders = ladders
    self.rungs = rungs
    self.warmUp = warmUp
    self.rounds = rounds
    self.leapfrog = leapfrog
  }

  /// Reads `beta`, `prior-scale`, `ladders`, `rungs`, `warm-up`, `rounds` and `leapfrog`.
  public init(reading reader: SettingsReader) {
    self.init(
      beta: reader.number("beta", default: 1, in: 0...1e9, "power of the likelihood"),
      priorScale: reader.number("prior-scale", default: 1, in: 1e-6...1e6,
        "the prior's deviations over those of initial parameters"),
      ladders: reader.integer("ladders", default: 4, in: 4...1_000_000, "independent ladders"),
      rungs: reader.integer("rungs", default: 16, in: 2...4_096, "powers from 0 to beta"),
      warmUp: reader.integer("warm-up", default: 1_000, in: 32...1_000_000_000,
        "rounds in which steps and powers are adapted"),
      rounds: reader.integer("rounds", default: 4_000, in: 8...1_000_000_000,
        "rounds that are kept"),
      leapfrog: reader.integer("leapfrog", default: 16, in: 1...100_000,
        "leapfrog steps of a round"))
  }
}
