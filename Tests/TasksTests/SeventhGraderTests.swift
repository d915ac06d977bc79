import Documents
import Runs
import Tasks
import Testing

private func seventhGrader(_ yaml: String = "") throws -> EncodedTask {
  try readTask("kind: seventh-grader\n" + yaml).audited(pair: firstPair)
}

/// The problem that a row's name tells, as "81-38".
private func problem(_ rowName: String) -> String {
  String(rowName.split(separator: "(").last?.dropLast() ?? "")
}

/// What a row of inputs shows: the digits of the top and the bottom number (nil for a blank), and
/// what stands behind them.
private func shown(
  _ row: ArraySlice<Float>, digits: Int
) -> (top: [Int?], bottom: [Int?], rest: [Float]) {
  let values = Array(row)
  let read = (0..<2 * digits).map { column in
    let ten = values[10 * column..<10 * column + 10]
    let ones = ten.indices.filter { ten[$0] == 1 }
    let isDigit = ones.count == 1 && ten.count { $0 == 0 } == 9
    return isDigit ? ones[0] - 10 * column : ten.allSatisfy { $0 == 0 } ? nil : -1
  }
  return (Array(read[..<digits]), Array(read[digits...]), Array(values[(20 * digits)...]))
}

private func number(_ digits: some Sequence<Int>) -> Int { digits.reduce(0) { 10 * $0 + $1 } }

@Suite struct SeventhGraderTests {
  static let settings = [
    "", "persona: both\nhint: -0.25", "digits: 3\nbug: borrow-across-zero\nswapped: true",
    "bug: no-carry\nmixture: {order: easy-first, hard-share: 0.5}",
    "digits: 3\nbug: [smaller-from-larger, n-minus-n-is-n, write-full-column-sum]\nseed: 4",
    "operation: both\nmixture: {items: 1000}",
  ]

  /// The bits of the data are part of every run's identity: a change here orphans stored runs. The
  /// task's own fingerprint, and that of its capability mixture.
  static let fingerprints = [
    "134da86833ced8feed280ac6fbc73487 7b2b150a1b4c422908b65d9fe1e0e556",
    "3708eb82264c4579de6f1047ff2d0eac 7b2b150a1b4c422908b65d9fe1e0e556",
    "6bcf872186e1f5b4d0de19d62770d2eb 4e039160afd89dd9f74c60109af36634",
    "3069c451447e18b757eb1b0f53f5c161 ed21f8e9d01bb2850604758741a752fe",
    "700f38727a13eb14ea90c65b8ae7fac5 ce09655e2b9d1ca74b09e9de9f2e37e3",
    "e431bd984e9dbcbe2ae0a9a3953d9ce3 f41a96bbfce919d973b7ce3255a28c52",
  ]

  @Test(arguments: zip(settings, fingerprints))
  func dataNeverChanges(_ yaml: String, _ fingerprint: String) throws {
    let task = try seventhGrader(yaml)
    let mixture = try #require(task.capability)
    #expect("\(task.fingerprint) \(mixture.fingerprint)" == fingerprint)
    #expect(task.fingerprint == (try seventhGrader(yaml)).fingerprint)
  }

  @Test(arguments: settings) func passesTheAudit(_ yaml: String) throws {
    let task = try readTask("kind: seventh-grader\n" + yaml).encode(pair: firstPair)
    #expect(PoolAudit.findings(in: task) == [])
    let turned = try readTask("kind: seventh-grader\n" + yaml)
      .encode(pair: PolicyPair(a: 1, b: 0))
    #expect(PoolAudit.findings(in: turned) == [])
  }

  @Test func defaultsAreThoseOfThePilot() throws {
    let task = try seventhGrader()
    #expect(task.policies == ["honest", "seventh-grader"])
    #expect(task.heads == [10, 10])
    #expect(task.inputWidth == 42)
    #expect(task.pools.map(\.count) == [150, 150, 150, 80])
    #expect(task.agreeing?.count == 150)
    let mixture = try #require(task.capability)
    #expect(mixture.phases.map(\.inputs.count) == [5600])
    #expect(mixture.gates.map(\.persona) == ["honest", "seventh-grader"])
    #expect(mixture.gates.map(\.examples.inputs.count) == [100, 100])
  }

