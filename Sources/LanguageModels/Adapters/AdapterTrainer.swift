/// One run's part of a training step.
public struct TrainingRun {
  public let adapters: Adapters
  /// What it learns from in this step, at least one passage.
  public let passages: [Passage]

  public init(_ adapters: Adapters, on passages: [Passage]) {
    self.adapters = adapters
    self.passages = passages
  }
}

/// A loss of log-probabilities.
public struct AnswerLoss {
  public let value: Double
  /// Derivatives by each log-probability, shaped as they are.
  public let slopes: LogProbabilities

  public init(value: Double, slopes: LogProbabilities) {
    self.value = value
    self.slopes = slopes
  }

  /// Minus the mean log-probability of the first candidate of every question: cross-entropy where
  /// each question has its label as the only candidate.
  ///
  /// - Throws: `ModelError` where there is no question: a mean of nothing.
  public static func meanOfFirst(_ logProbabilities: LogProbabilities) throws -> AnswerLoss {
    let count = logProbabilities.reduce(0) { $0 + $1.count }
    guard count > 0 else {
      throw ModelError(
        .invalid, in: "training", "asks for a mean loss over no label",
        remedy: "give at least one token of an answer")
    }
    let share = -1 / Double(count)
    let sum = logProbabilities.reduce(0.0) { $0 + $1.reduce(0.0) { $0 + $1[0] } }
    return AnswerLoss(
      value: share * sum,
      slopes: logProbabilities.map {
        $0.map { own in own.indices.map { $0 == 0 ? share : 0 } }
      })
  }
}

/// Finetunes adapters of one model; several runs on one base share the frozen products by standing
/// in each other's rows.
///
/// A run's numbers are the same alone and among others, to the bit. One trainer for each thread.
public final class AdapterTrainer {
  public let model: LanguageModel
  public let cache: LowerBlockCache
  private let kernels: ModelKernels
  private let stack: BlockStack
  private let head: HeadPass
  private var tapes: [BlockTape] = []
  private let slopes = [Numbers(), Numbers()]
  private let result = Numbers()

  /// - Parameter cache: of the blocks below every run's adapters.
  public init(
    _ model: LanguageModel, cache: LowerBlockCache, kernels: ModelKernels = .widest
  ) {
    precondition(cache.model === model, "a cache of another model")
    self.model = model
    self.cache = cache
    self.kernels = kernels
    stack = BlockStack(model, kernels)
    head = HeadPass(model, kernels)
  }

  /// The gradient of each run's loss by its adapters, left in them.
  ///
  /// - Parameters:
  ///   - runs: at least one; their adapters are different objects.
  ///   - space: over which tokens probabilities are taken.
  ///   - loss: of a run, by its place, from the log-probabilities of its passages.
  /// - Returns: the losses.
  /// - Throws: `ModelError` where a passage does not fit the model, and what `loss` throws.
  public func gradients(
    _ runs: [TrainingRun], over space: ProbabilitySpace = .vocabulary,
    loss: (Int, LogProbabilities) throws -> AnswerLoss = { try .meanOfFirst($1) }
  ) throws -> [Double] {
    for run in runs {
      try model.check(run.passages)
      precondition(run.adapters.shape.blocks.lowerBound >= cache.blocks)
      precondition(!run.passages.isEmpty, "a run without passages")
    }
    let passages = runs.flatMap(\.passages)
    let layout = RowLayout(passages)
    let questions = AskedQuestions(passages, layout)
    let rows = Self.rows(of: runs, layout)
    let width = model.shape.width
    let blocks = cache.blocks..<model.shape.blocks
    while tapes.count < blocks.count { tapes.append(BlockTape()) }
    stack.lower(passages, cache: cache, into: tapes[0].input.room(layout.rows * width))
    let everything = layout.everything
    let last = layout.selection(of: layout.asked)
    let end = result.room(last.count * width)
    var losses: [AnswerLoss] = []
    stack.withBlockPass(positions: layout.positions) { pass in
      for (index, block) in blocks.enumerated() {
        let isLast = block == blocks.upperBound - 1
        pass.forward(
          block: block, layout: layout, selection: isLast ? last : everything, runs: rows,
          tape: tapes[index],
          result: isLast ? end : tapes[index + 1].input.room(layout.rows * width))
      }
    }
    let found = questions.sorted(
      head.forward(end, candidates: questions.candidates, over: space, gradient: true))
    var start = 0
    for (place, run) in runs.enumerated() {
      losses.append(try loss(place, Array(found[start..<(start + run.passages.count)])))
      start += run.passages.count
    }
    var now = slopes[0].room(layout.rows * width), next = slopes[1].room(layout.rows * width)
    head.backward(questions.gathered(losses.flatMap(\.slopes)[...]), input: end, result: now)
    let lowest = runs.map { $0.adapters.shape.blocks.lowerBound }.min()!
    stack.withBlockPass(positions: layout.positions) { pass in
      for (index, block) in blocks.enumerated().reversed() where block >= lowest {
        pass.backward(
          block: block, layout: layout, runs: rows, tape: tapes[index], slopes: now,
          inputSlopes: block > lowest ? next : nil)
        swap(&now, &next)
      }
    }
    return losses.map(\.value)
  }

  /// One step of Adam for every run; the losses before it.
  public func step(
    _ runs: [TrainingRun], adam: Adam = Adam(), over space: ProbabilitySpace = .vocabulary,
    loss: (Int, LogProbabilities) throws -> AnswerLoss = { try .meanOfFirst($1) }
  ) throws -> [Double] {
    let losses = try gradients(runs, over: space, loss: loss)
    for run in runs { run.adapters.step(adam, kernels: kernels) }
    return losses
  }

  private static func rows(of runs: [TrainingRun], _ layout: RowLayout) -> [RunRows] {
    var passage = 0
    return runs.map { run in
      let first = layout.passages[passage].lowerBound
      passage += run.passages.count
      return RunRows(
        rows: first..<layout.passages[passage - 1].upperBound, adapters: run.adapters)
    }
  }
}
