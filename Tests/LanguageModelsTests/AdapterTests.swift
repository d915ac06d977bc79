import Foundation
import LanguageModels
import Testing

@Suite struct AdapterTests {
  private let model: LanguageModel
  private let reference: TinyReference.Adapted

  init() throws {
    model = try Fixtures.tiny()
    reference = try TinyReference.load().lora
  }

  private var items: [(tokens: [Int32], places: [Int])] {
    reference.items.map { ($0.tokens, $0.places) }
  }

  private var passages: [Passage] { items.map { Passage($0.tokens, labelsAfter: $0.places) } }

  /// The adapters of the reference, by their formula.
  private func adapters() throws -> Adapters {
    let shape = try AdapterShape(
      model.shape, rank: reference.rank, alpha: reference.alpha, topBlocks: 2)
    let adapters = Adapters(zeros: shape)
    for block in 0..<2 {
      for (index, layer) in LinearLayer.allCases.enumerated() {
        let m = 7 * block + index
        let (inputs, outputs) = (model.shape.inputs(of: layer), model.shape.outputs(of: layer))
        let a = (0..<reference.rank).flatMap { i in
          (0..<inputs).map { Float(0.2 * sin(Double(1 + 7 * i + 13 * $0 + i * $0 + 17 * m))) }
        }
        let turnedB = (0..<reference.rank).flatMap { r in
          (0..<outputs).map { Float(0.1 * sin(Double(2 + $0 + 3 * r + m))) }
        }
        adapters.set(layer, block: block, a: a, turnedB: turnedB)
      }
    }
    return adapters
  }

  private func trainer(_ kernels: ModelKernels = .widest, frozen: Int = 0) -> AdapterTrainer {
    AdapterTrainer(model, cache: LowerBlockCache(model, blocks: frozen), kernels: kernels)
  }

