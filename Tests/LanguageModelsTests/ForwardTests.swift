import Foundation
import LanguageModels
import Testing

@Suite struct ForwardTests {
  /// Log-probabilities and residual norms against torch in double precision.
  @Test(arguments: ModelKernels.available.map(\.name))
  func agreesWithAnotherProgram(set: String) throws {
    let kernels = try #require(ModelKernels.available.first { $0.name == set })
    let models = ["own": try Fixtures.tiny(), "tied": try Fixtures.tiny("tiny-tied.gguf")]
    #expect(models["own"]?.isTied == false && models["tied"]?.isTied == true)
    for entry in try TinyReference.load().sequences {
      let runner = ModelRunner(models[entry.head]!, kernels: kernels)
      let last = Question(
        after: entry.tokens.count - 1, candidates: (0..<Int32(entry.last.count)).map { $0 })
      let found = try runner.logProbabilities(of: [
        Passage(
          entry.tokens,
          questions: entry.next.indices.map {
            Question(after: $0, candidates: [entry.tokens[$0 + 1]])
          } + [last])
      ])[0]
      for (mine, theirs) in zip(found.dropLast().map { $0[0] }, entry.next) {
        #expect(abs(mine - theirs) < 2e-5)
      }
      for (mine, theirs) in zip(found.last!, entry.last) { #expect(abs(mine - theirs) < 2e-5) }
      let norms = try runner.residualNorms(
        of: Passage(entry.tokens, questions: [last]))
      for (mine, theirs) in zip(norms.joined(), entry.norms.joined()) {
        #expect(abs(mine - theirs) < 1e-5 * theirs)
      }
    }
  }

  private func passages() throws -> [Passage] {
    try TinyReference.load().sequences.filter { $0.head == "own" }.map {
      Passage(
        $0.tokens,
        questions: [0, $0.tokens.count / 2, $0.tokens.count - 1].reduce(into: [Int]()) {
          if !$0.contains($1) { $0.append($1) }
        }.map { Question(after: $0, candidates: [7, 200, 3]) })
    }
  }

  /// A passage alone, among others, in another order, cached below, on each instruction set, and
  /// from two threads at once: the same bits.
  @Test func nothingBesideAPassageDecidesItsBits() async throws {
    let model = try Fixtures.tiny()
    let passages = try passages()
    let alone = try passages.map { try ModelRunner(model).logProbabilities(of: [$0])[0] }
    for kernels in ModelKernels.available {
      let runner = ModelRunner(model, kernels: kernels)
      #expect(try runner.logProbabilities(of: passages) == alone)
      #expect(try runner.logProbabilities(of: passages.reversed()) == alone.reversed())
      // Room for two passages only, then for all.
      for limit in [8000, 1_000_000] {
        for blocks in 0...2 {
          let cache = LowerBlockCache(model, blocks: blocks, limit: limit)
          for _ in 0..<2 {
            #expect(
              try runner.logProbabilities(of: passages + passages, cache: cache)
                == alone + alone)
          }
          #expect(cache.use.bytes <= limit)
          #expect(blocks == 0 || cache.use.misses > 0)
        }
      }
    }
    await withTaskGroup(of: LogProbabilities?.self) { group in
      for _ in 0..<2 {
        group.addTask { try? ModelRunner(model).logProbabilities(of: passages) }
      }
      for await found in group { #expect(found == alone) }
    }
  }

  /// Whole answers by the tree are the sums of their tokens' log-probabilities: to the bit where the
  /// same candidates are asked for, and but for a sum's rounding where others are.
  @Test func treesAreSequencesWithSharedBeginnings() throws {
    let model = try Fixtures.tiny()
    let runner = ModelRunner(model)
    let prompt: [Int32] = [5, 80, 33, 120]
    let answers: [[Int32]] = [[50, 51, 9], [50, 52, 9], [50, 51, 60, 61, 9], [70], [71, 50, 9]]
    let tree = try AnswerTree(prompt: prompt, answers: answers)
    #expect(tree.passage.tokens.count == prompt.count + 7)
    let found = try runner.logProbabilities(of: [tree.passage])[0]
    for (answer, (whole, tokens)) in zip(answers, zip(tree.answers(found), tree.tokens(found))) {
      let sequence = prompt + answer
      let places = Array((prompt.count - 1)..<(sequence.count - 1))
      let alone = try runner.logProbabilities(of: [Passage(sequence, labelsAfter: places)])[0]
      for (mine, theirs) in zip(tokens, alone) { #expect(abs(mine - theirs[0]) < 1e-6) }
      // The tree's candidates after the same beginning.
      let questions = places.map { place in
        Question(
          after: place,
          candidates: candidates(answers, after: Array(answer[..<(place - prompt.count + 1)])))
      }
      let same = try runner.logProbabilities(of: [Passage(sequence, questions: questions)])[0]
      let own = zip(zip(same, questions), answer).map { found, token in
        found.0[found.1.candidates.firstIndex(of: token)!]
      }
      #expect(tokens == own)
      #expect(whole == own.reduce(0, +))
    }
    let slopes = tree.slopes([1, 2, 4, 8, 16])
    #expect(slopes[0] == [7, 8, 16])
  }

  /// What answers go on with after a beginning, in their order.
  private func candidates(_ answers: [[Int32]], after beginning: [Int32]) -> [Int32] {
    var result: [Int32] = []
    for answer in answers where answer.starts(with: beginning) && answer.count > beginning.count {
      if !result.contains(answer[beginning.count]) { result.append(answer[beginning.count]) }
    }
    return result
  }

  /// All answers of two letters: their shares add up to the share of two letters.
  @Test func aWholeLanguageAddsUp() throws {
    let model = try Fixtures.tiny()
    let all = (0..<Int32(model.shape.vocabulary)).map { $0 }
    let tree = try AnswerTree(
      prompt: [9, 40], answers: all.prefix(3).flatMap { first in all.map { [first, $0] } })
    let runner = ModelRunner(model)
    let found = try runner.logProbabilities(of: [tree.passage])[0]
    for first in 0..<3 {
      let share = tree.answers(found)[(first * all.count)..<((first + 1) * all.count)]
        .map { exp($0) }.reduce(0, +)
      let direct = exp(
        try runner.logProbabilities(of: [
          Passage([9, 40], questions: [Question(after: 1, candidates: [Int32(first)])])
        ])[0][0][0])
      #expect(abs(share / direct - 1) < 1e-5)
    }
  }

  @Test func answersThatDoNotExcludeEachOtherAreRefused() throws {
    for answers: [[Int32]] in [[[5], [5, 6]], [[5, 6], [5]], [[5], [5]], [[]], [[4], [5, 6], [5, 6]]] {
      #expect(throws: ModelError.self) { try AnswerTree(prompt: [1], answers: answers) }
    }
    #expect(throws: ModelError.self) { try AnswerTree(prompt: [], answers: [[1]]) }
  }

  /// A forced choice among tokens: the whole vocabulary's, without the others' share.
  @Test func forcedChoicesAreConditional() throws {
    let runner = ModelRunner(try Fixtures.tiny())
    let tokens: [Int32] = [200, 7, 33, 12]
    let passage = Passage([5, 80, 33], questions: [Question(after: 2, candidates: [7, 12, 33, 200])])
    let whole = try runner.logProbabilities(of: [passage])[0][0]
    let forced = try runner.logProbabilities(of: [passage], over: .tokens(tokens))[0][0]
    #expect(abs(forced.map { exp($0) }.reduce(0, +) - 1) < 1e-12)
    for (a, b) in zip(whole, forced) {
      #expect(abs((a - whole[0]) - (b - forced[0])) < 1e-12)
    }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let model = try Fixtures.tiny()
    let runner = ModelRunner(model)
    let long = [Int32](repeating: 5, count: model.shape.context + 1)
    let fault = #expect(throws: ModelError.self) {
      try runner.logProbabilities(of: [
        Passage(long, questions: [Question(after: model.shape.context, candidates: [1])])
      ])
    }
    #expect(fault?.problem == "is 129 tokens long")
    for question in [Question(after: 0, candidates: []), Question(after: 0, candidates: [3, 3]),
      Question(after: 0, candidates: [Int32(model.shape.vocabulary)])]
    {
      #expect(throws: ModelError.self) {
        try runner.logProbabilities(of: [Passage([5], questions: [question])])
      }
    }
  }
}
