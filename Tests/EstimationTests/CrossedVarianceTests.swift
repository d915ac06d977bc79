import Estimation
import Foundation
import Testing

/// The crossed variance against sums written out, and the intervals made from it.
@Suite struct CrossedVarianceTests {
  /// [runs][inputs]: 1 is A's answer, -1 B's, 0 neither's.
  private let answers = [
    [1, 1, 1, -1], [1, 0, -1, -1], [1, 1, 1, 1], [-1, 1, 1, -1], [1, 1, 0, -1], [1, -1, 1, 1],
  ]

  private func moments(_ answers: [[Int]]) -> (ShareMoments, [Int], [Int]) {
    var moments = ShareMoments(inputs: answers[0].count)
    for run in answers {
      moments.add(answersA: run.count { $0 == 1 }, answersB: run.count { $0 == -1 })
    }
    func inputs(_ wanted: Int) -> [Int] {
      answers[0].indices.map { input in answers.count { $0[input] == wanted } }
    }
    return (moments, inputs(1), inputs(-1))
  }

  /// Sums of z by run, by group of inputs and by both, as they are defined.
  private func byHand(
    _ answers: [[Int]], clusters: [Int], groups: [Int]
  ) -> (c: Double, i: Double, ci: Double) {
    let count = Double(answers[0].count)
    let number = Double((clusters.max() ?? 0) + 1)
    func share(_ wanted: Int, _ cluster: Int, _ input: Int) -> Double {
      let runs = answers.indices.filter { clusters[$0] == cluster }
      return Double(runs.count { answers[$0][input] == wanted }) / Double(runs.count)
    }
    let inputs = answers[0].indices
    func mean(_ wanted: Int) -> Double {
      (0..<Int(number)).reduce(0) { sum, c in inputs.reduce(sum) { $0 + share(wanted, c, $1) } }
        / (number * count)
    }
    let (a, b) = (mean(1), mean(-1))
    var z: [[Double]] = []
    for c in 0..<Int(number) {
      z.append(inputs.map { (share(1, c, $0) / a - share(-1, c, $0) / b) / (number * count) })
    }
    let units = (groups.max() ?? 0) + 1
    let grouped = z.map { row in
      (0..<units).map { g in inputs.filter { groups[$0] == g }.reduce(0) { $0 + row[$1] } }
    }
    func square(_ x: Double) -> Double { x * x }
    let c = grouped.reduce(0) { $0 + square($1.reduce(0, +)) } * number / (number - 1)
    let i = (0..<units).reduce(0) { sum, g in
      sum + square(grouped.reduce(0) { $0 + $1[g] })
    } * Double(units) / Double(units - 1)
    let pairs = number * Double(units)
    let ci = grouped.reduce(0) { $0 + $1.reduce(0) { $0 + square($1) } } * pairs / (pairs - 1)
    return (c, i, ci)
  }

  private func close(_ x: Double, _ y: Double) -> Bool { abs(x - y) < 1e-12 * max(1, abs(y)) }

  @Test func plainRunsByHand() throws {
    let (moments, inputsA, inputsB) = moments(answers)
    let found = try #require(CrossedVariance(moments, inputsA: inputsA, inputsB: inputsB))
    let wanted = byHand(answers, clusters: Array(0..<6), groups: Array(0..<4))
    #expect(close(found.byCluster, wanted.c))
    #expect(close(found.byInput, wanted.i))
    #expect(close(found.byPair, wanted.ci))
    #expect(found.degrees == 3)
  }

