import Kernels
import Runs

/// Trains runs of one plan side by side, one per lane, from start to end.
struct LaneGroup {
  /// 1 ... lanes of them, all of `plan`.
  let requests: [RunRequest]
  let plan: RunPlan
  let task: EncodedTask
  let supplies: Supplies
  let learner: MLPLearner
  let kernels: LaneKernels

  /// One per lane; lanes left over repeat the last.
  private var filled: [RunRequest] {
    (0..<kernels.lanes).map { requests[min($0, requests.count - 1)] }
  }

  /// - Throws: `CancellationError` when the surrounding task is cancelled.
  func run() throws -> [TrainedRun] {
    let filled = filled
    let trainer = learner.trainer(for: task, kernels: kernels)
    trainer.network.used = requests.count
    let gates = try start(trainer, filled)
    let (inputs, answers) = task.examples(for: plan.labels)
    let examples = LaneBatches(
      inputs: inputs, answers: answers, heads: trainer.heads.heads.count,
      size: learner.training.batch, noise: filled.map(\.noise), block: .batchOrder,
      layout: trainer.network.inputLayout, kernels: kernels)
    let pressure = plan.pressure.map { self.pressure($0, filled, trainer) }
    var optimizer = LaneOptimizer(learner.training, of: trainer.network, kernels: kernels)
    let losses = try trainer.train(
      on: examples, steps: learner.training.steps, optimizer: &optimizer, pressure: pressure)
    func read(_ pool: Pool) -> [Answers] {
      trainer.answers(to: pool.inputs, lanes: requests.count)
    }
    let (training, readout) = (read(task.training), read(task.readout))
    let confirmation = read(task.confirmation)
    let onPressure = supplies.keepsPressureAnswers ? read(task.pressure) : nil
    let onAgreeing = supplies.readsAgreeing ? task.agreeing.map(read) : nil
    let ratios = pressure?.gradientRatios
    return requests.indices.map { lane in
      TrainedRun(
        request: requests[lane], training: training[lane], readout: readout[lane],
        confirmation: confirmation[lane], pressure: onPressure?[lane],
        agreeing: onAgreeing?[lane],
        gates: gates[lane] ?? [], gradientRatio: ratios?[lane] ?? 0, finalLoss: losses[lane])
    }
  }

  /// Gives every lane the parameters that its training starts from.
  ///
  /// - Returns: by lane, the answers to the gates of bases that had to be made here.
  private func start(_ trainer: LaneTrainer, _ filled: [RunRequest]) throws -> [Int: [Answers]] {
    guard plan.hasBase else {
      trainer.initialize(
        filled.map(\.noise), block: .initialWeights, settings: learner.settings)
      return [:]
    }
    let bases = filled.compactMap(\.base)
    let kept = bases.map { supplies.bases[$0.id] }
    var gates: [Int: [Answers]] = [:]
    if kept.contains(where: { $0 == nil }) {
      let made = try LanePretraining(
        requests: bases, task: task, learner: learner, kernels: kernels
      ).run(trainer)
      for lane in requests.indices where kept[lane] == nil { gates[lane] = made[lane].gates }
    }
    for (lane, parameters) in kept.enumerated() {
      if let parameters { trainer.network.load(parameters, lane: lane) }
    }
    return gates
  }

  private func pressure(
    _ side: RunPlan.PressureSide, _ filled: [RunRequest], _ trainer: LaneTrainer
  ) -> LanePressure {
    func batches(_ answers: AnswerKey) -> LaneBatches {
      LaneBatches(
        inputs: task.pressure.inputs, answers: answers, heads: trainer.heads.heads.count,
        size: learner.training.batch, noise: filled.map(\.noise), block: .pressureOrder,
        layout: trainer.network.inputLayout, kernels: kernels)
    }
    let penalty: any LanePenalty
    switch side {
    case .policy(let kind, let policy):
      penalty = LanePolicyPenalty(
        kind, batches: batches(task.pressure.answers[policy]), heads: trainer.heads)
    case .sameness(let kind, _):
      // The answers' own key is not looked at; any policy's has the right shape.
      penalty = LaneSamenessPenalty(
        kind, earlier: filled.map { supplies.answers(earlierThan: $0) },
        marginal: labelMarginal(task.training.answers[task.pair.a], sizes: task.heads),
        batches: batches(task.pressure.answers[task.pair.a]), poolRows: task.pressure.count,
        heads: trainer.heads, kernels: kernels)
    }
    return LanePressure(
      penalty, requests: filled, network: trainer.network, kernels: kernels)
  }
}

extension Supplies {
  /// The answers of a request's earlier runs to the pressure pool, in their order.
  ///
  /// - Precondition: they are all there.
  func answers(earlierThan request: RunRequest) -> [Answers] {
    request.earlier.map { id in
      guard let answers = earlier[id] else {
        preconditionFailure("earlier runs are trained, and their answers kept, before later ones")
      }
      return answers
    }
  }
}
