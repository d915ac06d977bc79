import Estimation
import ExactSystems
import Foundation
import Mathematics
import Testing

struct ResampledOddsTests {
  /// Weights of 0 to 3 are the same as leaving samples out or repeating them: the quick steps of
  /// many sets at once give what the full solver gives for each, within their tolerance.
  @Test func equalsTheFullSolverOnRepeatedSamples() throws {
    let strengths = [0, 0.5, 1]
    let each = 120
    var random = SplitMix64(seed: 9)
    var scores: [Double] = []
    var labels: [SampleClass] = []
    for l in strengths {
      for _ in 0..<each {
        // A at -1 and B at 1, each spread over a width of .8; odds of 2 at zero.
        let isB = random.uniform() > 1 / (1 + exp(2 * l - 2))
        scores.append((isB ? 1 : -1) + 0.8 * (random.uniform() - 0.5))
        labels.append(isB ? .b : .a)
      }
    }
    let whole = try MBAR(
      strengths: strengths, scores: scores, counts: [each, each, each], labels: labels)
    let together = ResampledOdds(
      strengths: strengths, scores: scores, counts: [120, 120, 120],
      freeEnergies: whole.freeEnergies, labels: labels)
    let sets = 8
    var weights = Matrix(rows: scores.count, columns: sets)
    for n in scores.indices {
      for set in 0..<sets { weights[n, set] = Double(random.next() % 4) }
    }
    let counts = (0..<sets).map { set in
      (0..<3).map { k in (each * k..<each * (k + 1)).reduce(0) { $0 + weights[$1, set] } }
    }
    let odds = together.logOdds(weights: weights, setCounts: counts)
    for set in 0..<sets {
      let repeated = scores.indices.flatMap { n in
        [Int](repeating: n, count: Int(weights[n, set]))
      }
      let solved = try MBAR(
        strengths: strengths, scores: repeated.map { scores[$0] },
        counts: counts[set].map { Int($0) }, labels: repeated.map { labels[$0] })
      #expect(abs(try #require(odds[set]) - (try #require(solved.sets)).logOdds) < 2e-3)
    }
    let gone = [[0.0, 1, 1]] + counts.dropFirst()
    #expect(together.logOdds(weights: weights, setCounts: gone)[0] == nil)
  }

  /// What a sample adds is what the odds change by when it counts a little more, and the squares
  /// add up to the variance by formula (within a tenth: 360 samples).
  @Test func influenceIsTheChangeByOneSample() throws {
    let system = TiltedClasses(logOdds: 1, means: [-1, 1], variances: [0.3, 0.4])
    let strengths = [0, 0.5, 1]
    let samples = system.samples(strengths: strengths, counts: [150, 90, 120], seed: 4)
    let whole = try MBAR(
      strengths: strengths, scores: samples.map(\.score), counts: [150, 90, 120],
      labels: samples.map(\.outcome))
    let together = ResampledOdds(
      strengths: strengths, scores: samples.map(\.score), counts: [150, 90, 120],
      freeEnergies: whole.freeEnergies, labels: samples.map(\.outcome))
    let influence = try #require(together.influence())
    #expect(abs(influence.reduce(0, +)) < 1e-8)
    let variance = influence.reduce(0) { $0 + $1 * $1 }
    let error = try #require(whole.sets).standardError
    #expect(abs(variance.squareRoot() / error - 1) < 0.1)
    let chosen = [0, 77, 150, 200, 239, 240, 300, 359]
    let step = 0.5
    var weights = Matrix(rows: samples.count, columns: 2 * chosen.count)
    for index in weights.values.indices { weights.values[index] = 1 }
    var counts = [[Double]](repeating: [150, 90, 120], count: 2 * chosen.count)
    for (i, n) in chosen.enumerated() {
      for (set, change) in [(2 * i, step), (2 * i + 1, -step)] {
        weights[n, set] += change
        counts[set][n < 150 ? 0 : n < 240 ? 1 : 2] += change
      }
    }
    let odds = together.logOdds(weights: weights, setCounts: counts)
    for (i, n) in chosen.enumerated() {
      let change = try #require(odds[2 * i]) - (try #require(odds[2 * i + 1]))
      #expect(abs(change - 2 * step * influence[n]) < 2e-4)
    }
  }
}
