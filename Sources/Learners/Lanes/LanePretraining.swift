import Kernels
import Runs

/// Pretrains bases side by side, one per lane, on a task's capability mixture.
struct LanePretraining {
  /// 1 ... lanes of them.
  let requests: [BaseRequest]
  let task: EncodedTask
  let learner: MLPLearner
  let kernels: LaneKernels

  /// Latents between the first ones of two phases' orders: more than any phase uses.
  static let latentsPerPhase = 1 << 40

  /// - Parameter trainer: is left with the parameters of the bases.
  /// - Throws: `CancellationError` when the surrounding task is cancelled.
  func run(_ trainer: LaneTrainer) throws -> [TrainedBase] {
    guard let pretraining = learner.pretraining, let mixture = task.capability else {
      preconditionFailure("bases need a pretraining, and a task with a capability mixture")
    }
    let noise = (0..<kernels.lanes).map { requests[min($0, requests.count - 1)].noise }
    trainer.initialize(noise, block: .baseWeights, settings: learner.settings)
    var optimizer = LaneOptimizer(pretraining, of: trainer.network, kernels: kernels)
    var losses: [Double] = []
    for (index, steps) in mixture.steps(pretraining.steps).enumerated() {
      let phase = mixture.phases[index]
      let examples = LaneBatches(
        inputs: phase.inputs, answers: phase.answers, heads: trainer.heads.heads.count,
        size: pretraining.batch, noise: noise, block: .baseOrder,
        firstLatent: index * Self.latentsPerPhase, layout: trainer.network.inputLayout,
        kernels: kernels)
      losses = try trainer.train(on: examples, steps: steps, optimizer: &optimizer)
    }
    let gates = mixture.gates.map {
      trainer.answers(to: $0.examples.inputs, lanes: requests.count)
    }
    return requests.indices.map { lane in
      TrainedBase(
        request: requests[lane], parameters: trainer.network.parameters(lane: lane),
        gates: gates.map { $0[lane] }, finalLoss: losses[lane])
    }
  }
}
