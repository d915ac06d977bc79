import Runs
import Tasks
import Testing

/// A small sound task of two inputs and two heads, to be spoilt.
private struct Sample {
  var rows: [[[Float]]] = [
    [[1, 2], [3, 4], [5, 6]], [[7, 8], [9, 10]], [[11, 12], [13, 14]], [[15, 16]],
  ]
  /// [policies][sets][rows * heads].
  var answers: [[[UInt16]]] = [
    [[0, 1, 1, 0, 2, 2], [0, 0, 1, 1], [2, 0, 0, 2], [1, 1]],
    [[0, 1, 1, 0, 2, 2], [0, 1, 1, 2], [2, 1, 1, 2], [2, 2]],
  ]

  var task: EncodedTask {
    let names = ["train", "pressure", "readout", "confirmation"]
    let pools = rows.indices.map { set in
      Pool(
        inputs: InputMatrix(count: rows[set].count, width: 2, values: rows[set].flatMap(\.self)),
        answers: answers.map { AnswerKey($0[set]) },
        rowNames: rows[set].indices.map { "\(names[set]):\($0)" })
    }
    return EncodedTask(
      heads: [3, 3], policies: ["left", "right"], pair: firstPair, training: pools[0],
      pressure: pools[1], readout: pools[2], confirmation: pools[3])
  }

  /// The same with an agreeing pool, a capability mixture of two phases and one gate.
  func extended(
    agreeing: [[Float]] = [[21, 22]], answers: [[UInt16]] = [[1, 2], [1, 2]],
    phases: [[[Float]]] = [[[31, 32]], [[33, 34], [35, 36]]], gate: [[Float]] = [[41, 42]]
  ) -> [PoolFinding] {
    let inputs = { (rows: [[Float]]) in
      InputMatrix(count: rows.count, width: 2, values: rows.flatMap(\.self))
    }
    let labelled = { (rows: [[Float]]) in
      LabelledExamples(
        inputs: inputs(rows), answers: AnswerKey(Array(repeating: 0, count: 2 * rows.count)))
    }
    let task = task
    return PoolAudit.findings(
      in: EncodedTask(
        heads: task.heads, policies: task.policies, pair: task.pair, training: task.training,
        pressure: task.pressure, readout: task.readout, confirmation: task.confirmation,
        agreeing: Pool(
          inputs: inputs(agreeing), answers: answers.map { AnswerKey($0) },
          rowNames: agreeing.indices.map { "agreeing:\($0)" }),
        capability: CapabilityMixture(
          phases: phases.map(labelled), gates: [.init(persona: "left", examples: labelled(gate))])))
  }

  var findings: [PoolFinding] { PoolAudit.findings(in: task) }
}

@Suite struct PoolAuditTests {
  @Test func soundTasksPass() throws {
    #expect(Sample().findings == [])
    try PoolAudit.check(Sample().task)
  }

  @Test func findsTrainingDisagreement() {
    var sample = Sample()
    sample.answers[1][0][3] = 2
    #expect(sample.findings.map(\.kind) == [.trainingDisagreement])
    #expect(sample.findings[0].rows == ["train:1"])
  }

  @Test(arguments: [1, 2, 3]) func findsInputsThatTellNothingApart(_ set: Int) {
    var sample = Sample()
    sample.answers[1][set] = sample.answers[0][set]
    #expect(sample.findings.map(\.kind) == [.noDisagreement])
    #expect(sample.findings[0].count == sample.rows[set].count)
    #expect(sample.findings[0].description.contains("`left` and `right` answer alike"))
  }

  @Test func differingOnOneHeadIsEnough() {
    var sample = Sample()
    sample.answers[1][3] = [1, 2]
    #expect(sample.findings == [])
  }

  @Test func findsRowsSharedBetweenSets() {
    var sample = Sample()
    sample.rows[2][1] = [1, 2]
    sample.rows[3][0] = [7, 8]
    let findings = sample.findings
    #expect(findings.map(\.kind) == [.sharedRows, .sharedRows])
    #expect(findings[0].problem == "the readout pool has inputs of the training set")
    #expect(findings[0].rows == ["readout:1 = train:0"])
    #expect(findings[1].rows == ["confirmation:0 = pressure:0"])
  }

