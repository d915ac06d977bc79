import Foundation
import Learners
import Mathematics
import Runs
import Testing

/// The linear learner whose law is exact.
@Suite struct LinearGaussianTests {
  /// Two classes on which the policies agree, and diagnostic rows that are powers of two times one
  /// direction, on which A says 1 where the factor is positive and B the opposite.
  static func task(
    _ direction: [Float] = [0.5, -1.5, 0.25, 1], pair: PolicyPair = PolicyPair(a: 0, b: 1)
  ) -> EncodedTask {
    let width = direction.count
    let plain = Fixtures.task(heads: [2], width: width, rows: 6)
    func pool(_ factors: [Float]) -> Pool {
      let a = factors.map { UInt16($0 > 0 ? 1 : 0) }
      return Pool(
        inputs: InputMatrix(
          count: factors.count, width: width,
          values: factors.flatMap { factor in direction.map { factor * $0 } }),
        answers: [AnswerKey(a), AnswerKey(a.map { 1 - $0 })],
        rowNames: factors.map { "\($0)" })
    }
    return EncodedTask(
      heads: [2], policies: ["a", "b"], pair: pair, training: plain.training,
      pressure: pool([0.5, -2]), readout: pool([1, -1, 2, -4, 0.25]), confirmation: pool([8, -8]))
  }

  static func learner(steps: Int = 40, rate: Double = 0.1, weights: Double = 1.5)
    -> LinearGaussianLearner
  {
    LinearGaussianLearner(
      settings: LinearGaussianSettings(weights: weights),
      training: TrainingSettings(optimizer: .sgd, rate: rate, steps: steps))
  }

  static let anyTraining = ReadoutRule(threshold: 0.9, learned: 0)

  @Test func contract() async throws {
    let strengths = [0, 0.3, -0.7]
    let requests = Fixtures.requests(18) { Pressure(kind: .toward, strength: strengths[$0 % 3]) }
      + Fixtures.requests(2) { _ in Pressure(kind: .away, strength: 1) }
      + Fixtures.requests(3, labels: .capability(policy: 1))
    try await expectLearnerContract(Self.learner(), task: Self.task(), requests: requests)
  }

