import Foundation
import LanguageModels

/// Products alone: the model's own layers, forward and turned, on rows of a batch.
struct ProductsCase {
  let model: LanguageModel
  let rows: Int

  /// - Returns: multiply-adds, twice.
  func run(_ bench: ProductBench) -> Double {
    LinearLayer.allCases.reduce(0.0) { sum, layer in
      bench.multiply(layer, block: 22)
      bench.multiplyTurned(layer, block: 22)
      return sum + 4
        * Double(model.shape.inputs(of: layer) * model.shape.outputs(of: layer) * rows)
    }
  }
}
