/// How likely candidates are, by passage, question and candidate: natural logarithms.
public typealias LogProbabilities = [[[Double]]]

/// Runs a model forward; one for each thread, the model itself is shared.
///
/// A passage's numbers depend on the passage alone, to the bit: not on what runs beside it, nor on
/// whether its lower blocks were cached.
public final class ModelRunner {
  public let model: LanguageModel
  private let stack: BlockStack
  private let head: HeadPass
  private let lower = Numbers()

  /// - Parameter kernels: of an instruction set; results are the same on each.
  public init(_ model: LanguageModel, kernels: ModelKernels = .widest) {
    self.model = model
    stack = BlockStack(model, kernels)
    head = HeadPass(model, kernels)
  }

  /// Log-probabilities of every question's candidates.
  ///
  /// - Parameters:
  ///   - passages: at least one each; `LanguageModel.check(_:)` says whether they fit.
  ///   - adapters: of a finetuned model; none for the model as it is.
  ///   - cache: of the blocks below the adapters.
  ///   - space: over which tokens probabilities are taken.
  /// - Throws: `ModelError` where a passage does not fit the model.
  public func logProbabilities(
    of passages: [Passage], adapters: Adapters? = nil, cache: LowerBlockCache? = nil,
    over space: ProbabilitySpace = .vocabulary
  ) throws -> LogProbabilities {
    try model.check(passages)
    check(cache, adapters.map { [$0] } ?? [])
    var result: LogProbabilities = []
    for batch in BlockStack.batches(passages, rows: { $0.tokens.count }) {
      result += run(Array(batch), adapters: adapters, cache: cache, over: space)
    }
    return result
  }

  private func check(_ cache: LowerBlockCache?, _ adapters: [Adapters]) {
    guard let cache else { return }
    precondition(cache.model === model, "a cache of another model")
    precondition(
      adapters.allSatisfy { $0.shape.blocks.lowerBound >= cache.blocks },
      "adapters reach into the blocks that are cached as frozen")
  }

  private func run(
    _ passages: [Passage], adapters: Adapters?, cache: LowerBlockCache?,
    over space: ProbabilitySpace
  ) -> LogProbabilities {
    let layout = RowLayout(passages)
    let questions = AskedQuestions(passages, layout)
    var result: LogProbabilities = []
    let width = model.shape.width
    // What fills the cache runs through the same memory as what follows, so it comes first.
    if let cache { stack.lower(passages, cache: cache, into: lower.room(layout.rows * width)) }
    let fill = { [stack, lower] (input: UnsafeMutablePointer<Float>) in
      if cache == nil {
        stack.embed(passages, into: input)
      } else {
        input.update(from: lower.start, count: layout.rows * width)
      }
    }
    stack.run(
      (cache?.blocks ?? 0)..<model.shape.blocks, layout,
      runs: [RunRows(rows: 0..<layout.rows, adapters: adapters)], asked: layout.asked, fill: fill
    ) { end in
      let found = head.forward(
        end, candidates: questions.candidates, over: space, gradient: false)
      result = questions.sorted(found)
    }
    return result
  }

  /// Euclidean norms of the residual stream of one passage: after each block, at each position.
  public func residualNorms(of passage: Passage) throws -> [[Double]] {
    try model.check([passage])
    let layout = RowLayout([passage])
    let width = model.shape.width
    var norms: [[Double]] = []
    stack.run(
      0..<model.shape.blocks, layout, runs: [], asked: nil,
      fill: { stack.embed([passage], into: $0) },
      observe: { _, stream in
        norms.append(
          (0..<layout.rows).map { row in
            (0..<width).reduce(0.0) {
              $0 + Double(stream[row * width + $1]) * Double(stream[row * width + $1])
            }.squareRoot()
          })
      }
    ) { _ in }
    return norms
  }
}

/// Questions of several passages, as rows of the head: each asked row once, with all of its
/// candidates.
struct AskedQuestions {
  /// Of each asked row, each token once.
  let candidates: [[Int32]]
  /// By passage and question: the row among the asked, and the candidates' places there.
  private let places: [[(row: Int, candidates: [Int])]]

  init(_ passages: [Passage], _ layout: RowLayout) {
    var rowPlaces: [Int32: Int] = [:]
    for (place, row) in layout.asked.enumerated() { rowPlaces[row] = place }
    var candidates = [[Int32]](repeating: [], count: layout.asked.count)
    var known = [[Int32: Int]](repeating: [:], count: layout.asked.count)
    places = zip(passages, layout.passages).map { passage, rows in
      passage.questions.map { question in
        let row = rowPlaces[Int32(rows.lowerBound + question.place)]!
        let own = question.candidates.map { token -> Int in
          if let place = known[row][token] { return place }
          known[row][token] = candidates[row].count
          candidates[row].append(token)
          return candidates[row].count - 1
        }
        return (row, own)
      }
    }
    self.candidates = candidates
  }

  /// What the head found, by passage, question and candidate.
  func sorted(_ found: [[Double]]) -> LogProbabilities {
    places.map { $0.map { place in place.candidates.map { found[place.row][$0] } } }
  }

  /// Slopes by passage, question and candidate as slopes of the head's rows.
  func gathered(_ slopes: ArraySlice<LogProbabilities.Element>) -> [[Double]] {
    var result = candidates.map { [Double](repeating: 0, count: $0.count) }
    for (own, passage) in zip(places, slopes) {
      for (place, question) in zip(own, passage) {
        for (candidate, slope) in zip(place.candidates, question) {
          result[place.row][candidate] += slope
        }
      }
    }
    return result
  }
}