  private func norm(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  /// The reference in double precision against torch's automatic differentiation.
  @Test func theReferenceAgreesWithAnotherProgram() throws {
    let (loss, gradient) = ReferenceModel(model).gradient(items, ReferenceAdapters(try adapters()))
    #expect(abs(loss - reference.loss) < 1e-12)
    for (key, expected) in reference.gradients {
      let parts = key.split(separator: ".")
      let layer = try #require(LinearLayer(rawValue: String(parts[1])))
      let pair = try #require(gradient.pairs[Int(parts[0])!]?[layer])
      #expect(abs(norm(pair.a) / expected.A_norm - 1) < 1e-10)
      #expect(abs(norm(pair.turnedB) / expected.B_norm - 1) < 1e-10)
      for (mine, theirs) in zip(pair.a, expected.A) {
        #expect(abs(mine - theirs) < 1e-10 * expected.A_norm)
      }
      // Theirs is [outputs, rank], 40 numbers of it.
      let outputs = model.shape.outputs(of: layer)
      for (i, theirs) in expected.B.enumerated() {
        let mine = pair.turnedB[i % reference.rank * outputs + i / reference.rank]
        #expect(abs(mine - theirs) < 1e-10 * expected.B_norm)
      }
    }
  }

  /// The reference's gradient against central differences of its loss.
  @Test func theReferenceIsTheSlopeOfItsLoss() throws {
    let reference = ReferenceModel(model)
    let adapters = ReferenceAdapters(try adapters())
    let gradient = reference.gradient(items, adapters).gradient
    let step = 1e-4
    for block in 0..<2 {
      for layer in LinearLayer.allCases {
        for (index, part) in [\ReferenceAdapters.Pair.a, \.turnedB].enumerated() {
          let all = gradient.pairs[block]![layer]![keyPath: part]
          let place = (37 * (block + 1) + 11 * index) % all.count
          func loss(_ change: Double) -> Double {
            var moved = adapters
            moved.pairs[block]![layer]![keyPath: part][place] += change
            return reference.loss(items, moved)
          }
          let slope = (8 * (loss(step) - loss(-step)) - (loss(2 * step) - loss(-2 * step)))
            / (12 * step)
          #expect(abs(slope - all[place]) < 1e-6 * max(abs(all[place]), 1e-2 * norm(all)))
        }
      }
    }
  }

  /// The kernels' gradient against the reference, tensor by tensor, on every instruction set and
  /// wherever the frozen blocks end.
  @Test func gradientsAreTheReferences() throws {
    let adapters = try adapters()
    let (loss, expected) = ReferenceModel(model).gradient(items, ReferenceAdapters(adapters))
    for kernels in ModelKernels.available {
      let found = try trainer(kernels).gradients([TrainingRun(adapters, on: passages)])
      #expect(abs(found[0] - loss) < 1e-6 * loss)
      expect(adapters, agreesWith: expected)
    }
  }

  private func expect(_ adapters: Adapters, agreesWith expected: ReferenceAdapters) {
    for block in adapters.shape.blocks {
      for layer in adapters.shape.layers {
        let pair = expected.pairs[block]![layer]!
        let a = zip(adapters.gradientOfA(layer, block: block), pair.a).map { Double($0) - $1 }
        let b = zip(adapters.gradientOfTurnedB(layer, block: block), pair.turnedB).map {
          Double($0) - $1
        }
        #expect(norm(a) <= 1e-5 * norm(pair.a), "A of \(layer) in block \(block)")
        #expect(norm(b) <= 1e-5 * norm(pair.turnedB), "B of \(layer) in block \(block)")
      }
    }
  }

  /// Adapters in the top block alone, in some layers alone, of another rank.
  @Test(arguments: [
    Set([LinearLayer.value]), [.query, .down], [.key, .up], [.gate, .attentionOutput],
    Set(LinearLayer.allCases),
  ])
  func someLayersAlone(layers: Set<LinearLayer>) throws {
    let shape = try AdapterShape(model.shape, rank: 5, alpha: 3, topBlocks: 1, layers: layers)
    let adapters = Adapters(shape, seed: 3, purpose: 4)
    for layer in shape.layers {
      adapters.set(
        layer, block: 1, a: adapters.a(layer, block: 1),
        turnedB: (0..<(5 * model.shape.outputs(of: layer))).map { 0.1 * sin(Float($0)) })
    }
    let (loss, expected) = ReferenceModel(model).gradient(items, ReferenceAdapters(adapters))
    for frozen in 0...1 {
      let found = try trainer(frozen: frozen).gradients([TrainingRun(adapters, on: passages)])
      #expect(abs(found[0] - loss) < 1e-6 * loss)
      expect(adapters, agreesWith: expected)
    }
  }

  private func fresh(_ seed: UInt64, rank: Int = 4, topBlocks: Int = 2) throws -> Adapters {
    Adapters(
      try AdapterShape(model.shape, rank: rank, alpha: 8, topBlocks: topBlocks), seed: seed,
      purpose: 9)
  }

  /// B is zero: the model is as it was, A's first gradient is exactly zero and Adam, which would
  /// divide nothing by nothing, leaves A alone; at the second step it moves.
  @Test func freshAdaptersChangeNothingAndAWaits() throws {
    let adapters = try fresh(1)
    let runner = ModelRunner(model)
    #expect(
      try runner.logProbabilities(of: passages, adapters: adapters)
        == runner.logProbabilities(of: passages))
    let trainer = trainer()
    let start = adapters.a(.gate, block: 1)
    _ = try trainer.step([TrainingRun(adapters, on: passages)])
    #expect(adapters.gradientOfA(.gate, block: 1).allSatisfy { $0 == 0 })
    #expect(adapters.a(.gate, block: 1) == start)
    #expect(adapters.values.allSatisfy { $0.isFinite })
    #expect(adapters.turnedB(.gate, block: 1).contains { $0 != 0 })
    _ = try trainer.step([TrainingRun(adapters, on: passages)])
    #expect(adapters.a(.gate, block: 1) != start)
  }

