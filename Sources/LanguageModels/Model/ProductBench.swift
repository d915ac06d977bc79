import CModelKernels

/// A model's products by themselves, on rows of ones: for benchmarks, which time nothing else.
public final class ProductBench {
  private let model: LanguageModel
  private let rows: Int
  private let kernels: ModelKernels
  private let left: Numbers, right: Numbers

  /// - Parameter rows: how many at a time, at least 1.
  public init(_ model: LanguageModel, rows: Int, kernels: ModelKernels = .widest) {
    self.model = model
    self.rows = rows
    self.kernels = kernels
    let widest = max(model.shape.width, model.shape.feedForward)
    left = Numbers(rows * widest)
    right = Numbers(rows * widest)
    left.start.update(repeating: 1, count: rows * widest)
    right.start.update(repeating: 1, count: rows * widest)
  }

  /// Rows times a layer's weights, as forward.
  public func multiply(_ layer: LinearLayer, block: Int) {
    var matrix = model.weights.blocks[block][layer].matrix
    kernels.table.product(
      right.start, matrix.rows, left.start, matrix.columns, 1, &matrix, rows, 0)
  }

  /// Rows times a layer's weights turned, as on the way back.
  public func multiplyTurned(_ layer: LinearLayer, block: Int) {
    var matrix = model.weights.blocks[block][layer].matrix
    kernels.table.product_turned(
      left.start, matrix.columns, right.start, matrix.rows, 1, &matrix, rows, 0)
  }
}
