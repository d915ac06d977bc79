import Runs

/// Training of one run, written for reading: the definition of what every engine computes.
package struct ReferenceTraining<Scalar: ReferenceScalar>: Sendable {
  package let settings: MLPSettings
  package let training: TrainingSettings
  /// Of the bases; nil where no run has one.
  package let pretraining: TrainingSettings?
  package let task: EncodedTask

  package init(
    settings: MLPSettings, training: TrainingSettings, pretraining: TrainingSettings? = nil,
    task: EncodedTask
  ) {
    self.settings = settings
    self.training = training
    self.pretraining = pretraining
    self.task = task
  }

  package var heads: OutputHeads { OutputHeads(task.heads) }

  package var shape: MLPShape {
    MLPShape(inputs: task.inputWidth, hidden: settings.hidden, outputs: heads.logits)
  }

  /// A value and its gradient by the parameters.
  package typealias Gradient = (value: Scalar, gradient: [Scalar])

  /// The term of one row: from logits and answers to a value and its derivatives by the logits.
  package typealias Term = ([Scalar], [Int]) -> (value: Scalar, slopes: [Scalar])

  /// The network with weights drawn from a block of noise.
  package func network(
    _ noise: Noise, block: NoiseBlock = .initialWeights
  ) -> ReferenceMLP<Scalar> {
    let shape = shape
    var parameters = noise.latents(block, count: shape.parameterCount)
    settings.scaleInitial(&parameters, of: shape)
    return ReferenceMLP(
      shape: shape, activation: settings.activation, parameters: parameters.map { Scalar($0) })
  }

  /// The mean of a term over rows of a pool, and its gradient.
  package func mean(
    of term: Term, network: ReferenceMLP<Scalar>, inputs: InputMatrix, answers: AnswerKey,
    rows: [Int]
  ) -> Gradient {
    var value: Scalar = 0
    var gradient = [Scalar](repeating: 0, count: network.parameters.count)
    for row in rows {
      let trace = network.forward(inputs.row(row).map { Scalar($0) })
      let key = answers.values[row * task.heads.count..<(row + 1) * task.heads.count]
      let (part, slopes) = term(trace.logits, key.map(Int.init))
      value += part / Scalar(rows.count)
      network.addGradient(trace, slopes: slopes.map { $0 / Scalar(rows.count) }, to: &gradient)
    }
    return (value, gradient)
  }

  /// The mean sameness with earlier models over rows of the pressure pool, and its gradient.
  package func sameness(
    _ term: any SamenessTerm, network: ReferenceMLP<Scalar>, earlier: [Answers], rows: [Int]
  ) -> Gradient {
    let traces = rows.map { network.forward(task.pressure.inputs.row($0).map { Scalar($0) }) }
    let own = traces.map { heads.logProbabilities($0.logits).map(Scalar.exponential) }
    let marginal = labelMarginal(task.training.answers[task.pair.a], sizes: task.heads)
      .map { Scalar($0) }
    var value: Scalar = 0
    var gradient = [Scalar](repeating: 0, count: network.parameters.count)
    for answers in earlier {
      let width = task.candidates
      let theirs = rows.map { row in
        answers.logProbabilities[row * width..<(row + 1) * width].map {
          Scalar.exponential(Scalar($0))
        }
      }
      let (part, slopes) = term.sameness(own, theirs, sizes: task.heads, marginal: marginal)
      value += part / Scalar(earlier.count)
      for (index, trace) in traces.enumerated() {
        let byLogit = logitSlopes(own[index], slopes[index], heads: heads)
        network.addGradient(
          trace, slopes: byLogit.map { $0 / Scalar(earlier.count) }, to: &gradient)
      }
    }
    return (value, gradient)
  }

  /// Pretrains a base on the task's capability mixture.
  package func pretrain(
    _ request: BaseRequest
  ) -> (base: TrainedBase, network: ReferenceMLP<Scalar>) {
    guard let pretraining, let mixture = task.capability else {
      preconditionFailure("bases need a pretraining, and a task with a capability mixture")
    }
    var network = network(request.noise, block: .baseWeights)
    var optimizer = ReferenceOptimizer<Scalar>(pretraining, count: network.parameters.count)
    var finalLoss: Scalar = 0
    for (index, steps) in mixture.steps(pretraining.steps).enumerated() {
      let phase = mixture.phases[index]
      var batches = Batches(
        request.noise, .baseOrder, rows: phase.inputs.count, size: pretraining.batch,
        firstLatent: index * LanePretraining.latentsPerPhase)
      for step in 0..<max(steps, 1) {
        let (loss, gradient) = mean(
          of: heads.crossEntropy, network: network, inputs: phase.inputs, answers: phase.answers,
          rows: batches.next())
        finalLoss = loss
        if step == steps { break }
        optimizer.step(&network.parameters, gradient)
      }
    }
    let base = TrainedBase(
      request: request, parameters: network.parameters.map { Float($0).canonical },
      gates: mixture.gates.map { answers(of: network, to: $0.examples.inputs) },
      finalLoss: Double(finalLoss).canonical)
    return (base, network)
  }

  /// Trains and reads one run.
  package func run(_ request: RunRequest, supplies: Supplies = Supplies()) -> TrainedRun {
    let (inputs, answers) = task.examples(for: request.labels)
    var (network, gates) = start(request, supplies)
    var optimizer = ReferenceOptimizer<Scalar>(training, count: network.parameters.count)
    var batches = Batches(request.noise, .batchOrder, rows: inputs.count, size: training.batch)
    var pressureBatches = Batches(
      request.noise, .pressureOrder, rows: task.pressure.count, size: training.batch)
    var finalLoss: Scalar = 0
    var lossNorms = 0.0
    var penaltyNorms = 0.0
    let strength = Scalar(Float(request.pressure.strength.magnitude))
    for step in 0..<max(training.steps, 1) {
      var (loss, gradient) = mean(
        of: heads.crossEntropy, network: network, inputs: inputs, answers: answers,
        rows: batches.next())
      finalLoss = loss
      if step == training.steps { break }
      if request.pressure.strength != 0 {
        let penalty = penalty(
          request, network: network, supplies: supplies, rows: pressureBatches.next()
        ).gradient
        lossNorms += Self.norm(gradient)
        penaltyNorms += Double(strength) * Self.norm(penalty)
        for i in gradient.indices { gradient[i] += strength * penalty[i] }
      }
      optimizer.step(&network.parameters, gradient)
    }
    return TrainedRun(
      request: request, training: self.answers(of: network, to: task.training.inputs),
      readout: self.answers(of: network, to: task.readout.inputs),
      confirmation: self.answers(of: network, to: task.confirmation.inputs),
      pressure: supplies.keepsPressureAnswers
        ? self.answers(of: network, to: task.pressure.inputs) : nil,
      agreeing: supplies.readsAgreeing
        ? task.agreeing.map { self.answers(of: network, to: $0.inputs) } : nil,
      gates: gates, gradientRatio: gradientRatio(penalty: penaltyNorms, loss: lossNorms),
      finalLoss: Double(finalLoss).canonical)
  }

  /// The network that a run's training starts from, and what a base made here answers to its gates.
  private func start(
    _ request: RunRequest, _ supplies: Supplies
  ) -> (network: ReferenceMLP<Scalar>, gates: [Answers]) {
    guard let base = request.base else { return (network(request.noise), []) }
    if let kept = supplies.bases[base.id] {
      let parameters = kept.map { Scalar($0) }
      return (
        ReferenceMLP(shape: shape, activation: settings.activation, parameters: parameters), []
      )
    }
    let made = pretrain(base)
    return (made.network, made.base.gates)
  }

  private func penalty(
    _ request: RunRequest, network: ReferenceMLP<Scalar>, supplies: Supplies, rows: [Int]
  ) -> Gradient {
    if case .diversity(let kind) = request.pressure.kind {
      return sameness(
        SamenessTerms.term(kind), network: network,
        earlier: supplies.answers(earlierThan: request), rows: rows)
    }
    guard let policy = request.pressure.policy(of: task.pair) else {
      preconditionFailure("a pressure with a strength speaks of a policy")
    }
    let term = PressureTerms.term(request.pressure.kind)
    return mean(
      of: { term.penalty($0, answers: $1, heads: heads) }, network: network,
      inputs: task.pressure.inputs, answers: task.pressure.answers[policy], rows: rows)
  }

  private func answers(of network: ReferenceMLP<Scalar>, to inputs: InputMatrix) -> Answers {
    Answers(
      heads: task.heads,
      logProbabilities: (0..<inputs.count).flatMap { row in
        heads.logProbabilities(network.forward(inputs.row(row).map { Scalar($0) }).logits)
          .map { Float($0).canonical }
      })
  }

  private static func norm(_ values: [Scalar]) -> Double {
    Double(values.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }

  private struct Batches {
    private var order: BatchOrder?
    private let all: Range<Int>
    private let size: Int

    init(
      _ noise: Noise, _ block: NoiseBlock, rows: Int, size: BatchSize, firstLatent: Int = 0
    ) {
      all = 0..<rows
      switch size {
      case .full: (order, self.size) = (nil, rows)
      case .rows(let count):
        (order, self.size) = (
          BatchOrder(noise: noise, block: block, rows: rows, firstLatent: firstLatent), count
        )
      }
    }

    mutating func next() -> [Int] {
      order == nil ? Array(all) : (0..<size).map { _ in Int(order!.next()) }
    }
  }
}

extension MLPSettings {
  /// Turns standard normal latents into initial weights.
  ///
  /// - Parameter latents: [shape.parameterCount].
  func scaleInitial(_ latents: inout [Float], of shape: MLPShape) {
    for layer in shape.layers {
      let scale = Float(weights / Double(layer.inputs).squareRoot())
      for i in layer.weights..<layer.biases { latents[i] *= scale }
      for i in layer.biases..<layer.end { latents[i] *= Float(biases) }
    }
  }
}

/// Sum of norms of the penalty's gradient over that of the loss's; 0 where there was no penalty.
func gradientRatio(penalty: Double, loss: Double) -> Double {
  penalty == 0 ? 0 : (penalty / loss).canonical
}

extension BinaryFloatingPoint {
  /// The number itself, or the one quiet NaN for every NaN, whose sign and payload are otherwise
  /// the processor's choice.
  var canonical: Self { isNaN ? .nan : self }
}
