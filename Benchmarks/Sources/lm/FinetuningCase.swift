import Foundation
import LanguageModels

/// Adapters of rank 8 on all linear layers of the top 8 blocks, 16 sequences, two answer positions,
/// the whole vocabulary, Adam: what peers/lm/speed.py does, on the same numbers.
struct FinetuningCase {
  let model: LanguageModel
  let length: Int

  /// Token t of sequence b.
  static func token(_ b: Int, _ t: Int) -> Int32 {
    Int32(17 + (b * 7919 + t * 104_729 + b * t * 31) % 48_983)
  }

  /// - Parameter first: which sequences: others are others' or another step's.
  func passages(from first: Int = 0) -> [Passage] {
    (first..<(first + 16)).map { b in
      let tokens = (0..<length).map { Self.token(b, $0) }
      return Passage(
        tokens,
        questions: [length - 4, length - 3].map {
          Question(after: $0, candidates: [tokens[$0 + 1]])
        })
    }
  }

  /// A = 0.04 sin(1 + 7 i + 13 j + i j + 17 m), B = 0, as the peers have it.
  func adapters() throws -> Adapters {
    let shape = try AdapterShape(model.shape, rank: 8, alpha: 16, topBlocks: 8)
    let adapters = Adapters(shape, seed: 0, purpose: 0)
    for block in shape.blocks {
      for (index, layer) in LinearLayer.allCases.enumerated() {
        let m = 7 * (block - shape.blocks.lowerBound) + index
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
    return adapters
  }

  /// Multiply-adds, twice, of all products of a step of one run, as the peers do them: every row of
  /// every block of the top 8 forward and back, the head at the answers, the adapters left out.
  var nominalOperations: Double {
    let block = LinearLayer.allCases.reduce(0) {
      $0 + model.shape.inputs(of: $1) * model.shape.outputs(of: $1)
    }
    return 4 * Double(block * 8 * 16 * length)
      + 4 * Double(model.shape.vocabulary * model.shape.width * 32)
  }
}
