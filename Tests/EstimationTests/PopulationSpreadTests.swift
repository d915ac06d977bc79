import Estimation
import Foundation
import Mathematics
import Testing

@Suite struct PopulationSpreadTests {
  @Test func errorOfEqualPopulationsIsTheKnownFormula() throws {
    let logs = [-9.1, -8.7, -9.6, -9.0]
    let spread = PopulationSpread(sizes: [50, 50, 50, 50], logs: logs)
    let mean = logs.reduce(0, +) / 4
    let variance = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3
    let error = try #require(spread.lognormalError)
    #expect(abs(error - (expm1(variance) / 4).squareRoot()) < 1e-12)
  }

  @Test func populationsThatDiedOutHaveNoLogarithms() {
    let spread = PopulationSpread(sizes: [50, 50], logs: [-9, -.infinity])
    #expect(spread.lognormalError == nil)
    #expect(spread.standardError.isFinite)
  }

  /// Skewed estimates, a population's relative variance 1.1 x 250 / n, their mean exact: intervals
  /// at 95 % hold it with a chance of .90 by probabilities and .945 by logarithms. The bounds lie
  /// more than four standard errors of 4,000 replicates away: a false alarm in 30,000 seeds, and
  /// the seed is fixed.
  @Test func errorByLogarithmsCoversSkewedPopulations() throws {
    let sizes = Array(repeating: 250, count: 8) + [1000, 1000]
    let replicates = 4000
    let normals = [Float](unsafeUninitializedCapacity: replicates * sizes.count) { buffer, filled in
      NormalStream(seed: 11, purpose: 1).fill(
        UnsafeMutableBufferPointer(rebasing: buffer[...]), from: 0)
      filled = buffer.count
    }
    var (byProbability, byLogarithm) = (0, 0)
    for replicate in 0..<replicates {
      let logs = sizes.indices.map { i -> Double in
        let variance = log1p(1.1 * 250 / Double(sizes[i]))
        let z = Double(normals[replicate * sizes.count + i])
        return variance.squareRoot() * z - variance / 2 - 9
      }
      let spread = PopulationSpread(sizes: sizes, logs: logs)
      func holds(_ error: Double) -> Bool {
        spread.interval(level: 0.95, standardError: error, degrees: sizes.count - 1).contains(-9)
      }
      if holds(spread.standardError) { byProbability += 1 }
      if holds(max(spread.standardError, try #require(spread.lognormalError))) { byLogarithm += 1 }
    }
    #expect(Double(byLogarithm) / Double(replicates) > 0.93)
    #expect(Double(byProbability) / Double(replicates) < 0.92)
  }
}
