import Runs
import Tasks
import Testing

@Suite struct BooleanFunctionsTests {
  /// The input of a row as a number, the first bit the most significant.
  private static func numbers(_ pool: Pool) -> [Int] {
    (0..<pool.count).map { pool.inputs.row($0).reduce(0) { 2 * $0 + Int($1) } }
  }

  @Test func halfOfTheInputs() throws {
    let task = try readTask("kind: boolean-functions").encode(pair: firstPair)
    #expect(PoolAudit.findings(in: task) == [])
    #expect(task.pools.map(\.count) == [64, 24, 28, 12])
    #expect(task.pools.flatMap(Self.numbers).sorted() == Array(0..<128))
    #expect(task.policies == ["bit-1", "parity-2"])
    for pool in task.pools {
      for (row, x) in Self.numbers(pool).enumerated() {
        #expect(pool.answers[0].values[row] == UInt16(x >> 6))
        #expect(pool.answers[1].values[row] == UInt16(x >> 6 ^ x >> 5 & 1))
        #expect(Int(pool.rowNames[row], radix: 2) == x)
      }
    }
    #expect(task.fingerprint.description == "3fa594da2edf0a5c5e1544386bfd1ee8")
    let other = try readTask("kind: boolean-functions\nseed: 2").encode(pair: firstPair)
    #expect(Self.numbers(other.readout) != Self.numbers(task.readout))
    #expect(Self.numbers(other.training) == Self.numbers(task.training))
  }

  /// Rows whose answer is 1, by policy.
  @Test(arguments: [
    ("bit-2", 64), ("majority", 64), ("parity-2", 64), ("parity", 64), ("and-2", 32), ("or-2", 96),
  ])
  func functions(name: String, ones: Int) throws {
    let task = try readTask("kind: boolean-functions\nsecond: \(name)").encode(pair: firstPair)
    #expect(PoolAudit.findings(in: task) == [])
    let answers = task.pools.flatMap { $0.answers[1].values }
    #expect(answers.count == 128 && answers.count { $0 == 1 } == ones)
  }

  @Test func onePolicyTwiceIsReported() {
    let found = complaints {
      _ = try readTask("kind: boolean-functions\nfirst: parity\nsecond: parity")
    }
    #expect(found.count == 1 && found[0].contains("one function"))
    #expect(
      complaints {
        _ = try readTask(
          "kind: boolean-functions\npressure-share: 0.6\nconfirmation-share: 0.5")
      }.count == 1)
  }
}

@Suite struct OneDirectionTests {
  @Test func diagnosticInputsAreMultiples() throws {
    let task = try readTask("kind: one-direction\ntrain: 6").encode(pair: firstPair)
    #expect(PoolAudit.findings(in: task) == [])
    #expect(task.pools.map(\.count) == [6, 4, 4, 4])
    let direction = Array(task.readout.inputs.row(0))
    #expect(direction[0] == 0.5)
    #expect(abs(direction.reduce(0) { $0 + $1 * $1 } - 1) < 1e-6)
    for pool in task.diagnosticPools {
      for row in 0..<pool.count {
        let values = Array(pool.inputs.row(row))
        let factor = values[0] / direction[0]
        // Powers of two: not one bit of rounding.
        #expect(values == direction.map { factor * $0 })
        #expect(pool.answers[0].values[row] == (factor > 0 ? 1 : 0))
        #expect(pool.answers[1].values[row] == (factor > 0 ? 0 : 1))
      }
    }
    for row in 0..<6 {
      let first = task.training.inputs.row(row).first ?? 0
      #expect(abs(first) >= 0.25 && (first > 0) == (task.training.answers[0].values[row] == 1))
    }
    #expect(task.fingerprint.description == "47ecc094a5bdc125e48598c0c957cc98")
  }
}
