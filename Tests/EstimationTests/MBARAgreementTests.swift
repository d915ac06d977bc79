import Estimation
import Foundation
import Mathematics
import Testing

/// Against pymbar on data that both sides make by the same lines (References/mbar.py).
struct MBARAgreementTests {
  private static let centers = [1.0, 2, 3, 4]
  private static let stiffnesses = [0.5, 1, 1.5, 2]

  @Test func harmonicStatesOneWithoutSamples() throws {
    let counts = [1000, 500, 0, 800]
    var random = SplitMix64(seed: 1)
    var positions: [Double] = []
    for k in 0..<4 {
      for _ in 0..<counts[k] {
        positions.append(Self.centers[k] + random.normal() / Self.stiffnesses[k].squareRoot())
      }
    }
    var energies = Matrix(rows: positions.count, columns: 4)
    for (n, x) in positions.enumerated() {
      for k in 0..<4 {
        energies[n, k] = Self.stiffnesses[k] * (x - Self.centers[k]) * (x - Self.centers[k]) / 2
      }
    }
    let solved = try MBAR(energies: energies, counts: counts)
    try expectEqual(solved, MBARTable.harmonic)
    try expectEqual(solved, MBARReference(energies: energies, counts: counts))
  }

  @Test func exponentialStatesAsTableAndAsTilts() throws {
    let rates = [1.0, 2, 3, 4]
    let counts = [300, 0, 700, 150]
    var random = SplitMix64(seed: 2)
    var positions: [Double] = []
    for k in 0..<4 {
      for _ in 0..<counts[k] { positions.append(-log(1 - random.uniform()) / rates[k]) }
    }
    var energies = Matrix(rows: positions.count, columns: 4)
    for (n, x) in positions.enumerated() {
      for k in 0..<4 { energies[n, k] = rates[k] * x }
    }
    let table = try MBAR(energies: energies, counts: counts)
    let tilts = try MBAR(strengths: rates, scores: positions.map { -$0 }, counts: counts)
    try expectEqual(table, MBARTable.exponential)
    try expectEqual(tilts, MBARTable.exponential)
    try expectEqual(tilts, MBARReference(energies: energies, counts: counts))
  }

  /// The sets A and B, which pymbar has as two more states without samples.
  @Test func setsAsStatesWithoutSamples() throws {
    let strengths = [0, 0.5, 1, 1.5, 2, 2.5, 3]
    let counts = [400, 300, 200, 200, 200, 300, 300]
    let (mean, variance) = ([-1.0, 1], [0.3, 0.5])
    var random = SplitMix64(seed: 3)
    var scores: [Double] = []
    var labels: [SampleClass] = []
    for (l, count) in zip(strengths, counts) {
      let shift = l * (mean[0] - mean[1]) + l * l * (variance[0] - variance[1]) / 2
      for _ in 0..<count {
        let b = random.uniform() >= 1 / (1 + exp(-4 - shift)) ? 1 : 0
        scores.append(mean[b] + l * variance[b] + variance[b].squareRoot() * random.normal())
        labels.append(b == 1 ? .b : .a)
      }
    }
    let solved = try MBAR(strengths: strengths, scores: scores, counts: counts, labels: labels)
    let reference = MBARTable.classes
    for k in 0..<7 {
      expectClose(solved.freeEnergies[k], reference.differences[k])
      for j in 0..<7 {
        expectClose(
          try solved.difference(from: k, to: j).standardError, reference.errors[9 * k + j])
      }
    }
    let sets = try #require(solved.sets)
    // f_A is state 7 and f_B state 8 there.
    expectClose(sets.logOdds, reference.differences[8] - reference.differences[7])
    expectClose(sets.standardError, reference.errors[9 * 7 + 8])
    expectClose(sets.effectiveSamples[0], reference.effective[7])
    expectClose(sets.effectiveSamples[1], reference.effective[8])
  }

  @Test func bennett() throws {
    var random = SplitMix64(seed: 4)
    let (difference, deviation) = (1.5, 1.8)
    let mean = deviation * deviation / 2
    let forward = (0..<400).map { _ in difference + mean + deviation * random.normal() }
    let reverse = (0..<250).map { _ in -difference + mean + deviation * random.normal() }
    let solved = try Bennett(forward: forward, reverse: reverse)
    expectClose(solved.difference, MBARTable.bar.difference)
    expectClose(solved.standardError, MBARTable.bar.error)
    // BAR is MBAR of two states: the samples' own energies are 0 and their forward work.
    let works = forward + reverse.map { -$0 }
    let both = try MBAR(strengths: [0, 1], scores: works.map { -$0 }, counts: [400, 250])
    expectClose(solved.difference, both.freeEnergies[1])
    expectClose(solved.overlap.overlap, both.neighbors[0].overlap)
  }

  private func expectEqual(_ solved: MBAR, _ reference: MBARTable.Values) throws {
    let states = solved.counts.count
    let overlap = solved.overlapMatrix
    for k in 0..<states {
      expectClose(solved.freeEnergies[k], reference.differences[k])
      expectClose(solved.effectiveSampleSizes[k], reference.effective[k])
      for j in 0..<states {
        expectClose(
          try solved.difference(from: k, to: j).standardError, reference.errors[states * k + j])
        expectClose(overlap[k, j], reference.overlap[states * k + j])
      }
    }
    expectClose(solved.scalarOverlap, reference.scalarOverlap)
  }

  private func expectEqual(_ solved: MBAR, _ reference: MBARReference) throws {
    let theta = reference.covariance
    let products = try Matrix.product(reference.weights, reference.weights, leftTransposed: true)
    for k in solved.counts.indices {
      expectClose(solved.freeEnergies[k], reference.freeEnergies[k])
      for j in solved.counts.indices {
        expectClose(solved.weightProducts[k, j], products[k, j])
        let variance = theta[k, k] + theta[j, j] - 2 * theta[k, j]
        expectClose(
          try solved.difference(from: k, to: j).standardError, max(0, variance).squareRoot())
      }
    }
  }

  /// Nine digits, and 1e-9 about zero.
  private func expectClose(
    _ value: Double, _ reference: Double, location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      abs(value - reference) <= 1e-9 * max(1, abs(reference)), "\(value) for \(reference)",
      sourceLocation: location)
  }
}
