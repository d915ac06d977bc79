import Estimation
import ExactSystems
import Foundation
import Mathematics
import Testing

/// Samples taken together against samples one by one, which is the reference.
struct TiltCompressionTests {
  private static let strengths = [-0.5, 0, 0.5, 1, 2, 3]
  private static let counts = [3000, 4000, 2500, 2500, 2000, 6000]

  private func samples() -> [TiltedSample] {
    TiltedClasses(logOdds: 5, means: [-1, 1], variances: [0.3, 0.6])
      .samples(strengths: Self.strengths, counts: Self.counts, seed: 21)
  }

  @Test func freeEnergiesAndSetsToTenDigits() throws {
    var samples = samples()
    // One far out stays by itself, and so does a class of few.
    samples[5].score = 40
    for n in stride(from: 0, to: samples.count, by: 997) { samples[n].outcome = .failed }
    let (scores, labels) = (samples.map(\.score), samples.map(\.outcome))
    func solved(_ compresses: Bool) throws -> MBAR {
      try MBAR(
        strengths: Self.strengths, scores: scores, counts: Self.counts, labels: labels,
        setState: 1, compresses: compresses)
    }
    let (together, single) = (try solved(true), try solved(false))
    #expect(together.freeEnergies != single.freeEnergies, "the samples were not taken together")
    for k in Self.strengths.indices {
      #expect(abs(together.freeEnergies[k] - single.freeEnergies[k]) < 1e-10)
      for j in Self.strengths.indices {
        #expect(
          abs(together.weightProducts[k, j] - single.weightProducts[k, j])
            <= 1e-10 * single.weightProducts[k, j])
      }
    }
    for (left, right) in zip(together.neighbors, single.neighbors) {
      #expect(abs(left.overlap - right.overlap) < 1e-10)
      #expect(abs(left.effectiveSamples / right.effectiveSamples - 1) < 1e-10)
    }
    let (left, right) = (try #require(together.sets), try #require(single.sets))
    #expect(abs(left.logOdds - right.logOdds) < 1e-10)
    #expect(abs(left.standardError - right.standardError) < 1e-10)
    for set in 0..<2 {
      #expect(abs(left.effectiveSamples[set] / right.effectiveSamples[set] - 1) < 1e-10)
      #expect(abs(left.tailIndices[set]! - right.tailIndices[set]!) < 1e-8)
    }
  }

  /// The whole estimate, bootstrap and all, with independent samples and with chains.
  @Test(arguments: [false, true]) func laddersToNineDigits(hasChains: Bool) throws {
    var samples = samples()
    if hasChains {
      for n in samples.indices { (samples[n].chain, samples[n].step) = (n % 60, n / 60) }
    }
    let columns = TiltedSamples(samples)
    let together = Ladder.estimate(columns, level: 0.95)
    let single = Ladder.estimate(columns, level: 0.95, compresses: false)
    let (left, right) = (try #require(together.estimate.interval), try #require(single.estimate.interval))
    #expect(together.estimate.logOdds != single.estimate.logOdds)
    #expect(abs(together.estimate.logOdds! - single.estimate.logOdds!) < 1e-10)
    #expect(abs(left.low! - right.low!) < 1e-9)
    #expect(abs(left.high! - right.high!) < 1e-9)
    #expect(together.warnings == single.warnings)
    #expect(together.details.map(\.key) == single.details.map(\.key))
  }

  /// Columns and single samples are the same data.
  @Test func columnsAreTheSamples() {
    let samples = samples()
    let list = Ladder.estimate(samples, level: 0.9)
    let columns = Ladder.estimate(TiltedSamples(samples), level: 0.9)
    #expect(list == columns)
    #expect(list.estimate.interval!.contains(5))
  }

  private func warnings(_ samples: [TiltedSample]) -> String {
    Ladder.estimate(samples, level: 0.95).warnings.joined(separator: "\n")
  }

  /// Scores of 7 digits as they are: nothing to say of copies. The draw is fixed; by chance a
  /// warning would come once in a million.
  @Test func independentSamplesGetNoWarningOfCopies() {
    let text = warnings(samples())
    #expect(!text.contains("copies") && !text.contains("score of the sample before"), "\(text)")
  }

  @Test func everySampleSeveralTimesOver() {
    let some = Array(samples().enumerated().filter { $0.offset % 10 == 0 }.map(\.element))
    #expect(!warnings(some).contains("stands there"))
    let inARow = some.flatMap { [$0, $0, $0, $0] }
    #expect(warnings(inARow).contains("every score stands there 4 times"))
    #expect(warnings(inARow).contains("have the score of the sample before them, where "))
    let oneAfterAnother = some + some + some + some
    #expect(warnings(oneAfterAnother).contains("every score stands there 4 times"))
    // Told as chains there is nothing to warn of.
    var told = inARow
    for n in told.indices { told[n].chain = n % 12 }
    #expect(!warnings(told).contains("stands there"))
    // Steps that often stay where they were.
    let lazy = some.enumerated().flatMap { index, sample in
      [TiltedSample](repeating: sample, count: 1 + index % 3)
    }
    #expect(warnings(lazy).contains("are they steps of chains? Give `chain`"))
    // Counts meet by chance, in any order.
    let rounded = some.map { sample -> TiltedSample in
      var sample = sample
      sample.score = (sample.score * 4).rounded() / 4
      return sample
    }
    #expect(!warnings(rounded).contains("score of the sample before"), "\(warnings(rounded))")
  }

  @Test func oneStrengthWithOneScore() {
    var some = samples()
    for n in some.indices where some[n].strength == 2 { some[n].score = 1.5 }
    #expect(warnings(some).contains("all 2000 scores at strength 2.0 are 1.5, to the last bit"))
  }

  /// Forty samples stand for each of 2,000: the mean scores stray by the square root of forty too
  /// much.
  @Test func meanScoresThatAllSamplesContradict() {
    var some = Array(samples().enumerated().filter { $0.offset % 40 == 0 }.map(\.element))
    some = some.flatMap { [TiltedSample](repeating: $0, count: 40) }
    // Little noise on each copy, so that no two are equal.
    for n in some.indices { some[n].score += 1e-6 * Double(n % 40) }
    #expect(warnings(some).contains("where all samples together foretell"), "\(warnings(some))")
    // Another law than the one that is named.
    var wrong = samples()
    for n in wrong.indices where wrong[n].strength == 1 { wrong[n].strength = 1.3 }
    #expect(warnings(wrong).contains("where all samples together foretell"))
  }
}
