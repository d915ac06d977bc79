/// One ladder to be run: a pure function of set-up, posterior, seed and index.
public struct PosteriorRequest: Hashable, Sendable {
  /// What identifies the posterior: the learner's set-up, the settings and the arithmetic.
  public let setup: SetupID
  public let settings: PosteriorSettings
  /// The experiment's seed.
  public let seed: UInt64
  /// From 0 on.
  public let ladder: Int

  /// - Parameters:
  ///   - setup: the learner's, with its data.
  ///   - arithmetic: of the sampling.
  public init(
    setup: SetupID, arithmetic: ArithmeticVersion, settings: PosteriorSettings, seed: UInt64,
    ladder: Int
  ) {
    var builder = FingerprintBuilder("posterior")
    builder.combine(setup)
    builder.combine(arithmetic)
    builder.combine(settings.beta)
    builder.combine(settings.priorScale)
    for number in [settings.rungs, settings.warmUp, settings.leapfrog] { builder.combine(number) }
    self.setup = builder.finish()
    self.settings = settings
    self.seed = seed
    self.ladder = ladder
  }

  /// Of all draws of this ladder.
  public var ladderSeed: UInt64 {
    noiseSeed(experiment: seed, purpose: "posterior", index: ladder)
  }

  /// The request that identifies one state: its set-up is the posterior's, its noise the ladder's.
  public func run(step: Int) -> RunRequest {
    RunRequest(
      setup: setup, labels: .training, pressure: .none,
      noise: .seed(noiseSeed(experiment: ladderSeed, purpose: "posterior state", index: step)))
  }
}
