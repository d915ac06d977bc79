import Estimation
import Foundation
import Kernels
import Learners
import Mathematics
import Runs
import Testing

/// The sampler on posteriors that are known exactly.
@Suite struct TemperedLadderTests {
  /// A likelihood written for one chain, in double precision; it is evaluated lane by lane.
  final class Written: LaneLikelihood {
    let kernels: LaneKernels
    let dimension: Int
    private let function: ([Double]) -> (value: Double, gradient: [Double])

    init(
      _ set: InstructionSet, dimension: Int,
      _ function: @escaping ([Double]) -> (value: Double, gradient: [Double])
    ) throws {
      kernels = try #require(LaneKernels(set))
      self.dimension = dimension
      self.function = function
    }

    func evaluate(
      _ latents: LaneBuffer<Float>, gradient: LaneBuffer<Float>,
      values: UnsafeMutablePointer<Double>?
    ) {
      for lane in 0..<kernels.lanes {
        let (value, slopes) = function((0..<dimension).map { Double(latents[$0][lane]) })
        values?[lane] = value
        for (i, slope) in slopes.enumerated() { gradient[i][lane] = Float(slope) }
      }
    }
  }

  /// Posterior states of independent ladders, [ladders][rounds].
  private func sample(
    _ likelihood: any LaneLikelihood, _ settings: PosteriorSettings, seed: UInt64
  ) -> (states: [[(latents: [Float], lineage: Int)]], reports: [LadderReport]) {
    var states: [[(latents: [Float], lineage: Int)]] = []
    var reports: [LadderReport] = []
    for index in 0..<settings.ladders {
      var ladder = TemperedLadder(likelihood, settings: settings, seed: seed &+ UInt64(index))
      for _ in 0..<settings.warmUp { ladder.advance() }
      states.append(
        (0..<settings.rounds).map { _ in
          ladder.advance()
          return (ladder.target.latents, ladder.target.lineage)
        })
      reports.append(ladder.report)
    }
    return (states, reports)
  }

  private func estimate(
    _ states: [[(latents: [Float], lineage: Int)]], isB: ([Double]) -> Bool
  ) -> EstimatorResult {
    let samples = states.enumerated().flatMap { ladder, chain in
      chain.enumerated().map { step, state in
        let b = isB(state.latents.map(Double.init))
        return PosteriorSample(
          ladder: ladder, step: step, lineage: state.lineage, outcome: b ? .b : .a,
          shareA: b ? 0 : 1, shareB: b ? 1 : 0)
      }
    }
    return Gibbs.estimate(samples, grain: .run, level: 0.99)
  }

  /// Two observations y = x . u + N(0, s^2) of three latents: the posterior is Gaussian with
  /// precision I + X'X / s^2. Means and variances within 4.5 errors by effective samples: false
  /// alarm 7e-6 each of nine; the half-space's log odds inside the interval of level .99.
  @Test func linearGaussian() throws {
    let rows = [[1.0, 2, 0.5], [-1, 0.5, 1]]
    let (answers, variance) = ([1.5, -0.5], 0.04)
    let likelihood = try Written(.widest, dimension: 3) { u in
      var value = 0.0
      var gradient = [0.0, 0, 0]
      for (row, y) in zip(rows, answers) {
        let rest = y - zip(row, u).reduce(0) { $0 + $1.0 * $1.1 }
        value -= rest * rest / (2 * variance)
        for i in 0..<3 { gradient[i] += rest * row[i] / variance }
      }
      return (value, gradient)
    }
    var precision = Matrix.identity(3)
    var right = Matrix(rows: 3, columns: 1)
    for (row, y) in zip(rows, answers) {
      for i in 0..<3 {
        right[i, 0] += row[i] * y / variance
        for j in 0..<3 { precision[i, j] += row[i] * row[j] / variance }
      }
    }
    let mean = try precision.solvePositiveDefinite(right)
    let covariance = try precision.solvePositiveDefinite(.identity(3))
    let (states, reports) = sample(
      likelihood, PosteriorSettings(rungs: 6, warmUp: 400, rounds: 1_500, leapfrog: 8), seed: 11)
    for report in reports {
      // Low rungs stand at the longest step, where nearly all is accepted.
      #expect(report.acceptance.dropFirst().allSatisfy { $0 > 0.6 }, "\(report)")
      #expect(report.acceptance[5] < 0.95, "\(report)")
      #expect(report.swaps.allSatisfy { $0 > 0.2 })
    }
    for i in 0..<3 {
      for j in i..<3 {
        let products = states.map { chain in
          chain.map {
            (Double($0.latents[i]) - mean[i, 0]) * (Double($0.latents[j]) - mean[j, 0])
          }
        }
        expectMean(products, covariance[i, j])
      }
      expectMean(states.map { $0.map { Double($0.latents[i]) } }, mean[i, 0])
    }
    // B: the first coordinate lies 1.5 of its standard deviations above its mean.
    let limit = mean[0, 0] + 1.5 * covariance[0, 0].squareRoot()
    let tails = normalTails(1.5)
    let result = estimate(states) { $0[0] > limit }
    let interval = try #require(result.estimate.interval, "\(result.estimate)")
    #expect(interval.contains(log(tails.lower / tails.upper)))
  }

