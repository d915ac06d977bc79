import Documents
import Runs
import Tasks
import Testing

/// What holds for every task that makes its own data.
@Suite struct BuiltInTaskTests {
  static let settings = [
    "kind: two-digits",
    "kind: two-digits\nleft: [3, 8]\nright: [3, 8]\nright-noise: 0.5\nseed: 4",
    "kind: slab",
    "kind: slab\nslabs: 5\nrotate: false",
    "kind: slab\nslabs: 7\nnoisy: 0.1\ndimensions: 50",
    "kind: diagonal-grid",
    "kind: diagonal-grid\ntoy: d-bat",
  ]

  /// The bits of the data are part of every run's identity: a change here orphans stored runs.
  static let fingerprints = [
    "12a50029e26e920f07609b42b0750d33",
    "20372c5b46bb10ec95cf75e46dad632d",
    "481ac14e2dc30b18c452c72aa12cff27",
    "8f84d8cfea7a42a3c58b8e65557f5ad4",
    "30a452c52cfe5443c2ec87420b48594e",
    "c0a00a8e30b36b810d89971ebda2abdb",
    "2819a5b4375f75dd213bc1ef6caf4989",
  ]

  @Test(arguments: zip(settings, fingerprints))
  func dataNeverChanges(_ settings: String, _ fingerprint: String) throws {
    let found = try readTask(settings).encode(pair: firstPair).fingerprint.description
    #expect(found == fingerprint)
  }

  @Test(arguments: settings) func passesTheAudit(_ settings: String) throws {
    let task = try readTask(settings).encode(pair: firstPair)
    #expect(PoolAudit.findings(in: task) == [])
    let pools = task.pools + [try #require(task.agreeing)]
    #expect(pools.allSatisfy { Set($0.rowNames).count == $0.count })
    // No input comes twice within a set either.
    for pool in pools {
      #expect(Set((0..<pool.count).map { Array(pool.inputs.row($0)) }).count == pool.count)
    }
  }

  @Test(arguments: settings) func classesAreBalanced(_ settings: String) throws {
    let task = try readTask(settings).encode(pair: firstPair)
    #expect(task.heads == [2])
    for pool in task.pools {
      for key in pool.answers {
        #expect(abs(2 * key.values.count { $0 == 1 } - pool.count) <= 1)
      }
    }
    for pool in [task.training, try #require(task.agreeing)] {
      #expect(pool.answers[0] == pool.answers[1])
      #expect(abs(2 * pool.answers[0].values.count { $0 == 1 } - pool.count) <= 1)
    }
    for pool in task.diagnosticPools {
      #expect(zip(pool.answers[0].values, pool.answers[1].values).allSatisfy { $0 != $1 })
    }
  }

  @Test(arguments: settings) func seedsGiveOtherData(_ settings: String) throws {
    let first = try readTask(settings).encode(pair: firstPair)
    let again = try readTask(settings).encode(pair: firstPair)
    let other = try readTask(
      settings.split(separator: "\n").filter { !$0.hasPrefix("seed") }.joined(separator: "\n")
        + "\nseed: 77"
    ).encode(pair: firstPair)
    #expect(first.fingerprint == again.fingerprint)
    for (one, two) in zip(first.pools, other.pools) {
      #expect(one.inputs.values != two.inputs.values)
    }
    #expect(first.agreeing?.inputs.values == again.agreeing?.inputs.values)
    #expect(first.agreeing?.inputs.values != other.agreeing?.inputs.values)
  }

  @Test(arguments: settings) func sizesAreKept(_ settings: String) throws {
    let task = try readTask(settings + "\ntrain: 7\npressure: 12\nreadout: 5\nconfirmation: 2")
      .encode(pair: firstPair)
    #expect(task.pools.map(\.count) == [7, 12, 5, 2])
    #expect(task.agreeing?.count == 12)
  }

  /// What thins out the pressure pool moves nothing else, down to no diagnostic input at all.
  @Test(arguments: settings, [0, 0.25, 0.5, 1]) func poolsAreMixedToARate(
    _ settings: String, _ rate: Double
  ) throws {
    let task = try readTask(settings).encode(pair: firstPair)
    let mixed = try #require(task.mixed(rate))
    #expect(mixed.mixRate == rate)
    #expect(mixed.pressure.count == task.pressure.count)
    #expect(mixed.training.inputs.values == task.training.inputs.values)
    #expect(mixed.readout.inputs.values == task.readout.inputs.values)
  }

  @Test(arguments: settings) func theOtherPairIsTheSameData(_ settings: String) throws {
    let kind = try readTask(settings)
    let swapped = try kind.encode(pair: PolicyPair(a: 1, b: 0))
    let plain = try kind.encode(pair: firstPair)
    #expect(zip(swapped.pools, plain.pools).allSatisfy { $0.inputs.values == $1.inputs.values })
    #expect(swapped.fingerprint != plain.fingerprint)
  }

  @Test func unknownKindIsReportedAlone() {
    let found = complaints { _ = try readTask("kind: slabs\ndimensions: 3") }
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("t.yaml:1:7: error: `task.kind` is `slabs`"))
    #expect(found[0].hasSuffix("did you mean `slab`?"))
    #expect(complaints { _ = try readTask("seed: 3") }.count == 1)
  }

  @Test func everyKindIsListedOnce() {
    let names = TaskKinds.all.map { $0.name }
    #expect(Set(names).count == names.count)
    #expect(
      names == [
        "table", "two-digits", "slab", "diagonal-grid", "seventh-grader", "boolean-functions",
        "one-direction",
      ])
    #expect(TaskKinds.all.allSatisfy { !$0.summary.isEmpty && !$0.summary.contains("\n") })
  }

  @Test func policiesAreFoundByName() throws {
    let slab = try readTask("kind: slab")
    #expect(slab.policies.map(\.name) == ["linear", "slab"])
    #expect(slab.policy(named: "slab") == 1)
    #expect(slab.policy(named: "left") == nil)
    #expect(slab.files.isEmpty)
  }
}
