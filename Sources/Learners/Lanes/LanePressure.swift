import Kernels
import Runs

/// A penalty at each lane's own strength, with a count of how strong it was beside the loss.
final class LanePressure {
  let penalty: any LanePenalty
  /// The mean penalty's gradient without the strength, laid out as the parameters.
  let gradient: LaneBuffer<Float>
  private let network: any NetworkGroup
  /// [1, lanes], at least 0.
  private let strengths: LaneBuffer<Float>
  /// Of the loss's and the penalty's gradient, [2, lanes].
  private let squares: LaneBuffer<Float>
  private var lossNorms: [Double]
  private var penaltyNorms: [Double]

  /// - Parameter requests: one per lane, all of one plan.
  init(
    _ penalty: any LanePenalty, requests: [RunRequest], network: any NetworkGroup,
    kernels: LaneKernels
  ) {
    self.penalty = penalty
    self.network = network
    gradient = network.makeGradient()
    strengths = LaneBuffer(vectors: 1, lanes: kernels.lanes)
    squares = LaneBuffer(vectors: 2, lanes: kernels.lanes)
    lossNorms = [Double](repeating: 0, count: kernels.lanes)
    penaltyNorms = lossNorms
    for (lane, request) in requests.enumerated() {
      strengths.start[lane] = Float(request.pressure.strength.magnitude)
    }
  }

  /// Adds strength x this gradient to the loss's, of the same layout, and counts both norms.
  func add(to loss: LaneBuffer<Float>) {
    squares.fill(0)
    network.addSquares(of: loss, gradient, to: squares.start)
    let lanes = squares.lanes
    for lane in 0..<lanes {
      lossNorms[lane] += Double(squares.start[lane].squareRoot())
      penaltyNorms[lane] +=
        Double(strengths.start[lane]) * Double(squares.start[lanes + lane].squareRoot())
    }
    network.add(gradient, strengths: strengths.start, to: loss)
  }

  /// Per lane, as `TrainedRun.gradientRatio`.
  var gradientRatios: [Double] {
    zip(penaltyNorms, lossNorms).map { gradientRatio(penalty: $0, loss: $1) }
  }
}