  private func expectMean(_ chains: [[Double]], _ truth: Double) {
    let all = chains.flatMap { $0 }
    let mean = all.reduce(0, +) / Double(all.count)
    let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)
    let effective = EffectiveSampleSize.mean(chains) ?? 1
    #expect(abs(mean - truth) < 4.5 * (variance / effective).squareRoot(), "\(mean) for \(truth)")
  }

  /// Two narrow modes eight standard deviations of the prior apart, 20 : 1: no chain crosses
  /// between them at the target, and only exchange gives their odds.
  static func mixture(_ set: InstructionSet) throws -> Written {
    let (weights, width) = ([20.0 / 21, 1.0 / 21], 0.2)
    let centers = [[2.0, 0], [-2, 1]]
    return try Written(set, dimension: 2) { u in
      let logs = zip(weights, centers).map { weight, center in
        log(weight) - 2 * log(width)
          - zip(u, center).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / (2 * width * width)
      }
      let total = logSumExp(logs)
      let gradient = (0..<2).map { i in
        u[i] + zip(logs, centers).reduce(0) {
          $0 + exp($1.0 - total) * ($1.1[i] - u[i]) / (width * width)
        }
      }
      // Over the prior, so that the posterior at power 1 is the mixture itself.
      return (total + u.reduce(0) { $0 + $1 * $1 / 2 }, gradient)
    }
  }

  @Test func twoModes() throws {
    let (states, reports) = sample(
      try Self.mixture(.widest),
      PosteriorSettings(rungs: 8, warmUp: 800, rounds: 6_000, leapfrog: 8), seed: 21)
    let result = estimate(states) { $0[0] < 0 }
    let interval = try #require(result.estimate.interval, "\(result.estimate) \(reports[0])")
    #expect(interval.contains(log(20)))
    #expect((interval.high ?? 0) - (interval.low ?? 0) < 1.2, "\(interval)")
  }

  /// Without rungs between them the ladders do not agree, or find too few entries: refused.
  @Test func twoModesWithoutExchangeAreRefused() throws {
    let (states, _) = sample(
      try Self.mixture(.widest),
      PosteriorSettings(rungs: 2, warmUp: 100, rounds: 600, leapfrog: 8), seed: 22)
    #expect(estimate(states) { $0[0] < 0 }.estimate.logOdds == nil)
  }

  /// The same bits whatever the width of vectors; other draws with another seed.
  @Test func sameBitsOnEveryInstructionSet() throws {
    let settings = PosteriorSettings(rungs: 11, warmUp: 40, rounds: 40, leapfrog: 3)
    func bits(_ set: InstructionSet, seed: UInt64) throws -> [[UInt32]] {
      let (states, _) = sample(try Self.mixture(set), settings, seed: seed)
      return states.map { $0.flatMap { $0.latents.map(\.bitPattern) + [UInt32($0.lineage)] } }
    }
    let expected = try bits(.baseline, seed: 1)
    for set in InstructionSet.available { #expect(try bits(set, seed: 1) == expected) }
    #expect(try bits(.widest, seed: 9) != expected)
  }
}