  /// Draws have the spread that is customary, and addresses.
  @Test func freshAIsNoise() throws {
    let adapters = try fresh(1, rank: 200)
    let a = adapters.a(.up, block: 0).map(Double.init)
    let variance = a.reduce(0) { $0 + $1 * $1 } / Double(a.count)
    // 12,800 draws: a share of 1/80 standard deviation of the variance; 5 of them, one in a million.
    #expect(abs(variance * 3 * 64 - 1) < 5 * (2.0 / 12800).squareRoot())
    #expect(try fresh(1, rank: 200).values == adapters.values)
    #expect(try fresh(2, rank: 200).values != adapters.values)
  }

  /// Four runs of different data, ranks and depths, together and each alone, on every instruction
  /// set: the same bits after three steps.
  @Test func aRunAmongOthersIsTheRunAlone() throws {
    func runs() throws -> [TrainingRun] {
      [
        TrainingRun(try fresh(1), on: passages),
        TrainingRun(try fresh(2, rank: 7), on: [passages[2], passages[0]]),
        TrainingRun(try fresh(3, topBlocks: 1), on: [passages[1]]),
        TrainingRun(try fresh(4, rank: 1), on: passages.reversed()),
      ]
    }
    let alone = try runs()
    var losses: [[Double]] = [[], [], []]
    for run in alone {
      let trainer = trainer()
      for step in 0..<3 { losses[step] += try trainer.step([run]) }
    }
    for kernels in ModelKernels.available {
      let together = try runs()
      let trainer = trainer(kernels)
      for step in 0..<3 { #expect(try trainer.step(together) == losses[step]) }
      for (a, b) in zip(alone, together) { #expect(a.adapters.values == b.adapters.values) }
    }
  }

  /// A loss of whole answers by the tree, against central differences of the kernels' own loss.
  @Test func treesCarryGradients() throws {
    let adapters = try adapters()
    let tree = try AnswerTree(prompt: [5, 80, 33], answers: [[50, 51], [50, 52], [70], [71, 50]])
    let weights = [1.0, -2.0, 0.5, 0.25]
    func loss(_ found: LogProbabilities) -> AnswerLoss {
      let answers = tree.answers(found[0])
      return AnswerLoss(
        value: zip(answers, weights).reduce(0) { $0 + $1.0 * $1.1 },
        slopes: [tree.slopes(weights)])
    }
    let trainer = trainer()
    let run = TrainingRun(adapters, on: [tree.passage])
    _ = try trainer.gradients([run]) { loss($1) }
    for layer in LinearLayer.allCases {
      let (a, b) = (adapters.a(layer, block: 0), adapters.turnedB(layer, block: 0))
      let gradient = adapters.gradientOfTurnedB(layer, block: 0).map(Double.init)
      // Along the gradient itself, so that single precision can tell.
      let size = norm(gradient)
      let step = 2e-3
      func value(_ sign: Double) throws -> Double {
        let moved = zip(b, gradient).map { Float(Double($0) + sign * step * $1 / size) }
        adapters.set(layer, block: 0, a: a, turnedB: moved)
        return loss(try ModelRunner(model).logProbabilities(of: [tree.passage], adapters: adapters))
          .value
      }
      let slope = (try value(1) - value(-1)) / (2 * step)
      adapters.set(layer, block: 0, a: a, turnedB: b)
      #expect(abs(slope / size - 1) < 2e-3, "\(layer)")
    }
  }

  @Test func whatCannotBeTrainedIsRefused() throws {
    #expect(throws: ModelError.self) { try AnswerLoss.meanOfFirst([]) }
    #expect(throws: ModelError.self) { try AnswerLoss.meanOfFirst([[]]) }
    #expect(throws: ModelError.self) { try fresh(1, rank: 0) }
    #expect(throws: ModelError.self) { try fresh(1, topBlocks: 3) }
    #expect(throws: ModelError.self) {
      try AdapterShape(model.shape, rank: 1, alpha: 0, topBlocks: 1)
    }
    #expect(throws: ModelError.self) {
      try AdapterShape(model.shape, rank: 1, alpha: 1, topBlocks: 1, layers: [])
    }
  }
}
