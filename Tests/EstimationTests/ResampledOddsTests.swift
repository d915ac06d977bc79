import Estimation
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
}
