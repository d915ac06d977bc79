import Estimation
import Kernels
import Runs

/// Which Boolean functions networks compute before any training: weights drawn afresh, answers to
/// all inputs in {0, 1}^n.
///
/// The value at an input is 1 exactly when the logit is above 0. Network i has the latents
/// i S ... of the block `initialWeights`, S the number of parameters rounded up to even, so that
/// any range of networks gives the same functions however it is cut. `ReferenceFunctions` says what
/// is computed.
public struct FunctionSampler: Sendable {
  public let settings: MLPSettings
  /// n, 1 to 7.
  public let bits: Int
  public let seed: UInt64
  public let instructionSet: InstructionSet

  /// Networks that one worker counts at a time.
  static let networksPerBlock = 1 << 14

  /// - Parameters:
  ///   - settings: whose initial law the networks are drawn from.
  ///   - instructionSet: one this processor has; decides speed, never results.
  public init(
    settings: MLPSettings, bits: Int = 7, seed: UInt64, instructionSet: InstructionSet = .widest
  ) {
    precondition((1...7).contains(bits), "tables of 1 to 7 bits fit")
    self.settings = settings
    self.bits = bits
    self.seed = seed
    self.instructionSet = instructionSet
  }

  package var shape: MLPShape { MLPShape(inputs: bits, hidden: settings.hidden, outputs: 1) }

  /// Latents between the first ones of two networks.
  package var stride: Int { shape.parameterCount + shape.parameterCount % 2 }

  /// All inputs, [2^n, n]: input x is the bits of x, the most significant first.
  package var inputs: [Float] {
    (0..<1 << bits).flatMap { x in
      (0..<bits).map { Float(x >> (bits - 1 - $0) & 1) }
    }
  }

  /// The functions of networks.
  ///
  /// - Parameter networks: indices from 0 on.
  /// - Complexity: O(networks x (parameters + 2^n x weights)).
  public func functions(_ networks: Range<Int>) -> [BooleanFunction] {
    guard let kernels = LaneKernels(instructionSet) else {
      preconditionFailure("this processor has no \(instructionSet.rawValue)")
    }
    let shape = shape
    let network = BooleanNetwork(
      shape: shape, activation: settings.activation, bits: bits, inputs: inputs, kernels: kernels)
    let scales = settings.priorScales(shape)
    let drawn = drawn(scales)
    let stride = stride
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: shape.parameterCount) {
      parameters in
      parameters.initialize(repeating: 0)
      return networks.map {
        draw(from: $0 * stride, scales, drawn, parameters)
        return network.function(UnsafePointer(parameters.baseAddress!))
      }
    }
  }

  /// Counts the functions of networks 0 ..< samples.
  ///
  /// - Parameters:
  ///   - samples: networks.
  ///   - workers: threads at a time, at least 1; they never change the result.
  ///   - capacity: functions kept at the most.
  ///   - progress: told how many networks are done, now and then.
  /// - Throws: `CancellationError` when the surrounding task is cancelled.
  /// - Complexity: that of `functions`; memory O(capacity).
  public func count(
    samples: Int, workers: Int, capacity: Int = 1 << 20,
    progress: @Sendable (Int) -> Void = { _ in }
  ) async throws -> FunctionCounts {
    var counts = FunctionCounts(bits: bits, capacity: capacity)
    let size = Self.networksPerBlock
    var next = 0
    while next < samples {
      try Task.checkCancellation()
      let starts = (0..<max(1, workers)).map { next + $0 * size }.filter { $0 < samples }
      // Blocks are counted in their order: what is forgotten depends on it.
      let blocks = await withTaskGroup(of: (Int, [BooleanFunction]).self) { group in
        for start in starts {
          group.addTask { (start, functions(start..<min(start + size, samples))) }
        }
        var blocks: [(Int, [BooleanFunction])] = []
        for await block in group { blocks.append(block) }
        return blocks.sorted { $0.0 < $1.0 }
      }
      for block in blocks { counts.add(block.1) }
      next = min(samples, next + starts.count * size)
      progress(next)
    }
    return counts
  }

  /// Parameters whose law has a width, neighbours together: the others are 0 without a draw.
  private func drawn(_ scales: [Float]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for (i, scale) in scales.enumerated() where scale != 0 {
      let isNext = ranges.last?.upperBound == i
      ranges.append((isNext ? ranges.removeLast().lowerBound : i)..<i + 1)
    }
    return ranges
  }

  /// - Parameter latent: the network's first.
  private func draw(
    from latent: Int, _ scales: [Float], _ drawn: [Range<Int>],
    _ parameters: UnsafeMutableBufferPointer<Float>
  ) {
    scales.withUnsafeBufferPointer { scales in
      for part in drawn {
        Noise.seed(seed).fill(
          UnsafeMutableBufferPointer(rebasing: parameters[part]), block: .initialWeights,
          from: latent + part.lowerBound)
        for i in part { parameters[i] *= scales[i] }
      }
    }
  }
}
