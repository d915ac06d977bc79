import Runs

/// The mean of (w . x - y)^2 / 2 over rows, y = 1 for class 1 and -1 for class 0, as a quadratic
/// form in w: gradient H w - h.
struct SquaredLoss {
  /// H, the mean of x x', [inputs, inputs].
  var curvature: [Double]
  /// h, the mean of y x, [inputs].
  var pull: [Double]

  /// - Complexity: O(rows x inputs^2).
  init(_ inputs: InputMatrix, _ answers: AnswerKey, opposite: Bool = false) {
    let width = inputs.width
    curvature = [Double](repeating: 0, count: width * width)
    pull = [Double](repeating: 0, count: width)
    let share = 1 / Double(inputs.count)
    for (index, answer) in answers.values.enumerated() {
      let row = inputs.row(index).map(Double.init)
      let y = (answer == 1) == opposite ? -share : share
      for i in 0..<width {
        pull[i] += y * row[i]
        for j in 0..<width { curvature[i * width + j] += share * row[i] * row[j] }
      }
    }
  }

  /// Adds another loss's, `factor` times.
  mutating func add(_ other: SquaredLoss, factor: Double) {
    for i in curvature.indices { curvature[i] += factor * other.curvature[i] }
    for i in pull.indices { pull[i] += factor * other.pull[i] }
  }

  /// Writes H w - h.
  func gradient(_ weights: [Double], into result: inout [Double]) {
    let width = pull.count
    for i in 0..<width {
      var sum = -pull[i]
      for j in 0..<width { sum += curvature[i * width + j] * weights[j] }
      result[i] = sum
    }
  }

  /// The mean loss; the targets' squares are 1.
  func value(_ weights: [Double]) -> Double {
    let width = pull.count
    var sum = 0.5
    for i in 0..<width {
      sum -= pull[i] * weights[i]
      for j in 0..<width { sum += weights[i] * curvature[i * width + j] * weights[j] / 2 }
    }
    return sum
  }
}

extension EncodedTask {
  /// The losses of a request: of its examples, and of its pressure without the strength.
  ///
  /// With two classes, away from a policy is toward its opposite.
  func squaredLosses(
    labels: Labels, pressure: Pressure
  ) -> (examples: SquaredLoss, penalty: SquaredLoss?) {
    let (inputs, answers) = examples(for: labels)
    let penalty = pressure.policy(of: pair).map {
      SquaredLoss(
        self.pressure.inputs, self.pressure.answers[$0], opposite: pressure.kind == .away)
    }
    return (SquaredLoss(inputs, answers), penalty)
  }
}
