import Estimation
import Foundation
import Mathematics
import Testing

/// Bases whose runs resemble one another, in the dose-response.
struct ClusterTests {
  private func number(_ result: EstimatorResult, _ key: String) -> Double? {
    guard case .number(let value)? = result.details.first(where: { $0.key == key })?.value else {
      return nil
    }
    return value
  }

  /// Chances of A of 0.2 or 0.8 about a mean of one half: rho = .09 / .25 = .36 at both strengths,
  /// overdispersion 1 + 19 rho. 200 bases of 20 runs: the standard error of rho by the two-point
  /// law is about sqrt(2 x .36 (1 - .36) / 400) = .034 at most; five of them, false alarm 1e-6.
  @Test func intraclassCorrelationIsFound() throws {
    var random = SplitMix64(seed: 21)
    var data: [DoseObservation] = []
    for base in 0..<200 {
      for strength in [-1.0, 1] {
        // A fresh coin for each strength keeps the two independent.
        let p = random.uniform() < 0.5 ? 0.2 : 0.8
        data.append(
          DoseObservation(
            strength: strength, counts: random.outcomes(runs: 20, a: p, b: 1 - p), group: base))
      }
    }
    let result = DoseResponse.estimate(data, level: 0.95).result
    let rho = try #require(number(result, "intraclass_correlation"))
    let overdispersion = try #require(number(result, "overdispersion"))
    #expect(abs(rho - 0.36) < 0.17, "\(rho)")
    #expect(abs(overdispersion - (1 + 19 * rho)) < 0.1)
  }

  /// The same counts told as of 40 bases that resemble themselves, and as of single runs: the
  /// interval is as much wider as the root of the overdispersion, by a third at most off.
  @Test func theIntervalIsWiderByTheOverdispersion() throws {
    var random = SplitMix64(seed: 22)
    var data: [DoseObservation] = []
    for base in 0..<40 {
      for strength in [-0.5, 0.5] {
        let p = logistic(1 - strength + (random.uniform() < 0.5 ? 1.5 : -1.5))
        data.append(
          DoseObservation(
            strength: strength, counts: random.outcomes(runs: 30, a: p, b: 1 - p), group: base))
      }
    }
    let clustered = DoseResponse.estimate(data, level: 0.95).result
    let plain = DoseResponse.estimate(
      data.map { DoseObservation(strength: $0.strength, counts: $0.counts) }, level: 0.95).result
    func width(_ result: EstimatorResult) throws -> Double {
      let interval = try #require(result.estimate.interval)
      return try #require(interval.high) - #require(interval.low)
    }
    let overdispersion = try #require(number(clustered, "overdispersion"))
    #expect(overdispersion > 3)
    // Both strengths of a base share its shift, which the cells' overdispersion does not see and
    // leaving whole bases out does: up to sqrt(2) more.
    let ratio = try width(clustered) / width(plain) / overdispersion.squareRoot()
    #expect(ratio > 0.75 && ratio < 1.33 * 2.0.squareRoot(), "\(ratio)")
    #expect(number(plain, "overdispersion") == nil)
  }
}
