import Estimation
import Foundation
import Mathematics
import Testing

/// Against scipy (References/counts.py): 42 sets of counts and levels.
struct CountsAgreementTests {
  /// Twelve digits of every limit, as P(A) and as P(B); fewer in proportion beyond 20,000 runs, as
  /// `regularizedBeta` states.
  @Test func threeIntervals() {
    for row in CountsReference.all {
      let place = "\(row.a), \(row.b) at \(row.level)"
      let tolerance = 1e-12 * max(1, (row.a + row.b) / 2e4)
      expectClose(
        BinomialIntervals.clopperPearson(hits: row.a, misses: row.b, level: row.level),
        row.clopperPearson, tolerance, "Clopper-Pearson \(place)")
      expectClose(
        BinomialIntervals.wilson(hits: row.a, misses: row.b, level: row.level), row.wilson, 1e-12,
        "Wilson \(place)")
      expectClose(
        BinomialIntervals.jeffreys(hits: row.a, misses: row.b, level: row.level), row.jeffreys,
        tolerance, "Jeffreys \(place)")
    }
  }

  private func expectClose(
    _ interval: Interval, _ reference: [Double?], _ tolerance: Double, _ name: String
  ) {
    let limits = [
      interval.low.map(logistic), interval.high.map(logistic), interval.high.map { logistic(-$0) },
      interval.low.map { logistic(-$0) },
    ]
    for (value, expected) in zip(limits, reference) {
      switch (value, expected) {
      case (nil, nil): break
      case (let value?, let expected?):
        #expect(abs(value - expected) <= tolerance * expected, "\(value) for \(expected): \(name)")
      default: Issue.record("\(String(describing: value)): \(name)")
      }
    }
  }

  /// Four classes, A and B with 0, 1 and 2 hits among them: whatever the others do, A among A and B
  /// is binomial with log odds ln P(A)/P(B). Every outcome of 12 runs, with its exact multinomial
  /// chance; given a hit of A or B the printed interval or bound covers.
  @Test func twoClassesOfAMultinomial() {
    let n = 12
    for (a, b) in [(0.05, 0.05), (0.1, 0.02), (0.3, 0.01), (0.15, 0.6)] {
      let truth = log(a / b)
      var covered = 0.0
      var told = 0.0
      for hitsA in 0...n {
        for hitsB in 0...(n - hitsA) where hitsA + hitsB > 0 {
          let rest = n - hitsA - hitsB
          // Of the rest every split between other and failed says the same.
          let logChance =
            logGamma(Double(n + 1)) - logGamma(Double(hitsA + 1)) - logGamma(Double(hitsB + 1))
            - logGamma(Double(rest + 1)) + Double(hitsA) * log(a) + Double(hitsB) * log(b)
            + Double(rest) * log(1 - a - b)
          let result = Direct.estimate(
            OutcomeCounts(a: hitsA, b: hitsB, other: rest / 2, failed: rest - rest / 2),
            level: 0.95)
          told += exp(logChance)
          if result.estimate.interval!.contains(truth) { covered += exp(logChance) }
          if hitsA > 0 && hitsB > 0 {
            #expect(result.estimate.logOdds == log(Double(hitsA)) - log(Double(hitsB)))
          } else {
            #expect(result.estimate.logOdds == nil)
          }
        }
      }
      // A one-sided bound in the place of one limit of two costs at most (1 - level) / 2.
      #expect(covered / told >= 0.925, "\(a), \(b): \(covered / told)")
    }
  }
}