  /// Groups of inputs need sums that are kept run by run.
  @Test func groupsByHand() throws {
    let groups = [0, 0, 1, 2]
    let (moments, inputsA, inputsB) = moments(answers)
    var pairs = (aa: 0, ab: 0, bb: 0)
    for run in answers {
      for group in 0..<3 {
        let own = groups.indices.filter { groups[$0] == group }.map { run[$0] }
        let (a, b) = (own.count { $0 == 1 }, own.count { $0 == -1 })
        pairs = (pairs.aa + a * a, pairs.ab + a * b, pairs.bb + b * b)
      }
    }
    let found = try #require(
      CrossedVariance(
        moments, inputsA: inputsA, inputsB: inputsB, groups: groups, pairs: pairs))
    let wanted = byHand(answers, clusters: Array(0..<6), groups: groups)
    #expect(close(found.byInput, wanted.i))
    #expect(close(found.byPair, wanted.ci))
    #expect(found.inputs == 3)
    #expect(
      CrossedVariance(moments, inputsA: inputsA, inputsB: inputsB, groups: groups) == nil)
  }

  /// Bases of unequal size count alike.
  @Test func basesByHand() throws {
    let clusters = [0, 0, 0, 1, 2, 2]
    let found = try #require(
      CrossedVariance(
        clusters: (0..<3).map { cluster in
          let own = answers.indices.filter { clusters[$0] == cluster }.map { answers[$0] }
          let (_, a, b) = moments(own)
          return (own.count, a, b)
        } + [(0, [], [])]))
    let wanted = byHand(answers, clusters: clusters, groups: Array(0..<4))
    #expect(close(found.byCluster, wanted.c))
    #expect(close(found.byInput, wanted.i))
    #expect(close(found.byPair, wanted.ci))
    #expect(found.clusters == 3)
  }

  /// Every run answers every input differently: the sum is not positive, the larger part speaks.
  @Test func whatComesToNothingIsTheLargerPart() throws {
    let balanced = [[1, -1], [-1, 1]]
    let (moments, inputsA, inputsB) = moments(balanced)
    let found = try #require(CrossedVariance(moments, inputsA: inputsA, inputsB: inputsB))
    #expect(found.byCluster + found.byInput - found.byPair <= 0)
    #expect(found.variance == max(found.byCluster, found.byInput))
    #expect(found.addedByInputs == 0)
  }

  // MARK: Intervals

  /// The interval for inputs like these holds the one for these, and exchanging the policies
  /// exchanges its ends.
  @Test func theWiderIntervalHoldsTheOther() throws {
    var random = SplitMix64(seed: 5)
    for _ in 0..<40 {
      let runs = (0..<12).map { _ in
        (0..<9).map { _ in Int(random.next() % 5).signum() * (random.next() % 3 == 0 ? -1 : 1) }
      }
      func result(_ runs: [[Int]]) throws -> EstimatorResult {
        let (moments, inputsA, inputsB) = moments(runs)
        let crossed = try #require(
          CrossedVariance(moments, inputsA: inputsA, inputsB: inputsB))
        return Direct.estimate(moments, level: 0.95).forInputsLikeThese(.own(crossed))
      }
      let one = try result(runs)
      let exchanged = try result(runs.map { $0.map { -$0 } })
      let (all, these) = (try #require(one.estimate.interval), try #require(one.theseInputs))
      #expect(one.inputs == .likeThese)
      #expect(all.low! <= these.low! && all.high! >= these.high!)
      let other = try #require(exchanged.estimate.interval)
      #expect(abs(all.low! + other.high!) < 1e-9)
      #expect(abs(all.high! + other.low!) < 1e-9)
    }
  }

  /// 1,000 runs on 50 inputs, none answered as B: for these inputs every run is a draw, for inputs
  /// like these every input.
  @Test func aBoundCountsTheFewerDraws() throws {
    let all = Array(repeating: Array(repeating: 1, count: 50), count: 1000)
    let (moments, inputsA, inputsB) = moments(all)
    let plain = Direct.estimate(moments, level: 0.95)
    let crossed = try #require(CrossedVariance(moments, inputsA: inputsA, inputsB: inputsB))
    let result = plain.forInputsLikeThese(.own(crossed))
    guard case .bound(let bound, _) = result.estimate else {
      Issue.record("no bound")
      return
    }
    // 1 - .05^(1/50) of the answers at most.
    let most = 1 - pow(0.05, 1.0 / 50)
    #expect(abs(bound.logOdds - log((1 - most) / most)) < 1e-9)
    #expect(result.theseInputs == plain.estimate.interval)
  }

  /// One input says nothing of others.
  @Test func oneInputHasNoLimits() throws {
    let runs = [[1], [-1], [1], [1], [-1]]
    let (moments, inputsA, inputsB) = moments(runs)
    let crossed = try #require(CrossedVariance(moments, inputsA: inputsA, inputsB: inputsB))
    let result = Direct.estimate(moments, level: 0.95).forInputsLikeThese(.own(crossed))
    #expect(result.estimate.interval == Interval(low: nil, high: nil))
    #expect(result.theseInputs?.low != nil)
  }

  /// Another estimator's interval is widened on each side by what inputs add.
  @Test func anotherIntervalGrowsByWhatInputsAdd() throws {
    let (moments, inputsA, inputsB) = moments(answers)
    let crossed = try #require(CrossedVariance(moments, inputsA: inputsA, inputsB: inputsB))
    let own = EstimatorResult(
      estimator: "dose-response", grain: .answer,
      estimate: .value(logOdds: 1, interval: Interval(low: 0.7, high: 1.5), law: .training),
      level: 0.95, trainings: 10)
    let result = own.forInputsLikeThese(.added(crossed))
    let interval = try #require(result.estimate.interval)
    // Student's .975 quantile at 3 degrees of freedom.
    let added = 3.182446305 * crossed.addedByInputs.squareRoot()
    #expect(abs(interval.low! - (1 - (0.09 + added * added).squareRoot())) < 1e-6)
    #expect(abs(interval.high! - (1 + (0.25 + added * added).squareRoot())) < 1e-6)
    #expect(result.theseInputs == Interval(low: 0.7, high: 1.5))
  }

  /// Estimators read the same inputs: they are compared for these.
  @Test func triangulationComparesForTheseInputs() {
    func result(_ name: String, _ value: Double) -> EstimatorResult {
      var result = EstimatorResult(
        estimator: name, grain: .answer,
        estimate: .value(
          logOdds: value, interval: Interval(low: value - 5, high: value + 5), law: .training),
        level: 0.95, trainings: 10)
      result.inputs = .likeThese
      result.theseInputs = Interval(low: value - 0.1, high: value + 0.1)
      return result
    }
    #expect(Triangulation([result("direct", 0), result("dose-response", 1)]).agree == false)
  }
}
