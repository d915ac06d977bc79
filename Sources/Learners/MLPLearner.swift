import Kernels
import Runs

/// Trains networks many at a time: narrow ones side by side, each in its own lane of the vector
/// registers, wide ones one after the other within each step, with their units side by side.
///
/// `ReferenceTraining` says what is computed. A run's bits depend on nothing but its request and
/// the task: not on its neighbours, its lane, the instruction set or the number of workers.
public struct MLPLearner: Learner {
  public let settings: MLPSettings
  public let training: TrainingSettings
  /// Of the bases; nil where no run has one.
  public let pretraining: TrainingSettings?
  public let instructionSet: InstructionSet
  public let arithmetic: ArithmeticVersion = "mlp-2"
  /// Whether wide networks, too, go side by side: slower, the same bits.
  package var isLaneByLane = false

  /// - Parameter instructionSet: one this processor has; decides speed, never results.
  public init(
    settings: MLPSettings, training: TrainingSettings, pretraining: TrainingSettings? = nil,
    instructionSet: InstructionSet = .widest
  ) {
    self.settings = settings
    self.training = training
    self.pretraining = pretraining
    self.instructionSet = instructionSet
  }

  /// - Precondition: the task has a capability mixture, and the learner a pretraining.
  public func pretrain(
    _ requests: [BaseRequest], on task: EncodedTask, workers: Int,
    deliver: @escaping @Sendable ([TrainedBase]) async throws -> Void
  ) async throws {
    let kernels = kernels
    let groups = stride(from: 0, to: requests.count, by: kernels.lanes).map {
      Array(requests[$0..<min($0 + kernels.lanes, requests.count)])
    }
    try await shareOut(groups, workers: workers) { group in
      let trainer = trainer(for: task, kernels: kernels)
      trainer.network.used = group.count
      let bases = try LanePretraining(
        requests: group, task: task, learner: self, kernels: kernels
      ).run(trainer)
      try await deliver(bases)
    }
  }

  /// - Precondition: there are training examples, and a pressure pool where there is pressure.
  public func train(
    _ requests: [RunRequest], on task: EncodedTask, supplies: Supplies, workers: Int,
    deliver: @escaping @Sendable ([TrainedRun]) async throws -> Void
  ) async throws {
    let kernels = kernels
    let groups = Self.groups(requests, pair: task.pair, lanes: kernels.lanes)
    precondition(task.training.count > 0, "there is nothing to train on")
    precondition(
      task.pressure.count > 0 || groups.allSatisfy { $0.plan.pressure == nil },
      "pressure needs a pressure pool")
    try await shareOut(groups, workers: workers) { group in
      let block = try LaneGroup(
        requests: group.requests, plan: group.plan, task: task, supplies: supplies, learner: self,
        kernels: kernels
      ).run()
      try await deliver(block)
    }
  }

  private var kernels: LaneKernels {
    guard let kernels = LaneKernels(instructionSet) else {
      preconditionFailure("this processor has no \(instructionSet.rawValue)")
    }
    return kernels
  }

  /// Networks of this learner's shape for a task.
  ///
  /// - Parameter laneByLane: whether parameters have to be [parameters, lanes]; else they lie as is
  ///   fastest.
  func trainer(
    for task: EncodedTask, laneByLane: Bool = false, kernels: LaneKernels
  ) -> LaneTrainer {
    let outputs = OutputHeads(task.heads)
    let shape = MLPShape(
      inputs: task.inputWidth, hidden: settings.hidden, outputs: outputs.logits)
    let network: any NetworkGroup =
      if !laneByLane && !isLaneByLane && WideLayout.suits(shape, kernels: kernels) {
        WideNetworks(shape: shape, activation: settings.activation, kernels: kernels)
      } else {
        LaneNetwork(shape: shape, activation: settings.activation, kernels: kernels)
      }
    return LaneTrainer(network, heads: outputs, kernels: kernels)
  }

  private struct Group: Sendable {
    let plan: RunPlan
    let requests: [RunRequest]
  }

  /// Runs of one plan together, in the order given, at most `lanes` of them in a group.
  private static func groups(
    _ requests: [RunRequest], pair: PolicyPair, lanes: Int
  ) -> [Group] {
    var plans: [RunPlan] = []
    var members: [RunPlan: [RunRequest]] = [:]
    for request in requests {
      let plan = RunPlan(request, pair: pair)
      if members[plan] == nil { plans.append(plan) }
      members[plan, default: []].append(request)
    }
    return plans.flatMap { plan in
      let all = members[plan] ?? []
      return stride(from: 0, to: all.count, by: lanes).map {
        Group(plan: plan, requests: Array(all[$0..<min($0 + lanes, all.count)]))
      }
    }
  }
}