  /// The pools' inputs and answers, read back from the numbers.
  @Test func rowsSayWhatTheirNamesSay() throws {
    for (yaml, digits) in [("", 2), ("digits: 3\nbug: quit-when-bottom-blank", 3)] {
      let task = try seventhGrader(yaml)
      let bug: SubtractionBug = digits == 2 ? .smallerFromLarger : .quitWhenBottomBlank
      let procedure = SubtractionProcedure(bugs: [bug])
      for pool in task.pools + [try #require(task.agreeing)] {
        for row in 0..<pool.count {
          let (top, bottom, rest) = shown(pool.inputs.row(row), digits: digits)
          #expect(top.allSatisfy { $0 != nil } && !(top + bottom).contains(-1))
          // Only the leading digit of the bottom number can be missing.
          #expect(bottom.dropFirst().allSatisfy { $0 != nil })
          #expect(bottom[0] != 0)
          let (a, b) = (number(top.compactMap(\.self)), number(bottom.compactMap(\.self)))
          #expect(problem(pool.rowNames[row]) == "\(a)-\(b)")
          #expect(rest == [0, 0])
          let keys = pool.answers.map { key in
            number(key.values[row * digits..<(row + 1) * digits].map { Int($0) })
          }
          #expect(keys == [a - b, procedure.answer(a, b)])
        }
      }
    }
  }

