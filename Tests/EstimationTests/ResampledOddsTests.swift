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

  /// What a sample adds is half of what the odds change by between its counting twice and not at
  /// all, but for what is of third order; the squares add up to the variance by formula (within a
  /// tenth: 360 samples).
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
    let influence = try #require(together.influence(
      scores: samples.map(\.score), labels: samples.map(\.outcome)))
    #expect(abs(influence.reduce(0, +)) < 1e-8)
    let variance = influence.reduce(0) { $0 + $1 * $1 }
    let error = try #require(whole.sets).standardError
    #expect(abs(variance.squareRoot() / error - 1) < 0.1)
    for n in [0, 77, 150, 200, 239, 240, 300, 359] {
      func odds(_ times: Int) throws -> Double {
        let used = samples.indices.flatMap { [Int](repeating: $0, count: $0 == n ? times : 1) }
        var counts = [150, 90, 120]
        counts[n < 150 ? 0 : n < 240 ? 1 : 2] += times - 1
        let solved = try MBAR(
          strengths: strengths, scores: used.map { samples[$0].score }, counts: counts,
          labels: used.map { samples[$0].outcome })
        return try #require(solved.sets).logOdds
      }
      let change = try (odds(2) - odds(0)) / 2
      #expect(abs(change - influence[n]) < 0.03 * abs(influence[n]) + 1e-5)
    }
  }
}
