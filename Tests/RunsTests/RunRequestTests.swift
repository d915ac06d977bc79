import Runs
import Testing

@Suite struct RunRequestTests {
  private static let setup = SetupID(high: 1, low: 2)

  @Test func everyPartDecidesTheID() {
    let seed = Noise.seed(7)
    let pushed = Pressure(kind: .toward, strength: 1)
    let half: [NoiseBlock: Double] = [.initialWeights: 0.5]
    let requests = [
      RunRequest(setup: Self.setup, labels: .training, pressure: .none, noise: seed),
      RunRequest(setup: SetupID(high: 1, low: 3), labels: .training, pressure: .none, noise: seed),
      RunRequest(setup: SetupID(high: 2, low: 2), labels: .training, pressure: .none, noise: seed),
      RunRequest(setup: Self.setup, labels: .capability(policy: 0), pressure: .none, noise: seed),
      RunRequest(setup: Self.setup, labels: .capability(policy: 1), pressure: .none, noise: seed),
      RunRequest(setup: Self.setup, labels: .training, pressure: pushed, noise: seed),
    ] + [
      Pressure(kind: .toward, strength: -1), Pressure(kind: .toward, strength: 1.0.nextUp),
      Pressure(kind: .away, strength: 1), Pressure(kind: .away, strength: -1),
    ].map { RunRequest(setup: Self.setup, labels: .training, pressure: $0, noise: seed) } + [
      .seed(8), .seed(.max), .moved(from: seed, cosine: half, seed: 1),
      .moved(from: seed, cosine: half, seed: 2), .moved(from: .seed(8), cosine: half, seed: 1),
      .moved(from: seed, cosine: [.batchOrder: 0.5], seed: 1),
      .moved(from: seed, cosine: [.initialWeights: 0.25], seed: 1),
      .moved(from: seed, cosine: [.initialWeights: 0.5, .batchOrder: 0.5], seed: 1),
      .moved(from: .moved(from: seed, cosine: half, seed: 1), cosine: half, seed: 1),
    ].map { RunRequest(setup: Self.setup, labels: .training, pressure: .none, noise: $0) }
    #expect(Set(requests.map(\.id)).count == requests.count)
  }

  @Test func whatDecidesNoBitsIsNoPart() {
    let id = { (pressure: Pressure, noise: Noise) in
      RunRequest(setup: Self.setup, labels: .training, pressure: pressure, noise: noise).id
    }
    let plain = id(.none, .seed(7))
    #expect(id(Pressure(kind: .away, strength: 0), .seed(7)) == plain)
    #expect(id(Pressure(kind: .away, strength: -0.0), .seed(7)) == plain)
    // A block that does not move is as good as not named.
    #expect(
      id(.none, .moved(from: .seed(7), cosine: [.initialWeights: 0.5, .batchOrder: 1], seed: 3))
        == id(.none, .moved(from: .seed(7), cosine: [.initialWeights: 0.5], seed: 3)))
  }

  @Test func noiseSeedsDifferByAddress() {
    var seeds = Set<UInt64>()
    for seed in [UInt64(0), 1, 2] {
      for purpose in ["direct", "splitting", ""] {
        for index in 0..<100 {
          seeds.insert(noiseSeed(experiment: seed, purpose: purpose, index: index))
        }
      }
    }
    #expect(seeds.count == 900)
  }

  @Test func pressureHasASide() {
    let pair = PolicyPair(a: 2, b: 5)
    #expect(Pressure(kind: .toward, strength: 1).policy(of: pair) == 5)
    #expect(Pressure(kind: .toward, strength: -1).policy(of: pair) == 2)
    #expect(Pressure(kind: .away, strength: 1).policy(of: pair) == 2)
    #expect(Pressure(kind: .away, strength: -1).policy(of: pair) == 5)
    #expect(Pressure.none.policy(of: pair) == nil)
  }
}
