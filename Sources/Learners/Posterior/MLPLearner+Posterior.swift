import Kernels
import Runs

extension MLPLearner: PosteriorLearner {
  public var posteriorArithmetic: ArithmeticVersion { "mlp-posterior-1" }

  public func sample(
    _ ladders: [PosteriorRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable (PosteriorBlock) async throws -> Void
  ) async throws {
    precondition(task.training.count > 0, "without training examples a posterior is its prior")
    guard let kernels = LaneKernels(instructionSet) else {
      preconditionFailure("this processor has no \(instructionSet.rawValue)")
    }
    try await shareOut(ladders, workers: workers) { request in
      var ladder = NetworkLadder(request, learner: self, task: task, kernels: kernels)
      while let block = try ladder.next() { try await deliver(block) }
    }
  }
}

extension MLPLearner {
  /// The likelihood of a task's training examples for networks of this learner's shape.
  ///
  /// - Parameter prior: whose initial law is the prior.
  package func likelihood(
    of task: EncodedTask, prior: MLPSettings, kernels: LaneKernels
  ) -> any LaneLikelihood {
    NetworkLikelihood(
      trainer(for: task, laneByLane: true, kernels: kernels), prior: prior, task: task, kernels: kernels)
  }
}

/// A ladder over a network's parameters, whose states at the target are read on the pools.
private struct NetworkLadder {
  private let request: PosteriorRequest
  private let task: EncodedTask
  private let trainer: LaneTrainer
  private let likelihood: NetworkLikelihood
  private let lanes: Int
  private var ladder: TemperedLadder
  /// States handed over so far.
  private var kept = 0

  init(
    _ request: PosteriorRequest, learner: MLPLearner, task: EncodedTask, kernels: LaneKernels
  ) {
    self.request = request
    self.task = task
    lanes = kernels.lanes
    trainer = learner.trainer(for: task, kernels: kernels)
    likelihood = NetworkLikelihood(
      trainer, prior: learner.settings.prior(of: request.settings), task: task, kernels: kernels)
    ladder = TemperedLadder(likelihood, settings: request.settings, seed: request.ladderSeed)
  }

  /// The next states of the target, as many as there are lanes to read them in.
  ///
  /// - Returns: nil when there are no more.
  /// - Throws: `CancellationError` when the surrounding task is cancelled.
  mutating func next() throws -> PosteriorBlock? {
    while ladder.round < request.settings.warmUp {
      try Task.checkCancellation()
      ladder.advance()
    }
    let count = min(lanes, request.settings.rounds - kept)
    if count == 0 { return nil }
    try Task.checkCancellation()
    var states: [(latents: [Float], value: Double, lineage: Int)] = []
    for _ in 0..<count {
      ladder.advance()
      states.append(ladder.target)
    }
    let block = PosteriorBlock(
      ladder: request.ladder, draws: read(states), report: ladder.report)
    kept += count
    return block
  }

  private func read(
    _ states: [(latents: [Float], value: Double, lineage: Int)]
  ) -> [PosteriorDraw] {
    for (lane, state) in states.enumerated() {
      trainer.network.load(likelihood.parameters(state.latents), lane: lane)
    }
    func answers(_ pool: Pool) -> [Answers] {
      trainer.answers(to: pool.inputs, lanes: states.count)
    }
    let (training, readout) = (answers(task.training), answers(task.readout))
    let confirmation = answers(task.confirmation)
    return states.enumerated().map { lane, state in
      PosteriorDraw(
        run: TrainedRun(
          request: request.run(step: kept + lane), training: training[lane],
          readout: readout[lane], confirmation: confirmation[lane], gradientRatio: 0,
          finalLoss: (-state.value / Double(task.training.count)).canonical),
        step: kept + lane, lineage: state.lineage)
    }
  }
}
