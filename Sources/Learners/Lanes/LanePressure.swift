import Kernels
import Runs

/// A penalty at each lane's own strength, with a count of how strong it was beside the loss.
final class LanePressure {
  let penalty: any LanePenalty
  /// The mean penalty's gradient without the strength, [parameters, lanes].
  let gradient: LaneBuffer<Float>
  private let kernels: LaneKernels
  /// [1, lanes], at least 0.
  private let strengths: LaneBuffer<Float>
  private let norms: LaneBuffer<Float>
  private var lossNorms: [Double]
  private var penaltyNorms: [Double]

  /// - Parameter requests: one per lane, all of one plan.
  init(
    _ penalty: any LanePenalty, requests: [RunRequest], parameterCount: Int, kernels: LaneKernels
  ) {
    self.penalty = penalty
    self.kernels = kernels
    gradient = LaneBuffer(vectors: parameterCount, lanes: kernels.lanes)
    strengths = LaneBuffer(vectors: 1, lanes: kernels.lanes)
    norms = LaneBuffer(vectors: 1, lanes: kernels.lanes)
    lossNorms = [Double](repeating: 0, count: kernels.lanes)
    penaltyNorms = lossNorms
    for (lane, request) in requests.enumerated() {
      strengths.start[lane] = Float(request.pressure.strength.magnitude)
    }
  }

  /// Adds strength x this gradient to the loss's, [parameters, lanes], and counts both norms.
  func add(to loss: LaneBuffer<Float>) {
    kernels.table.pointee.norm(norms.start, loss.start, loss.vectors)
    for lane in 0..<kernels.lanes { lossNorms[lane] += Double(norms.start[lane]) }
    kernels.table.pointee.norm(norms.start, gradient.start, gradient.vectors)
    for lane in 0..<kernels.lanes {
      penaltyNorms[lane] += Double(strengths.start[lane]) * Double(norms.start[lane])
    }
    kernels.table.pointee.add_penalty(
      loss.start, gradient.start, strengths.start, loss.vectors)
  }

  /// Per lane, as `TrainedRun.gradientRatio`.
  var gradientRatios: [Double] {
    zip(penaltyNorms, lossNorms).map { gradientRatio(penalty: $0, loss: $1) }
  }
}
