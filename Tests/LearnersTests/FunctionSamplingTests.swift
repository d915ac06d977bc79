import Estimation
import Foundation
import Kernels
import Learners
import Mathematics
import Runs
import Testing

/// Functions of networks that nothing has trained.
@Suite struct FunctionSamplingTests {
  /// Signs of logits against the plain network; one nearer to 0 than rounding can tell is let off.
  @Test(arguments: Activation.allCases, [(0.0, 6), (0.4, 6), (0.4, 2), (0.4, 7)])
  func asReference(activation: Activation, law: (biases: Double, bits: Int)) {
    let sampler = FunctionSampler(
      settings: MLPSettings(hidden: [9, 5], activation: activation, biases: law.biases),
      bits: law.bits, seed: 3)
    let reference = ReferenceFunctions(sampler)
    let functions = sampler.functions(5..<42)
    #expect(functions.count == 37)
    for (network, function) in zip(5..<42, functions) {
      for (x, logit) in reference.logits(network).enumerated() where abs(logit) > 1e-5 {
        #expect(function[x] == (logit > 0), "network \(network), input \(x)")
      }
    }
    #expect(Set(functions).count > 3)
  }

  @Test func groupingChangesNothing() async throws {
    let settings = MLPSettings(hidden: [7, 3], activation: .relu, biases: 0)
    func sampler(_ set: InstructionSet) -> FunctionSampler {
      FunctionSampler(settings: settings, seed: 9, instructionSet: set)
    }
    let whole = sampler(.widest).functions(0..<50)
    for set in InstructionSet.available {
      let parts = [0..<1, 1..<16, 16..<33, 33..<50].flatMap { sampler(set).functions($0) }
      #expect(parts == whole, "\(set)")
    }
    let one = try await sampler(.widest).count(samples: 20_000, workers: 1, capacity: 40)
    let two = try await sampler(.widest).count(samples: 20_000, workers: 3, capacity: 40)
    #expect(one == two && one.undercount > 0 && one.samples == 20_000)
  }

  /// A perceptron without bias on {0, 1}^n has T ones with probability 2^-n each, T < 2^n
  /// (arXiv 1909.11522): chi-square over 128 cells, false alarm 1e-4.
  @Test func perceptronsHaveUniformOnes() async throws {
    let sampler = FunctionSampler(settings: MLPSettings(hidden: [], biases: 0), seed: 4)
    let counts = try await sampler.count(samples: 64_000, workers: 2)
    #expect(counts.ones[128] == 0)
    let expected = 500.0
    let q = counts.ones.prefix(128).reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    let limit = chiSquareQuantile(Tails(lower: 1 - 1e-4, upper: 1e-4), degrees: 127)
    #expect(q < limit)
  }

  /// (7, 40, 40, 1), ReLU, no biases: P(all zeros) = .0622 and the same for all ones but at x = 0,
  /// both within .0001 by References/functions.py, then an orbit of 14 functions near 1.08e-3.
  /// Within these and 4.5 binomial errors, false alarm 7e-6 each; 10^7 networks, and their table,
  /// with
  ///
  ///     TILTMETER_FUNCTION_SAMPLES=10000000 scripts/test --filter mostFrequentFunctions
  @Test func mostFrequentFunctions() async throws {
    let wanted = ProcessInfo.processInfo.environment["TILTMETER_FUNCTION_SAMPLES"].flatMap(Int.init)
    let samples = wanted ?? 12_000
    let n = Double(samples)
    let sampler = FunctionSampler(
      settings: MLPSettings(hidden: [40, 40], activation: .relu, weights: 1, biases: 0), seed: 1)
    let counts = try await sampler.count(samples: samples, workers: 2)
    let zeros = BooleanFunction(bits: 7)
    let ones = BooleanFunction(bits: 7) { $0 > 0 }
    for function in [zeros, ones] {
      let error = (0.0622 * 0.9378 / n).squareRoot()
      #expect(abs(Double(counts.count(function)) / n - 0.0622) < 0.0001 + 4.5 * error)
    }
    let top = counts.ranked(atMost: 24)
    #expect(Set(top.prefix(2).map(\.function)) == [zeros, ones])
    if samples >= 1_000_000 {
      let error = (1.08e-3 / n).squareRoot()
      for entry in top[2..<16] {
        #expect(abs(Double(entry.count) / n - 1.08e-3) < 1e-5 + 4.5 * error)
      }
      #expect(Double(top[16].count) / n < 1e-3)
    }
    if wanted != nil { printTable(counts) }
  }

  private func printTable(_ counts: FunctionCounts) {
    let n = Double(counts.samples)
    print("networks \(counts.samples), kept \(counts.kept), undercount \(counts.undercount)")
    print("rank P function ones entropy K")
    for (rank, entry) in counts.ranked(atMost: 24).enumerated() {
      print(
        rank + 1, Double(entry.count) / n, entry.function, entry.function.ones,
        entry.function.entropy, LempelZivComplexity.bits(entry.function.values))
    }
    print("the plot of ranks: rank P")
    let known = counts.ranked(least: 10 + counts.undercount)
    var rank = 1
    while rank <= known.count {
      print(rank, Double(known[rank - 1].count) / n)
      rank *= 4
    }
    let points = known.map { entry in
      SimplicityBound.Point(
        logProbability: log2(Double(entry.count) / n),
        complexity: LempelZivComplexity.bits(entry.function.values),
        entropy: entry.function.entropy)
    }
    if let bound = SimplicityBound(points) {
      print("\(points.count) functions with at least 10 networks; \(bound)")
    }
  }

  /// Runs trained on half of the inputs, read as functions of all.
  @Test func trainedRuns() async throws {
    func pool(_ inputs: [Int]) -> Pool {
      let a = inputs.map { UInt16($0 >> 2) }
      return Pool(
        inputs: InputMatrix(
          count: inputs.count, width: 3,
          values: inputs.flatMap { x in [2, 1, 0].map { Float(x >> $0 & 1) } }),
        answers: [AnswerKey(a), AnswerKey(a)], rowNames: inputs.map { "\($0)" })
    }
    let task = EncodedTask(
      heads: [2], policies: ["a", "b"], pair: PolicyPair(a: 0, b: 1),
      training: pool([0, 3, 5, 6]), pressure: pool([1]), readout: pool([7, 2]),
      confirmation: pool([4]))
    let learner = MLPLearner(
      settings: MLPSettings(hidden: [6]), training: TrainingSettings(rate: 0.05, steps: 200))
    let runs = try await Fixtures.train(
      learner, Fixtures.requests(20), on: task, supplies: Supplies(keepsPressureAnswers: true))
    for run in runs {
      let function = try #require(BooleanFunction(run, task: task))
      for x in [0, 3, 5, 6] { #expect(function[x] == (x >= 4)) }
      #expect(function[7] == (run.readout.chosen.values[0] == 1))
      #expect(function[1] == (run.pressure?.chosen.values[0] == 1))
    }
    let blind = try await Fixtures.train(learner, Fixtures.requests(1), on: task)
    #expect(BooleanFunction(blind[0], task: task) == nil)
  }
}
