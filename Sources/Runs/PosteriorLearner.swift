/// A learner whose parameters can also be drawn from a posterior.
///
/// The kinds there are: `mlp`. To add one: a file in Learners/Posterior that makes the kind's
/// likelihood, one test that holds it to a slow reference by central differences.
public protocol PosteriorLearner: Learner {
  /// Names the arithmetic of the sampling; part of every sample's identity.
  var posteriorArithmetic: ArithmeticVersion { get }

  /// Runs whole ladders and hands over the states of the target in blocks, each ladder's in order.
  ///
  /// A ladder is a pure function of its request and the task: grouping, order and the number of
  /// workers change no bit.
  ///
  /// - Parameters:
  ///   - ladders: the ladders to run.
  ///   - task: whose training examples make the likelihood, and whose pools are read.
  ///   - workers: how many threads may compute at a time, at least 1.
  ///   - deliver: takes finished states; called from the workers, several at a time.
  /// - Throws: what `deliver` throws; `CancellationError` when the surrounding task is cancelled.
  func sample(
    _ ladders: [PosteriorRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable (PosteriorBlock) async throws -> Void
  ) async throws
}

/// A posterior over parameters, prior x likelihood^beta, and how it is sampled.
public struct PosteriorSettings: Hashable, Sendable {
  /// The power of the likelihood of all training examples together, at least 0.
  public var beta: Double
  /// The prior: weights ~ N(0, weights^2 / fan-in); nil for the law of initial weights.
  public var weights: Double?
  /// The prior: biases ~ N(0, biases^2); nil for the law of initial biases.
  public var biases: Double?
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
    beta: Double = 1, weights: Double? = nil, biases: Double? = nil, ladders: Int = 4,
    rungs: Int = 16, warmUp: Int = 1_000, rounds: Int = 4_000, leapfrog: Int = 16
  ) {
    precondition(beta >= 0 && rungs >= 2 && warmUp >= 32 && rounds >= 8 && leapfrog >= 1)
    self.beta = beta
    self.weights = weights
    self.biases = biases
    self.ladders = ladders
    self.rungs = rungs
    self.warmUp = warmUp
    self.rounds = rounds
    self.leapfrog = leapfrog
  }
}

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
    for scale in [settings.weights, settings.biases] {
      builder.combine(scale == nil ? "initial" : "stated")
      builder.combine(scale ?? 0)
    }
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

/// A state of the target of one ladder.
public struct PosteriorDraw: Sendable {
  /// What the state answers; `finalLoss` is the mean loss over the training examples.
  public let run: TrainedRun
  /// From 0 on, warm-up not counted.
  public let step: Int
  /// The independent draw from the prior that the state descends from.
  public let lineage: Int

  public init(run: TrainedRun, step: Int, lineage: Int) {
    self.run = run
    self.step = step
    self.lineage = lineage
  }
}

/// States that follow each other in one ladder.
public struct PosteriorBlock: Sendable {
  public let ladder: Int
  public let draws: [PosteriorDraw]
  /// How the ladder went so far.
  public let report: LadderReport

  public init(ladder: Int, draws: [PosteriorDraw], report: LadderReport) {
    self.ladder = ladder
    self.draws = draws
    self.report = report
  }
}

/// How the chains of a ladder moved since the warm-up.
public struct LadderReport: Hashable, Sendable {
  /// Powers of the likelihood, rising from 0.
  public let powers: [Double]
  /// By rung; the first draws afresh and has none (0).
  public let steps: [Double]
  /// Mean acceptance by rung.
  public let acceptance: [Double]
  /// Share of swaps taken between each rung and the next.
  public let swaps: [Double]

  public init(powers: [Double], steps: [Double], acceptance: [Double], swaps: [Double]) {
    self.powers = powers
    self.steps = steps
    self.acceptance = acceptance
    self.swaps = swaps
  }
}