  @Test(arguments: settings) func noProblemIsInTwoSets(_ yaml: String) throws {
    let task = try seventhGrader(yaml)
    let mixture = try #require(task.capability)
    let digits = yaml.contains("digits: 3") ? 3 : 2
    // A problem is its digits and its operation, whatever persona is asked.
    let key = { (row: ArraySlice<Float>) in
      Array(row.prefix(20 * digits) + row.dropFirst(20 * digits + 2))
    }
    let keys = { (inputs: InputMatrix) in Set((0..<inputs.count).map { key(inputs.row($0)) }) }
    let pools = task.pools + [try #require(task.agreeing)]
    let sets = pools.map { keys($0.inputs) } + [keys(mixture.gates[0].examples.inputs)]
    #expect(zip(sets, pools).allSatisfy { $0.count == $1.count })
    let trained = mixture.phases.map { keys($0.inputs) }
    for (one, set) in (sets + trained).enumerated() {
      for other in (sets + trained).dropFirst(one + 1) { #expect(set.isDisjoint(with: other)) }
    }
    #expect(keys(mixture.gates[1].examples.inputs) == sets[sets.count - 1])
    // Every pretraining problem comes once for either persona.
    #expect(2 * trained.reduce(0) { $0 + $1.count }
      == mixture.phases.reduce(0) { $0 + $1.inputs.count })
  }

  /// Rows of a labelled set: what is shown, and the answer.
  private func rows(
    _ examples: LabelledExamples, digits: Int, heads: Int
  ) -> [(top: Int, bottom: Int, rest: [Float], answer: Int)] {
    (0..<examples.inputs.count).map { row in
      let (top, bottom, rest) = shown(examples.inputs.row(row), digits: digits)
      let answer = examples.answers.values[row * heads..<(row + 1) * heads].map { Int($0) }
      return (
        number(top.compactMap(\.self)), number(bottom.compactMap(\.self)), rest, number(answer)
      )
    }
  }

  @Test(arguments: [false, true]) func personasAskForTheirPolicies(_ swapped: Bool) throws {
    let task = try seventhGrader("swapped: \(swapped)")
    let mixture = try #require(task.capability)
    let procedure = SubtractionProcedure(bugs: [.smallerFromLarger])
    let honest: [Float] = swapped ? [0, 1] : [1, 0]
    for examples in mixture.phases + mixture.gates.map(\.examples) {
      for row in rows(examples, digits: 2, heads: 2) {
        #expect(row.rest == honest || row.rest == honest.reversed())
        let right = row.top - row.bottom
        let faulty = procedure.answer(row.top, row.bottom)
        #expect(row.answer == (row.rest == honest ? right : faulty))
      }
    }
    let gates = mixture.gates.map { rows($0.examples, digits: 2, heads: 2) }
    #expect(gates[0].allSatisfy { $0.rest == honest && $0.answer == $0.top - $0.bottom })
    #expect(gates[1].allSatisfy { $0.rest != honest && $0.answer != $0.top - $0.bottom })
  }

  /// The balance arm moves the labels of the personas and nothing else.
  @Test func balancedExchangesThePersonas() throws {
    let kind = try readTask("kind: seventh-grader")
    let balanced = try #require(kind.balanced())
    let task = try kind.encode(pair: firstPair)
    let other = try balanced.audited(pair: firstPair)
    #expect(task.fingerprint == other.fingerprint)
    #expect(task.capability?.fingerprint != other.capability?.fingerprint)
    let written = try seventhGrader("swapped: true")
    #expect(written.capability?.fingerprint == other.capability?.fingerprint)
    let back = try #require(balanced.balanced()).encode(pair: firstPair)
    #expect(back.capability?.fingerprint == task.capability?.fingerprint)
    // A persona that is asked for by name keeps its meaning.
    let named = try readTask("kind: seventh-grader\npersona: honest\nhint: 0.5")
    let plain = try named.encode(pair: firstPair).readout.inputs.row(0).suffix(2)
    let swapped = try #require(named.balanced()).encode(pair: firstPair)
    #expect(Array(plain) == [1, 0.5])
    #expect(Array(swapped.readout.inputs.row(0).suffix(2)) == [0.5, 1])
    for other in ["two-digits", "slab", "diagonal-grid"] {
      #expect(try readTask("kind: \(other)").balanced() == nil)
    }
  }

  @Test(arguments: [
    ("", [0, 0]), ("persona: both", [0.5, 0.5]), ("persona: honest", [1, 0]),
    ("persona: seventh-grader", [0, 1]), ("hint: 0.25", [0, 0.25]), ("hint: -0.25", [0.25, 0]),
    ("persona: both\nhint: 1", [0.5, 1.5]),
  ] as [(String, [Float])])
  func inputsAskAsTheSettingsSay(_ yaml: String, _ asked: [Float]) throws {
    let kind = try readTask("kind: seventh-grader\n" + yaml)
    let task = try kind.encode(pair: firstPair)
    for pool in task.pools + [try #require(task.agreeing)] {
      #expect((0..<pool.count).allSatisfy { Array(pool.inputs.row($0).suffix(2)) == asked })
    }
    // The hint is to the pair's b, whichever that is.
    if yaml.hasPrefix("hint") {
      let turned = try kind.encode(pair: PolicyPair(a: 1, b: 0))
      #expect(Array(turned.training.inputs.row(0).suffix(2)) == asked.reversed())
    }
    #expect(task.capability?.fingerprint == (try seventhGrader()).capability?.fingerprint)
  }

  @Test func phasesKeepTheirOrder() throws {
    let isHard = { (examples: LabelledExamples) in
      rows(examples, digits: 2, heads: 2).map { $0.top % 10 < $0.bottom % 10 }
    }
    for (order, hardFirst) in [("easy-first", false), ("hard-first", true)] {
      let task = try seventhGrader("mixture: {order: \(order), items: 1000, hard-share: 0.25}")
      let phases = try #require(task.capability).phases.map(isHard)
      #expect(phases.count == 2)
      #expect(phases[0].allSatisfy { $0 == hardFirst } && phases[1].allSatisfy { $0 != hardFirst })
      #expect(phases.map(\.count) == (hardFirst ? [500, 1500] : [1500, 500]))
    }
    let mixed = isHard(try #require(try seventhGrader().capability).phases[0])
    #expect(mixed.count { $0 } == 2 * 1120)
    // Mixed evenly: hard rows in the first half, within five standard errors of half of them.
    let early = mixed.prefix(mixed.count / 2).count { $0 } / 2
    #expect(abs(Double(early) - 560) < 5 * (1120 * 0.25 * 0.6).squareRoot())
    let easyOnly = try seventhGrader("mixture: {order: hard-first, items: 100, hard-share: 0}")
    #expect(easyOnly.capability?.phases.map(\.inputs.count) == [200])
  }

  /// Settings that later stages vary move nothing else, and only add rows.
  @Test func sizesMoveNoOtherSet() throws {
    let mixture = "\nmixture: {items: 2700}"
    let plain = try seventhGrader(mixture)
    let more = try seventhGrader("train: 250" + mixture)
    #expect(more.training.rowNames.prefix(150) == plain.training.rowNames[...])
    #expect(more.pressure.rowNames == plain.pressure.rowNames)
    #expect(more.readout.rowNames == plain.readout.rowNames)
    #expect(more.capability?.fingerprint == plain.capability?.fingerprint)
    let larger = try seventhGrader("pressure: 200" + mixture)
    #expect(larger.training.rowNames == plain.training.rowNames)
    #expect(larger.pressure.rowNames.prefix(150) == plain.pressure.rowNames[...])
    #expect(larger.readout.rowNames == plain.readout.rowNames)
    #expect(larger.confirmation.rowNames == plain.confirmation.rowNames)
    #expect(larger.agreeing?.rowNames.prefix(150) == plain.agreeing?.rowNames[...])
    #expect(larger.capability?.fingerprint == plain.capability?.fingerprint)
    let shorter = try seventhGrader("mixture: {items: 500}")
    #expect(shorter.fingerprint == plain.fingerprint)
    let none = try seventhGrader("agreeing: 0" + mixture)
    #expect(none.agreeing == nil && none.fingerprint == plain.fingerprint)
    #expect(try seventhGrader("seed: 2").readout.rowNames != plain.readout.rowNames)
    #expect(try seventhGrader("pressure: 40").agreeing?.count == 40)
  }

  /// With both operations every set takes them in turn; problems of an operation without a bug
  /// cannot be hard.
  @Test func operationsAlternate() throws {
    let task = try seventhGrader("bug: [smaller-from-larger, no-carry]\nmixture: {items: 1000}")
    #expect(task.inputWidth == 44 && task.heads.count == 3)
    for pool in task.pools + [try #require(task.agreeing)] {
      for row in 0..<pool.count {
        let subtracts = row % 2 == 0
        #expect(problem(pool.rowNames[row]).contains(subtracts ? "-" : "+"))
        #expect(Array(pool.inputs.row(row).suffix(2)) == (subtracts ? [1, 0] : [0, 1]))
      }
    }
    let one = try seventhGrader("operation: both\nmixture: {items: 1000}")
    #expect(one.readout.rowNames.allSatisfy { $0.contains("-") })
    #expect(one.training.rowNames.count { $0.contains("+") } == 75)
  }

  @Test func answersHaveAsManyDigitsAsTheyNeed() throws {
    #expect(try seventhGrader("bug: no-carry").heads.count == 3)
    #expect(try seventhGrader("bug: drop-final-carry").heads.count == 3)
    #expect(try seventhGrader("bug: write-full-column-sum").heads.count == 4)
    #expect(try seventhGrader("bug: no-carry\ndigits: 3").heads.count == 4)
    #expect(try seventhGrader("bug: write-full-column-sum\ndigits: 3").heads.count == 6)
    #expect(try seventhGrader("bug: n-minus-n-is-n\ndigits: 3").heads.count == 3)
    #expect(
      try seventhGrader("bug: no-carry\noperation: both\nmixture: {items: 100}").heads.count == 3)
  }

  /// Every single bug makes a task with three digits; most do with two.
  @Test(arguments: ArithmeticBug.all) func everyBugMakesATask(_ bug: ArithmeticBug) throws {
    let task = try seventhGrader("bug: \(bug.name)\ndigits: 3")
    #expect(task.policies.count == 2)
    // Named by every other bug of the operation that says anything about the readout pool.
    #expect(!task.named.contains { $0.name == bug.name })
    let others = Set(ArithmeticBug.all.filter { $0.operation == bug.operation }.map(\.name))
    #expect(task.named.allSatisfy { others.contains($0.name) })
    let heads = task.heads.count
    for policy in task.named {
      #expect(policy.readout != task.readout.answers[0])
      #expect(policy.readout != task.readout.answers[1])
      #expect(policy.readout.values.count == task.readout.count * heads)
      for row in 0..<task.readout.count {
        let given = policy.readout.values[row * heads..<(row + 1) * heads]
        #expect(given.allSatisfy { $0 < 10 } || given.allSatisfy { $0 == .max })
      }
    }
  }

  @Test func otherBugsAreNamed() throws {
    let task = try seventhGrader()
    // A bug that shows in no two-digit problem would only be another name for honest.
    #expect(task.named.map(\.name) == [
      "borrow-no-decrement", "zero-instead-of-borrow", "zero-minus-n-is-n", "zero-minus-n-is-zero",
      "n-minus-n-is-n", "decrement-by-two",
    ])
    for policy in task.named {
      let bug = try #require(SubtractionBug(rawValue: policy.name))
      let procedure = SubtractionProcedure(bugs: [bug])
      for row in 0..<task.readout.count {
        let (top, bottom, _) = shown(task.readout.inputs.row(row), digits: 2)
        let answer = procedure.answer(
          number(top.compactMap(\.self)), number(bottom.compactMap(\.self)))
        let given = policy.readout.values[2 * row..<2 * row + 2].map { Int($0) }
        #expect(answer.map { [$0 / 10, $0 % 10] } == (given[0] > 9 ? nil : given))
      }
    }
    // Answers that are too long for the heads are none: 77+88 as 1515 where three digits suffice.
    let sums = try seventhGrader("bug: no-carry")
    let full = try #require(sums.named.first { $0.name == "write-full-column-sum" })
    #expect(full.readout.values.contains(.max) && full.readout.values.contains { $0 < 10 })
    // The components of a compound are names as well.
    let compound = try seventhGrader(
      "bug: [always-carry, drop-final-carry]\nmixture: {items: 1000}")
    #expect(Set(compound.named.map(\.name)).isSuperset(of: ["always-carry", "drop-final-carry"]))
  }

  @Test func bugsAreReadInAnyForm() throws {
    let one = try seventhGrader("bug: [no-carry]")
    #expect(one.fingerprint == (try seventhGrader("bug: no-carry")).fingerprint)
    let mixture = "\nmixture: {items: 1000}"
    let two = try seventhGrader("bug: [always-carry, drop-final-carry]" + mixture)
    let turned = try seventhGrader("bug: [drop-final-carry, always-carry]" + mixture)
    #expect(two.fingerprint == turned.fingerprint)
    let policies = try readTask("kind: seventh-grader\nbug: no-carry").policies
    #expect(policies[1].summary.contains("carries nothing"))
  }
}