  @Test func zeroAndNegativeZeroAreOneInput() {
    var sample = Sample()
    sample.rows[0][0] = [0, 1]
    sample.rows[1][0] = [-0.0, 1]
    #expect(sample.findings.map(\.kind) == [.sharedRows])
  }

  @Test func rowsMayRepeatWithinASet() {
    var sample = Sample()
    sample.rows[1][1] = sample.rows[1][0]
    #expect(sample.findings == [])
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func findsNumbersThatAreNotFinite(_ bad: Float) {
    var sample = Sample()
    sample.rows[2][1][0] = bad
    #expect(sample.findings.map(\.kind) == [.notFinite])
    #expect(sample.findings[0].rows == ["readout:1"])
  }

  @Test(arguments: 0..<4) func findsEmptySets(_ set: Int) {
    var sample = Sample()
    sample.rows[set] = []
    for policy in 0..<2 { sample.answers[policy][set] = [] }
    #expect(sample.findings.map(\.kind) == [.emptySet])
  }

  @Test func showsFiveRowsAndCountsTheRest() {
    var sample = Sample()
    sample.rows[1] = (0..<12).map { [100 + Float($0), 0] }
    for policy in 0..<2 { sample.answers[policy][1] = Array(repeating: 1, count: 24) }
    let finding = sample.findings[0]
    #expect(finding.count == 12 && finding.rows.count == 5)
    #expect(finding.description.contains("pressure:0, pressure:1, pressure:2, pressure:3, "
      + "pressure:4 and 7 more; a diagnostic input"))
  }

  @Test func agreeingPoolsAreJudged() {
    let sample = Sample()
    #expect(sample.extended() == [])
    let differing = sample.extended(answers: [[1, 2], [1, 0]])
    #expect(differing.map(\.kind) == [.agreeingDisagreement])
    #expect(differing[0].rows == ["agreeing:0"])
    #expect(differing[0].description.contains(
      "`left` and `right` answer differently on inputs of the agreeing pool"))
    for (row, other) in [
      ([1, 2], "training set"), ([9, 10], "pressure pool"), ([11, 12], "readout pool"),
      ([15, 16], "confirmation pool"),
    ] as [([Float], String)] {
      let shared = sample.extended(agreeing: [row])
      #expect(shared.map(\.problem) == ["the agreeing pool has inputs of the \(other)"])
    }
    #expect(sample.extended(agreeing: [[.nan, 1]]).map(\.kind) == [.notFinite])
    #expect(sample.extended(agreeing: [], answers: [[], []]).map(\.kind) == [.emptySet])
  }

  /// Pretraining may see what training sees, and must not see what it is judged by.
  @Test func mixturesAreKeptFromTheirGates() {
    let sample = Sample()
    for row in [[1, 2], [7, 8], [21, 22]] as [[Float]] {
      #expect(sample.extended(phases: [[row]]) == [])
    }
    for (row, other) in [
      ([13, 14], "readout pool"), ([15, 16], "confirmation pool"), ([41, 42], "gate of `left`"),
    ] as [([Float], String)] {
      let shared = sample.extended(phases: [[[31, 32]], [[33, 34], row]])
      #expect(shared.map(\.kind) == [.sharedRows])
      #expect(shared[0].description.contains("\(other)") && shared[0].count == 1)
      #expect(shared[0].description.contains("phase 2, row 2"))
    }
    // Gates are read before finetuning: they may be among its examples.
    #expect(sample.extended(gate: [[1, 2]]) == [])
    #expect(sample.extended(phases: [[[.infinity, 1]]]).map(\.kind) == [.notFinite])
    #expect(sample.extended(phases: []).map(\.kind) == [.emptySet])
    #expect(sample.extended(gate: []).map(\.kind) == [.emptySet])
  }

  @Test func checkThrowsEveryFinding() {
    var sample = Sample()
    sample.rows[2][1] = [1, 2]
    sample.answers[1][0][3] = 2
    do {
      try PoolAudit.check(sample.task)
      Issue.record("a leaking task passed")
    } catch {
      #expect(error.findings.count == 2)
      #expect(error.description.split(separator: "\n").count == 2)
    }
  }
}
