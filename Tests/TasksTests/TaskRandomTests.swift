import Tasks
import Testing

@Suite struct TaskRandomTests {
  @Test func drawsHaveAddresses() {
    let random = TaskRandom(seed: 1, purpose: "a")
    #expect(random.bits(5) == TaskRandom(seed: 1, purpose: "a").bits(5))
    let draws = [
      random.bits(5), random.bits(6), TaskRandom(seed: 2, purpose: "a").bits(5),
      TaskRandom(seed: 1, purpose: "b").bits(5),
    ]
    #expect(Set(draws).count == draws.count)
  }

  /// Mean, variance and neighbours of 100,000 uniform draws, within five standard errors.
  @Test(arguments: [0, 1, 123_456]) func uniformDrawsAreUniform(_ seed: Int) {
    let random = TaskRandom(seed: seed, purpose: "test")
    let count = 100_000
    let draws = (0..<count).map { random.uniform($0) }
    #expect(draws.allSatisfy { $0 > 0 && $0 < 1 })
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / Double(count)
    let lagged = laggedProduct(draws)
    #expect(abs(mean - 0.5) < 5 * (1 / 12.0 / Double(count)).squareRoot())
    #expect(abs(variance - 1 / 12.0) < 5 * (1 / 180.0 / Double(count)).squareRoot())
    #expect(abs(lagged) < 5 / 12.0 / Double(count).squareRoot())
    let signs = (0..<count).reduce(0) { $0 + random.sign($1) }
    #expect(abs(signs) < 5 * Double(count).squareRoot())
  }

  /// Seeds 0 to 9,999 at one address: neighbouring seeds share nothing.
  @Test func neighbouringSeedsAreUnrelated() {
    let draws = (0..<10_000).map { TaskRandom(seed: $0, purpose: "p").uniform(0) }
    let mean = draws.reduce(0, +) / 10_000
    #expect(abs(mean - 0.5) < 5 * (1 / 12.0 / 10_000).squareRoot())
    #expect(abs(laggedProduct(draws)) < 5 / 12.0 / 100)
  }

  @Test func permutationsHoldEveryIndexOnce() {
    let permutation = TaskRandom(seed: 3, purpose: "p").permutation(1000)
    #expect(permutation.sorted() == Array(0..<1000))
    #expect(permutation != Array(0..<1000))
    #expect(TaskRandom(seed: 3, purpose: "p").permutation(0) == [])
  }
}

/// The mean product of neighbouring draws' distances from one half.
private func laggedProduct(_ draws: [Double]) -> Double {
  var sum = 0.0
  for index in 1..<draws.count { sum += (draws[index - 1] - 0.5) * (draws[index] - 0.5) }
  return sum / Double(draws.count)
}
