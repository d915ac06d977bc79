import Foundation
import LanguageModels
import Testing

/// The pretrained model against what torch gives on the same file.
@Suite(.enabled(if: Fixtures.pretrainedPath != nil, Fixtures.withoutPretrained))
struct PretrainedTests {
  private struct Texts: Decodable {
    struct Text: Decodable {
      let ids: [Int32]
      let next_logprob: [Double]
      let next_logprob_fp64: [Double]
      let top5_last: [Int32]
      let top5_last_logprob: [Double]
      let hidden_norms: [String: [Double]]
    }
    let texts: [Text]
  }

  @Test func valuesAreThoseOfTheFormatsOwnLibrary() throws {
    let model = try Fixtures.pretrained()
    #expect(model.checksum() == KnownModel.all[0].checksum)
    var sums: [String: (sum: Double, squares: Double)] = [:]
    for cells in try Fixtures.table("dequant.tsv") {
      let tensor = try #require(model.file.tensor(cells[0]))
      #expect(tensor.type.name == cells[1])
      #expect(tensor.bytes.lowerBound == Int(cells[5]) && tensor.bytes.count == Int(cells[6]))
      let matrix = WeightMatrix(
        model.file.address(of: tensor), type: tensor.type, rows: tensor.rows,
        columns: tensor.columns)
      let row = matrix.values(row: try #require(Int(cells[9])))
      #expect(cells[10].split(separator: " ").map { Float($0)! } == Array(row[..<8]))
      if sums[cells[0]] == nil {
        // Row by row: one long sum of 28 million would round its own digits away.
        sums[cells[0]] = (0..<matrix.rows).reduce((0, 0)) { total, row in
          let own = matrix.values(row: row).reduce((0.0, 0.0)) {
            ($0.0 + Double($1), $0.1 + Double($1) * Double($1))
          }
          return (total.0 + own.0, total.1 + own.1)
        }
      }
      #expect(abs(sums[cells[0]]!.sum / Double(cells[7])! - 1) < 1e-12)
      #expect(abs(sums[cells[0]]!.squares / Double(cells[8])! - 1) < 1e-12)
    }
  }

  /// 1e-4 nat at every position, and norms to 1e-4; the first position's norm is a hundred times
  /// the others'.
  @Test func forwardAgreesWithAnotherProgram() throws {
    let model = try Fixtures.pretrained()
    let runner = ModelRunner(model)
    for text in try Fixtures.json("logprobs.json", as: Texts.self).texts {
      let found = try runner.logProbabilities(of: [
        Passage(
          text.ids,
          questions: text.next_logprob.indices.map {
            Question(after: $0, candidates: [text.ids[$0 + 1]])
          } + [Question(after: text.ids.count - 1, candidates: text.top5_last)])
      ])[0]
      for (index, mine) in found.dropLast().enumerated() {
        #expect(abs(mine[0] - text.next_logprob[index]) < 1e-4)
        #expect(abs(mine[0] - text.next_logprob_fp64[index]) < 1e-4)
      }
      for (mine, theirs) in zip(found.last!, text.top5_last_logprob) {
        #expect(abs(mine - theirs) < 1e-4)
      }
      let norms = try runner.residualNorms(
        of: Passage(text.ids, questions: [Question(after: text.ids.count - 1, candidates: [0])]))
      for (block, expected) in text.hidden_norms {
        let own = norms[try #require(Int(block.dropFirst("after_".count)))]
        for (mine, theirs) in zip(own, expected) { #expect(abs(mine / theirs - 1) < 1e-4) }
      }
      #expect(norms[15][0] > 100 * norms[15][5])
    }
  }

  private struct Finetuning: Decodable {
    struct Precision: Decodable {
      let loss_before_step: [Double]
      let gradients_step_1: [String: [String: Double]]
      let gradients_step_2: [String: [String: Double]]
      let loss_after_5_steps: Double
      let answer_logprobs_after: [[Double]]
    }
    let token_ids: [[Int32]]
    let answer_positions: [Int]
    let fp32: Precision
    let fp64: Precision
  }

  /// Five steps of Adam on 16 items. Losses within 1e-4 of both precisions of torch; gradients of
  /// steps 1 and 2 within 1e-4 of each tensor's norm of the true ones, double precision's: single
  /// precision's are up to 1.2e-4 off themselves.
  @Test func finetuningAgreesWithAnotherProgram() throws {
    let model = try Fixtures.pretrained()
    let reference = try Fixtures.json("lora.json", as: Finetuning.self)
    let passages = reference.token_ids.map {
      Passage($0, labelsAfter: reference.answer_positions)
    }
    let shape = try AdapterShape(model.shape, rank: 8, alpha: 16, topBlocks: 8)
    let adapters = Adapters(zeros: shape)
    for block in shape.blocks {
      for (index, layer) in LinearLayer.allCases.enumerated() {
        let m = 7 * (block - 22) + index
        let a = (0..<8).flatMap { i in
          (0..<model.shape.inputs(of: layer)).map {
            Float(0.04 * sin(Double(1 + 7 * i + 13 * $0 + i * $0 + 17 * m)))
          }
        }
        adapters.set(
          layer, block: block, a: a,
          turnedB: [Float](repeating: 0, count: 8 * model.shape.outputs(of: layer)))
      }
    }
    let cache = LowerBlockCache(model, blocks: 22)
    let trainer = AdapterTrainer(model, cache: cache)
    for step in 0..<5 {
      let loss = try trainer.step([TrainingRun(adapters, on: passages)])[0]
      #expect(abs(loss / reference.fp32.loss_before_step[step] - 1) < 1e-4)
      #expect(abs(loss / reference.fp64.loss_before_step[step] - 1) < 1e-4)
      if step == 0 { expect(adapters, agreesWith: reference.fp64.gradients_step_1) }
      if step == 1 { expect(adapters, agreesWith: reference.fp64.gradients_step_2) }
    }
    #expect(cache.use.misses == 16 && cache.use.hits == 64)
    let after = try ModelRunner(model).logProbabilities(
      of: passages, adapters: adapters, cache: cache)
    for (mine, theirs) in zip(after, reference.fp64.answer_logprobs_after) {
      for (a, b) in zip(mine, theirs) { #expect(abs(a[0] - b) < 2e-4) }
    }
  }

  private func expect(_ adapters: Adapters, agreesWith expected: [String: [String: Double]]) {
    func norm(_ values: [Float]) -> Double {
      values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    for (name, entries) in expected {
      let parts = name.split(separator: ".")
      let block = Int(parts[1])!, layer = LinearLayer(rawValue: String(parts[2]))!
      let a = adapters.gradientOfA(layer, block: block)
      let b = adapters.gradientOfTurnedB(layer, block: block)
      let (inputs, outputs) = (a.count / 8, b.count / 8)
      let found: [String: Double] = [
        "A_norm": norm(a), "B_norm": norm(b), "A[0,0]": Double(a[0]),
        "A[3,100]": Double(a[3 * inputs + 100]), "B[0,0]": Double(b[0]),
        "B[5,2]": Double(b[2 * outputs + 5]), "B[-1,-1]": Double(b[8 * outputs - 1]),
      ]
      for (entry, value) in found {
        let size = entries[entry.hasPrefix("A") ? "A_norm" : "B_norm"]!
        #expect(abs(value - entries[entry]!) <= 1e-4 * size, "\(name) \(entry)")
      }
    }
  }
}
