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
/// in each other's rows, and the head.
///
/// A run's numbers are the same alone and among others, to the bit. One trainer for each thread.
public final class AdapterTrainer {
  public let model: LanguageModel
  public let cache: LowerBlockCache
  private let kernels: ModelKernels
  private let stack: BlockStack
  private let head: HeadPass
  /// Of each chunk, by block above the cache.
  private var tapes: [[BlockTape]] = []
  private let slopes = [Numbers(), Numbers()]
  private let endSlopes = Numbers()
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
    let questions = AskedQuestions(passages, RowLayout(passages))
    let width = model.shape.width
    let chunks = self.chunks(of: runs)
    let asked = chunks.last!.asked.upperBound
    let end = result.room(asked * width)
    for (index, chunk) in chunks.enumerated() {
      forward(chunk, tapes[index], result: end + chunk.asked.lowerBound * width)
    }
    let found = questions.sorted(
      head.forward(end, candidates: questions.candidates, over: space, gradient: true))
    var losses: [AnswerLoss] = []
    var start = 0
    for (place, run) in runs.enumerated() {
      losses.append(try loss(place, Array(found[start..<(start + run.passages.count)])))
      start += run.passages.count
    }
    let endSlopes = self.endSlopes.room(asked * width)
    head.backward(questions.gathered(losses.flatMap(\.slopes)[...]), input: end, result: endSlopes)
    for (index, chunk) in chunks.enumerated() {
      backward(chunk, tapes[index], slopes: endSlopes + chunk.asked.lowerBound * width)
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

  /// Runs whose rows go through the blocks together: so many that what a block works on stays in
  /// the cache. The head, whose weights are far larger, takes the rows of all runs at once.
  private struct Chunk {
    let passages: [Passage]
    let layout: RowLayout
    let rows: [RunRows]
    /// Its rows among those that questions of all runs stand at.
    let asked: Range<Int>
    /// The lowest block that any of its runs trains.
    let lowest: Int
  }

  private func chunks(of runs: [TrainingRun]) -> [Chunk] {
    var asked = 0
    let chunks = BlockStack.batches(runs) {
      $0.passages.reduce(0) { $0 + $1.tokens.count }
    }.map { batch in
      let passages = batch.flatMap(\.passages)
      let layout = RowLayout(passages)
      let first = asked
      asked += layout.asked.count
      return Chunk(
        passages: passages, layout: layout, rows: Self.rows(of: batch, layout),
        asked: first..<asked, lowest: batch.map { $0.adapters.shape.blocks.lowerBound }.min()!)
    }
    while tapes.count < chunks.count {
      tapes.append((cache.blocks..<model.shape.blocks).map { _ in BlockTape() })
    }
    return chunks
  }

  /// From the lower blocks to the residual stream after the last one, [rows asked, width].
  private func forward(
    _ chunk: Chunk, _ tapes: [BlockTape], result: UnsafeMutablePointer<Float>
  ) {
    let layout = chunk.layout
    let count = layout.rows * model.shape.width
    let last = layout.selection(of: layout.asked)
    let everything = layout.everything
    stack.lower(chunk.passages, cache: cache, into: tapes[0].input.room(count))
    stack.withBlockPass(positions: layout.positions) { pass in
      for (index, tape) in tapes.enumerated() {
        let isLast = index == tapes.count - 1
        pass.forward(
          block: cache.blocks + index, layout: layout, selection: isLast ? last : everything,
          runs: chunk.rows, tape: tape,
          result: isLast ? result : tapes[index + 1].input.room(count))
      }
    }
  }

  /// - Parameter slopes: by what `forward` wrote; overwritten.
  private func backward(
    _ chunk: Chunk, _ tapes: [BlockTape], slopes endSlopes: UnsafeMutablePointer<Float>
  ) {
    let count = chunk.layout.rows * model.shape.width
    var now = endSlopes
    var next = slopes[0].room(count), spare = slopes[1].room(count)
    stack.withBlockPass(positions: chunk.layout.positions) { pass in
      for (index, tape) in tapes.enumerated().reversed() {
        let block = cache.blocks + index
        if block < chunk.lowest { break }
        pass.backward(
          block: block, layout: chunk.layout, runs: chunk.rows, tape: tape, slopes: now,
          inputSlopes: block > chunk.lowest ? next : nil)
        (now, next, spare) = (next, spare, next)
      }
    }
  }

  private static func rows(of runs: ArraySlice<TrainingRun>, _ layout: RowLayout) -> [RunRows] {
    var passage = 0
    return runs.map { run in
      let first = layout.passages[passage].lowerBound
      passage += run.passages.count
      return RunRows(
        rows: first..<layout.passages[passage - 1].upperBound, adapters: run.adapters)
    }
  }
}
