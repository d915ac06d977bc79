import Runs

/// Training of one run, written for reading: the definition of what every engine computes.
package struct ReferenceTraining<Scalar: ReferenceScalar>: Sendable {
  package let settings: MLPSettings
  package let training: TrainingSettings
  package let task: EncodedTask

  package init(settings: MLPSettings, training: TrainingSettings, task: EncodedTask) {
    self.settings = settings
    self.training = training
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

  /// The initial network of a run.
  package func network(_ noise: Noise) -> ReferenceMLP<Scalar> {
    let shape = shape
    let latents = noise.latents(.initialWeights, count: shape.parameterCount)
    var parameters = latents.map { Scalar($0) }
    for layer in shape.layers {
      for i in layer.weights..<layer.biases { parameters[i] *= Scalar(settings.scale(of: layer)) }
      for i in layer.biases..<layer.end { parameters[i] *= Scalar(Float(settings.biases)) }
    }
    return ReferenceMLP(shape: shape, activation: settings.activation, parameters: parameters)
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

  /// Trains and reads one run.
  package func run(_ request: RunRequest) -> TrainedRun {
    let (inputs, answers) = task.examples(for: request.labels)
    var network = network(request.noise)
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
      if let policy = request.pressure.policy(of: task.pair), strength != 0 {
        let term = PressureTerms.term(request.pressure.kind)
        let penalty = mean(
          of: { term.penalty($0, answers: $1, heads: heads) }, network: network,
          inputs: task.pressure.inputs, answers: task.pressure.answers[policy],
          rows: pressureBatches.next()
        ).gradient
        lossNorms += Self.norm(gradient)
        penaltyNorms += Double(strength) * Self.norm(penalty)
        for i in gradient.indices { gradient[i] += strength * penalty[i] }
      }
      optimizer.step(&network.parameters, gradient)
    }
    func answersTo(_ pool: Pool) -> Answers {
      Answers(
        heads: task.heads,
        logProbabilities: (0..<pool.count).flatMap { row in
          heads.logProbabilities(network.forward(pool.inputs.row(row).map { Scalar($0) }).logits)
            .map { Float($0).canonical }
        })
    }
    return TrainedRun(
      request: request, training: answersTo(task.training), readout: answersTo(task.readout),
      confirmation: answersTo(task.confirmation),
      gradientRatio: gradientRatio(penalty: penaltyNorms, loss: lossNorms),
      finalLoss: Double(finalLoss).canonical)
  }

  private static func norm(_ values: [Scalar]) -> Double {
    Double(values.reduce(0) { $0 + $1 * $1 }.squareRoot())
  }

  private struct Batches {
    private var order: BatchOrder?
    private let all: Range<Int>
    private let size: Int

    init(_ noise: Noise, _ block: NoiseBlock, rows: Int, size: BatchSize) {
      all = 0..<rows
      switch size {
      case .full: (order, self.size) = (nil, rows)
      case .rows(let count):
        (order, self.size) = (BatchOrder(noise: noise, block: block, rows: rows), count)
      }
    }

    mutating func next() -> [Int] {
      order == nil ? Array(all) : (0..<size).map { _ in Int(order!.next()) }
    }
  }
}

extension MLPSettings {
  /// The standard deviation of a layer's initial weights.
  func scale(of layer: MLPShape.Layer) -> Float {
    Float(weights / Double(layer.inputs).squareRoot())
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