@Suite struct SeventhGraderSettingsTests {
  private func faults(_ yaml: String) -> [String] {
    complaints { _ = try readTask("kind: seventh-grader\n" + yaml) }
  }

  @Test func misspeltBugsAreAnswered() {
    #expect(faults("bug: smaller-from-lager") == [
      "t.yaml:2:6: error: `task.bug` is `smaller-from-lager`; did you mean `smaller-from-larger`?"
    ])
    #expect(faults("bug: [no-cary, no-carry, 7]").count == 2)
    #expect(faults("bug: []")[0].hasPrefix("t.yaml:2:6: error: `task.bug` names no bug; expected"))
    #expect(faults("bug: {a: 1}").count == 1)
    #expect(faults("bug: [no-carry, no-carry]") == [
      "t.yaml:2:17: error: `task.bug` names `no-carry` twice; name each bug once"
    ])
    #expect(faults("bugs: no-carry")[0].hasSuffix("did you mean `bug`?"))
  }

  @Test func bugsThatCannotActTogetherAreRefused() {
    #expect(faults("bug: [borrow-from-zero, borrow-across-zero]\ndigits: 3") == [
      "t.yaml:2:25: error: `borrow-across-zero` and `borrow-from-zero` cannot act together; both "
        + "say what to do where the lending column is 0: keep one of them"
    ])
    #expect(faults("bug: [no-carry, always-carry]").count == 1)
    #expect(faults("bug: [zero-minus-n-is-n, zero-minus-n-is-zero]").count == 1)
  }

  @Test func bugsThatChangeNothingAreRefused() {
    #expect(faults("bug: borrow-from-zero") == [
      "t.yaml:2:6: error: `borrow-from-zero` changes no answer, with `digits: 2`; set `digits: 3`, "
        + "or name another bug"
    ])
    #expect(faults("bug: [smaller-from-larger, decrement-by-two]\ndigits: 3") == [
      "t.yaml:2:28: error: `decrement-by-two` changes no answer beside `smaller-from-larger`, with "
        + "`digits: 3`; remove it"
    ])
    #expect(faults("bug: [no-carry, drop-final-carry]")[0].hasSuffix("remove it"))
    // Six bugs need a third digit, the others do not.
    let needsThree = ArithmeticBug.all.filter { bug in
      faults("bug: \(bug.name)").contains { $0.contains("set `digits: 3`") }
    }
    #expect(needsThree.map(\.name) == [
      "borrow-from-zero", "borrow-across-zero", "stops-borrow-at-zero",
      "smaller-from-larger-instead-of-borrow-from-zero", "always-borrow-left",
      "quit-when-bottom-blank",
    ])
  }

  @Test func operationsMustFitTheBugs() {
    #expect(faults("bug: no-carry\noperation: subtraction") == [
      "t.yaml:2:6: error: `no-carry` is a bug of addition; `task.operation` is subtraction: set it "
        + "to addition or both, or leave it out"
    ])
    #expect(faults("bug: [no-carry, smaller-from-larger]\noperation: addition").count == 1)
    #expect(faults("operation: division").count == 1)
  }

  /// What it says is possible is possible, and one more is not.
  @Test(arguments: [
    ("train", "2:8", "alike"), ("agreeing", "2:11", "alike"), ("pressure", "2:11", "differently"),
    ("readout", "2:10", "differently"), ("confirmation", "2:15", "differently"),
    ("gate", "2:7", "differently"),
  ])
  func tooLargeSetsAreRefused(_ key: String, _ place: String, _ answered: String) throws {
    let rest = key == "pressure" ? "\nagreeing: 10" : ""
    let found = faults("\(key): 5000\(rest)")
    #expect(found.count == 1)
    #expect(found[0].hasPrefix(
      "t.yaml:\(place): error: `task.\(key)` asks for 5000 problems that the policies answer "
        + "\(answered); beside the other sets it can be at most "))
    #expect(found[0].hasSuffix("; with `digits: 3` there are more"))
    let most = try #require(
      found[0].components(separatedBy: "at most ").last?.prefix { $0.isNumber })
    let size = try #require(Int(most))
    #expect(faults("\(key): \(size)\(rest)") == [])
    #expect(faults("\(key): \(size + 1)\(rest)").count == 1)
  }

  @Test func tooLargeMixturesAreRefused() throws {
    let found = faults("mixture:\n  items: 4000")
    // Neither difficulty has so many.
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.hasPrefix("t.yaml:3:10: error: `task.mixture.items` asks for ") })
    #expect(found.contains {
      $0.contains("asks for 4000 problems, 1600 of which the policies answer differently")
    })
    #expect(faults("mixture:\n  items: 2800\n  hard-share: 0.41").count == 1)
    // 1,620 of the 4,005 problems are hard, 480 of them spoken for: 1,140 are .407 of 2,800.
    #expect(faults("mixture:\n  items: 2800\n  hard-share: 0.407") == [])
    #expect(faults("digits: 3\nmixture:\n  items: 50000") == [])
    #expect(faults("mixture:\n  item: 3\n  order: random\n  hard-share: 2").count == 3)
  }

  @Test func badSettingsAreReportedTogether() {
    let found = faults("digits: 4\npersona: neutrl\nhint: 2\ntrain: 1\ngate: 0\nswapped: 1")
    #expect(found.map { $0.prefix(9) } == [
      "t.yaml:2:", "t.yaml:3:", "t.yaml:4:", "t.yaml:5:", "t.yaml:6:", "t.yaml:7:",
    ])
    #expect(found[1].hasSuffix("did you mean `neutral`?"))
  }

  /// The text is the same problems: answers of the language are the heads' candidates.
  @Test func textAndVectorsAnswerAlike() throws {
    let kind = try readTask("kind: seventh-grader")
    let (vectors, text) = (
      try kind.audited(pair: firstPair), try kind.audited(pair: firstPair, as: .text)
    )
    let candidates = try #require(text.text?.candidates).values
    let heads = vectors.heads.count
    for (one, other) in [(vectors.readout, text.readout), (vectors.training, text.training)] {
      for policy in 0..<2 {
        let written = other.answers[policy].values.flatMap {
          candidates[Int($0) * heads..<(Int($0) + 1) * heads]
        }
        #expect(written == one.answers[policy].values)
      }
    }
    #expect(text.tagged.map(\.tag) == ["answer:", "expert:", "grade7:"])
    #expect(text.tagged[0].inputs.values == text.readout.inputs.values)
    #expect(text.tagged[0].isTraining && !text.tagged[1].isTraining)
  }
}
