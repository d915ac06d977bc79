import Kernels
import Learners

/// Case c: the functions of networks 7-40-40-1 with fresh weights, read on all 128 Boolean inputs.
public struct FunctionCase: Sendable {
  private let sampler: FunctionSampler
  /// Operations of one network's products, counting a multiply-add as two.
  public let operations: Double

  public init(on set: InstructionSet = .widest) {
    sampler = FunctionSampler(
      settings: MLPSettings(hidden: [40, 40], activation: .relu), seed: 1, instructionSet: set)
    operations = 2 * 128 * Double(7 * 40 + 40 * 40 + 40)
  }

  /// Draws this many networks.
  ///
  /// - Returns: how one-sided their functions are in the mean, |2 T / 128 - 1|, T the number of
  ///   ones.
  public func sample(_ count: Int) -> Double {
    let functions = sampler.functions(0..<count)
    return functions.reduce(0) { $0 + abs(Double($1.ones) / 64 - 1) } / Double(count)
  }
}
