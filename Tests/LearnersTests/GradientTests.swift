import Learners
import Runs
import Testing

/// The reference's gradients against central differences in double precision.
@Suite struct GradientTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let heads: [Int]
    let hidden: [Int]
    let activation: Activation
    /// Nil for the loss itself.
    let penalty: Pressure.Kind?
    var testDescription: String {
      "\(heads) \(hidden) \(activation) \(penalty?.name ?? "loss")"
    }
  }

  static let settings: [Setting] = {
    var all: [Setting] = []
    for heads in [[2], [3], [2, 4]] {
      for penalty in [nil, Pressure.Kind.toward, .away] {
        for activation in Activation.allCases {
          all.append(
            Setting(heads: heads, hidden: [5, 3], activation: activation, penalty: penalty))
        }
        all.append(Setting(heads: heads, hidden: [], activation: .tanh, penalty: penalty))
      }
    }
    return all
  }()

  @Test(arguments: settings)
  func centralDifferences(setting: Setting) throws {
    let task = Fixtures.task(heads: setting.heads)
    let training = ReferenceTraining<Double>(
      settings: MLPSettings(hidden: setting.hidden, activation: setting.activation),
      training: TrainingSettings(), task: task)
    var network = training.network(.seed(3))
    let heads = training.heads
    let term = setting.penalty.map { kind in
      PressureTerms.all.first { $0.kind == kind }!
    }
    func mean() -> ReferenceTraining<Double>.Gradient {
      training.mean(
        of: { logits, answers in
          term?.penalty(logits, answers: answers, heads: heads)
            ?? heads.crossEntropy(logits, answers: answers)
        }, network: network, inputs: task.pressure.inputs, answers: task.pressure.answers[1],
        rows: Array(0..<task.pressure.count))
    }
    let gradient = mean().gradient
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(norm > 1e-3)
    // h^2 of truncation and 1e-16 / h of rounding are both near 1e-11 of values near 1.
    let h = 1e-5
    for place in network.parameters.indices {
      let kept = network.parameters[place]
      network.parameters[place] = kept + h
      let up = mean().value
      network.parameters[place] = kept - h
      let down = mean().value
      network.parameters[place] = kept
      let difference = (up - down) / (2 * h)
      #expect(
        abs(difference - gradient[place]) < 1e-6 * max(abs(gradient[place]), 1e-2 * norm),
        "parameter \(place)")
    }
  }

  /// Where the answer to be left is certain, the penalty's derivatives stay finite and at most 1.
  @Test(arguments: [50.0, 1000, 1e30])
  func awayIsBounded(gap: Double) throws {
    let away = try #require(PressureTerms.all.first { $0.kind == .away })
    for heads in [[2], [3], [2, 4]] {
      let outputs = OutputHeads(heads)
      var logits = [Double](repeating: 0, count: outputs.logits)
      logits[0] = heads == [2] ? -gap : gap
      if heads.count == 2 { logits[2] = gap }
      let (value, slopes) = away.penalty(
        logits, answers: heads.map { _ in 0 }, heads: outputs)
      #expect(slopes.allSatisfy { abs($0) <= 1 })
      if heads != [2] { #expect(value <= 87.4) }
    }
  }
}