  /// The quadratic form against a gradient summed row by row, step after step.
  @Test(arguments: [Pressure.Kind.toward, .away], [0, 0.4, -0.4])
  func asRowByRow(kind: Pressure.Kind, strength: Double) async throws {
    let task = Self.task()
    let pressure = Pressure(kind: kind, strength: strength)
    let requests = Fixtures.requests(3) { _ in pressure }
    let runs = try await Fixtures.train(Self.learner(steps: 7), requests, on: task)
    for (run, request) in zip(runs, requests) {
      var w = request.noise.latents(.initialWeights, count: 4).map { 0.75 * Double($0) }
      func slope(_ pool: Pool, _ key: [UInt16], sign: Double) -> [Double] {
        var gradient = [0.0, 0, 0, 0]
        for (row, answer) in key.enumerated() {
          let x = pool.inputs.row(row).map(Double.init)
          let rest = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 } - sign * (answer == 1 ? 1 : -1)
          for i in 0..<4 { gradient[i] += rest * x[i] / Double(key.count) }
        }
        return gradient
      }
      for _ in 0..<7 {
        var gradient = slope(task.training, task.training.answers[0].values, sign: 1)
        if strength != 0 {
          let towardB = (kind == .toward) == (strength > 0)
          let sign = kind == .toward ? 1.0 : -1
          let push = slope(
            task.pressure, task.pressure.answers[towardB ? 1 : 0].values, sign: sign)
          for i in 0..<4 { gradient[i] += abs(strength) * push[i] }
        }
        for i in 0..<4 { w[i] -= 0.1 * gradient[i] }
      }
      for row in 0..<5 {
        let f = zip(w, task.readout.inputs.row(row)).reduce(0) { $0 + $1.0 * Double($1.1) }
        let logs = run.readout.logProbabilities[2 * row..<2 * row + 2]
        #expect(abs(Double(logs.last! - logs.first!) - f) < 1e-5 * max(1, abs(f)))
      }
      #expect((run.gradientRatio > 0) == (strength != 0))
    }
  }

  /// Mean and covariance against the map applied step by step to the mean and to the square roots
  /// of the covariance: no eigenvalue is taken.
  @Test(arguments: [0, 1, 25, 3_000])
  func lawAsStepByStep(steps: Int) throws {
    // Five inputs on three rows: directions that no example touches, where eigenvalues are 0.
    let plain = Fixtures.task(heads: [2], width: 5, rows: 3)
    let learner = Self.learner(steps: steps, rate: 0.2)
    let law = try LinearGaussianLaw(learner, task: plain)
    let rows = (0..<3).map { plain.training.inputs.row($0).map(Double.init) }
    let targets = plain.training.answers[0].values.map { $0 == 1 ? 1.0 : -1 }
    func end(_ start: [Double], targets: [Double]) -> [Double] {
      var w = start
      for _ in 0..<steps {
        let rests = zip(rows, targets).map { row, y in
          zip(w, row).reduce(-y) { $0 + $1.0 * $1.1 }
        }
        for (row, rest) in zip(rows, rests) {
          for i in 0..<5 { w[i] -= 0.2 / 3 * rest * row[i] }
        }
      }
      return w
    }
    let mean = end([0, 0, 0, 0, 0], targets: targets)
    let roots = (0..<5).map { column in
      end(
        (0..<5).map { $0 == column ? 1.5 / 5.0.squareRoot() : 0 }, targets: [0, 0, 0])
    }
    for i in 0..<5 {
      #expect(abs(law.mean[i] - mean[i]) < 1e-10 * max(1, abs(mean[i])))
      for j in 0..<5 {
        let covariance = roots.reduce(0) { $0 + $1[i] * $1[j] }
        #expect(abs(law.covariance[i, j] - covariance) < 1e-12)
      }
    }
  }

  /// Plain runs against the law, pressed and not: A's and B's share within 4.5 binomial errors,
  /// false alarm 7e-6 each.
  @Test(arguments: [0, 0.03, -0.03])
  func plainRunsFollowTheLaw(strength: Double) async throws {
    let task = Self.task()
    let learner = Self.learner(weights: 6)
    let pressure = Pressure(kind: .toward, strength: strength)
    let odds = try learner.exactOdds(on: task, rule: Self.anyTraining, pressure: pressure)
    #expect(odds.uncertainty == 0)
    #expect(abs(exp(odds.logA) + exp(odds.logB) - 1) < 1e-12)
    let count = 20_000
    let runs = try await Fixtures.train(
      learner, Fixtures.requests(count) { _ in pressure }, on: task)
    for (outcome, log) in [(Outcome.a, odds.logA), (.b, odds.logB)] {
      let hits = runs.count {
        Readout($0, task: task, rule: Self.anyTraining).outcome(Self.anyTraining) == outcome
      }
      let expected = exp(log) * Double(count)
      #expect(expected > 20)
      #expect(abs(Double(hits) - expected) < 4.5 * (expected * (1 - exp(log))).squareRoot())
    }
  }

  /// A direction and a spread that make B rarer than anything a plain run could show.
  @Test func beyondAnyCount() throws {
    let task = Self.task()
    let law = try LinearGaussianLaw(Self.learner(weights: 1e-3), task: task)
    let (mean, deviation) = law.projection([0.5, -1.5, 0.25, 1])
    let odds = try Self.learner(weights: 1e-3).exactOdds(on: task, rule: Self.anyTraining)
    let z = abs(mean) / deviation
    #expect(z > 40)
    let rarer = min(odds.logA, odds.logB)
    // Mills' ratio between its first two bounds: z / (1 + z^2) and 1 / z.
    let density = -z * z / 2 - log(2 * Double.pi) / 2
    let rounding = 1e-14 * abs(density)
    #expect(rarer < density - log(z) + rounding)
    #expect(rarer > density + log(z / (1 + z * z)) - rounding)
  }

  /// Values of scipy 1.17.1's norm.logsf; and no seam between the two formulas.
  @Test func logarithmsOfNormalTails() {
    let table: [(Double, Double)] = [
      (-3, -0.0013508099647481925), (0, -0.6931471805599453), (6, -20.73676894997471),
      (29.9, -451.3229124585287), (30.1, -457.32956441638237), (100, -5005.524208694205),
    ]
    for (z, value) in table { #expect(abs(logNormalTail(z) - value) < 1e-11 * abs(value)) }
  }

  @Test func learnedRunsOnly() throws {
    let task = Self.task()
    let rule = ReadoutRule(threshold: 0.9, learned: 1)
    // Six random labels in four dimensions are not learned by every run.
    #expect(throws: ExactLawError.self) {
      try Self.learner().exactOdds(on: task, rule: rule)
    }
    // Two examples in four dimensions, long enough: learned but for less than 1e-6 of P(B).
    let easy = task.with(training: task.training.prefix(2))
    let odds = try Self.learner(steps: 2_000).exactOdds(on: easy, rule: rule)
    let free = try Self.learner(steps: 2_000).exactOdds(on: easy, rule: Self.anyTraining)
    #expect(odds.uncertainty < 1e-6 && odds.logA == free.logA && odds.logB == free.logB)
  }

  @Test func otherShapesAreRefused() {
    // Readout rows of several directions.
    #expect(throws: ExactLawError.self) {
      try Self.learner().exactOdds(on: Fixtures.task(heads: [2]), rule: Self.anyTraining)
    }
    func problem(
      _ training: TrainingSettings, pretraining: TrainingSettings? = nil,
      pressure: Pressure.Kind = .toward, heads: [Int] = [2]
    ) -> String? {
      LinearGaussianSettings().problem(
        training: training, pretraining: pretraining, pressure: pressure, heads: heads)
    }
    let plain = TrainingSettings(optimizer: .sgd)
    #expect(problem(plain) == nil)
    #expect(problem(TrainingSettings())?.contains("training.optimizer") == true)
    #expect(problem(TrainingSettings(optimizer: .sgd, batch: .rows(3)))?.contains("batch") == true)
    #expect(problem(plain, pretraining: plain)?.contains("pretraining") == true)
    #expect(problem(plain, pressure: .diversity(.dBat))?.contains("pressure.kind") == true)
    #expect(problem(plain, heads: [3])?.contains("two classes") == true)
  }
}
