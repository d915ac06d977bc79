import Kernels

/// Losses and readouts of all lanes of a block of rows.
package struct LaneHeads {
  let heads: OutputHeads
  private let kernels: LaneKernels
  private let sizes: [Int32]

  init(_ heads: OutputHeads, kernels: LaneKernels) {
    self.heads = heads
    self.kernels = kernels
    if case .softmax(let sizes) = heads { self.sizes = sizes.map(Int32.init) } else { sizes = [] }
  }

  /// Derivatives of the cross-entropy by the logits, times `scale`.
  ///
  /// - Parameters:
  ///   - slopes: [rows, logits, lanes], overwritten.
  ///   - logits: [rows, logits, lanes].
  ///   - answers: [rows, heads, lanes].
  func crossEntropySlopes(
    _ slopes: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>,
    answers: UnsafePointer<Int32>, rows: Int, scale: Float
  ) {
    switch heads {
    case .logit:
      kernels.table.pointee.logit_gradient(slopes, logits, answers, rows, scale, 0)
    case .softmax:
      kernels.table.pointee.softmax_gradient(
        slopes, logits, answers, rows, sizes, sizes.count, scale)
    }
  }

  /// The same for -ln(1 - p(whole answer)).
  func awaySlopes(
    _ slopes: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>,
    answers: UnsafePointer<Int32>, rows: Int, scale: Float
  ) {
    switch heads {
    case .logit:
      kernels.table.pointee.logit_gradient(slopes, logits, answers, rows, scale, 1)
    case .softmax:
      kernels.table.pointee.softmax_away_gradient(
        slopes, logits, answers, rows, sizes, sizes.count, scale)
    }
  }

  /// - Parameter result: [rows, candidates, lanes], overwritten.
  func logProbabilities(
    _ result: UnsafeMutablePointer<Float>, logits: UnsafePointer<Float>, rows: Int
  ) {
    switch heads {
    case .logit: kernels.table.pointee.logit_log_probabilities(result, logits, rows)
    case .softmax:
      kernels.table.pointee.softmax_log_probabilities(
        result, logits, rows, sizes, sizes.count)
    }
  }
}
