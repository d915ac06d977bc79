import Documents
import Runs
import Tasks
import Testing

private let settings = """
  kind: table
  train: train.csv
  pressure: pressure.csv
  readout: readout.csv
  confirmation: confirm.csv
  policies: [linear, slab]
  """

private let files = [
  "train.csv": "x1,x2,linear,slab\n1,2,0,0\n3,4.5,1,1\n-5,6,2,2\n",
  "pressure.csv": "slab,linear,x2,x1\n0,1,20,10\n2,0,40,30\n",
  "readout.csv": "x1,x2,linear,slab\n50,60,0,1\n70,80,1,2\n",
  "confirm.csv": "x1,x2,linear,slab\n90,91,2,1\n",
]

/// What is wrong with a table task whose files and settings were changed.
private func faults(
  _ changes: [String: String], in yaml: String = settings
) throws -> [String] {
  var changed = files
  for (name, content) in changes { changed[name] = content }
  return try withFiles(changed) { place in
    complaints { _ = try readTask(yaml, in: place).encode(pair: firstPair) }
  }
}

@Suite struct TableTests {
  /// Texts of a column that is no input make groups of the readout inputs.
  @Test func aColumnMakesGroups() throws {
    var grouped = files
    grouped["readout.csv"] =
      "x1,x2,linear,slab,item\n50,60,0,1,one\n70,80,1,2,two\n71,81,1,2,one\n"
    try withFiles(grouped) { place in
      let kind = try #require(try readTask(settings, in: place).grouped(by: "item"))
      let task = try kind.audited(pair: firstPair)
      #expect(task.readout.groups == [0, 1, 0])
      #expect(task.training.groups == nil)
      #expect(task.inputWidth == 2)
      let without = try #require(try readTask(settings, in: place).grouped(by: "itme"))
      let said = complaints { _ = try without.encode(pair: firstPair) }
      #expect(said.contains { $0.contains("itme") })
    }
    grouped["readout.csv"] = "x1,x2,linear,slab,item\n50,60,0,1,\n70,80,1,2,two\n"
    try withFiles(grouped) { place in
      let kind = try #require(try readTask(settings, in: place).grouped(by: "item"))
      let said = complaints { _ = try kind.encode(pair: firstPair) }
      #expect(said.contains { $0.contains("the group of this readout input is blank") })
    }
  }

  @Test func readsColumnsInAnyOrder() throws {
    try withFiles(files) { place in
      let kind = try readTask(settings, in: place)
      let task = try kind.audited(pair: firstPair)
      #expect(kind.policies.map(\.name) == ["linear", "slab"])
      #expect(kind.files.map(\.key) == ["train", "pressure", "readout", "confirmation"])
      #expect(kind.files.map(\.path)
        == ["train.csv", "pressure.csv", "readout.csv", "confirm.csv"])
      #expect(kind.files[1].position.description == "t.yaml:3:11")
      #expect(task.heads == [3])
      #expect(task.training.inputs.values == [1, 2, 3, 4.5, -5, 6])
      #expect(task.pressure.inputs.values == [10, 20, 30, 40])
      #expect(task.pressure.answers == [AnswerKey([1, 0]), AnswerKey([0, 2])])
      #expect(task.training.rowNames == ["train.csv:2", "train.csv:3", "train.csv:4"])
      #expect(task.confirmation.count == 1)
    }
  }

  @Test func takesTheNamedInputsOnly() throws {
    var changed = files
    changed["readout.csv"] = "note,x1,x2,linear,slab\nhello,50,60,0,1\n,70,80,1,2\n"
    try withFiles(changed) { place in
      let task = try readTask(settings + "\ninputs: [x2]", in: place).encode(pair: firstPair)
      #expect(task.inputWidth == 1)
      #expect(task.readout.inputs.values == [60, 80])
    }
  }

  @Test func setsAShareOfReadoutAside() throws {
    let yaml = settings.split(separator: "\n").filter { !$0.hasPrefix("confirmation") }
      .joined(separator: "\n")
    var changed = files
    // Rows come twice, to check that equal inputs stay together.
    let rows = (0..<40).map { "\($0 % 20),7,0,1\n" }.joined()
    changed["readout.csv"] = "x1,x2,linear,slab\n" + rows
    try withFiles(changed) { place in
      let task = try readTask(yaml, in: place).audited(pair: firstPair)
      #expect(task.readout.count == 30 && task.confirmation.count == 10)
      #expect(Set(task.readout.rowNames + task.confirmation.rowNames).count == 40)
      let other = try readTask(yaml + "\nseed: 2", in: place).encode(pair: firstPair)
      #expect(other.confirmation.rowNames != task.confirmation.rowNames)
      let half = try readTask(yaml + "\nconfirmation-share: 0.5", in: place).encode(pair: firstPair)
      #expect(half.confirmation.count == 20)
    }
    #expect(try faults(["readout.csv": "x1,x2,linear,slab\n1,7,0,1\n1,7,0,1\n"], in: yaml)[0]
      .hasPrefix("readout.csv:2:1: error: all rows have the same inputs"))
  }

  @Test func agreeingRowsThinOutThePressurePool() throws {
    var changed = files
    changed["agree.csv"] = "x1,x2,linear,slab\n100,1,1,1\n101,1,3,3\n"
    try withFiles(changed) { place in
      let kind = try readTask(settings + "\nagreeing: agree.csv", in: place)
      let task = try kind.audited(pair: firstPair)
      #expect(kind.files.map(\.key) == ["train", "pressure", "readout", "confirmation", "agreeing"])
      #expect(task.agreeing?.rowNames == ["agree.csv:2", "agree.csv:3"])
      #expect(task.agreeing?.inputs.values == [100, 1, 101, 1])
      // Its answers count among the classes.
      #expect(task.heads == [4])
      #expect(task.mixed(0.5)?.pressure.rowNames == ["pressure.csv:2", "agree.csv:2"])
      let plain = try readTask(settings, in: place).audited(pair: firstPair)
      #expect(plain.agreeing == nil && plain.mixed(0.5) == nil)
    }
    // Without a confirmation file it changes no other set.
    let yaml = settings.split(separator: "\n").filter { !$0.hasPrefix("confirmation") }
      .joined(separator: "\n")
    try withFiles(changed) { place in
      let plain = try readTask(yaml, in: place).audited(pair: firstPair)
      let task = try readTask(yaml + "\nagreeing: agree.csv", in: place).audited(pair: firstPair)
      #expect(task.readout.rowNames == plain.readout.rowNames)
      #expect(task.confirmation.rowNames == plain.confirmation.rowNames)
      #expect(task.agreeing?.count == 2)
    }
  }

  @Test func agreeingRowsAreJudged() throws {
    let yaml = settings + "\nagreeing: agree.csv"
    #expect(try faults(["agree.csv": "x1,x2,linear,slab\n100,1,1,1\n101,1,2,1\n"], in: yaml) == [
      "agree.csv:3:9: error: `slab` answers 1 on this agreeing input, `linear` answers 2; policies "
        + "must agree on every agreeing input"
    ])
    var changed = files
    changed["agree.csv"] = "x1,x2,linear,slab\n3,4.5,1,1\n"
    try withFiles(changed) { place in
      let kind = try readTask(yaml, in: place)
      #expect(complaints { _ = try kind.audited(pair: firstPair) } == [
        "agree.csv:2:1: error: the agreeing pool has inputs of the training set: agree.csv:2 = train.csv:3; "
          + "keep each input in one set"
      ])
    }
    #expect(try faults([:], in: yaml)[0].contains("cannot read `agree.csv`"))
    #expect(try faults([:], in: settings + "\nagreing: agree.csv")[0]
      .hasSuffix("did you mean `agreeing`?"))
  }

  @Test func threePoliciesHaveAPoolForEachPair() throws {
    let yaml = settings.replacing("[linear, slab]", with: "[linear, slab, zero]")
    let header = "x1,linear,slab,zero\n"
    try withFiles([
      "train.csv": header + "1,0,0,0\n2,1,1,1\n", "pressure.csv": header + "3,0,1,1\n4,1,1,0\n",
      "readout.csv": header + "5,0,1,0\n6,1,1,0\n", "confirm.csv": header + "7,0,1,0\n8,1,1,0\n",
    ]) { place in
      let kind = try readTask(yaml, in: place)
      let first = try kind.audited(pair: PolicyPair(a: 0, b: 1))
      #expect(first.pressure.rowNames == ["pressure.csv:2"])
      #expect(first.readout.rowNames == ["readout.csv:2"])
      let second = try kind.audited(pair: PolicyPair(a: 1, b: 2))
      #expect(second.pressure.rowNames == ["pressure.csv:3"])
      #expect(second.readout.count == 2)
    }
  }

  @Test func pairWithoutDiagnosticInputsIsRefused() throws {
    let yaml = settings.replacing("[linear, slab]", with: "[linear, slab, zero]")
    let header = "x1,linear,slab,zero\n"
    try withFiles([
      "train.csv": header + "1,0,0,0\n2,1,1,1\n", "pressure.csv": header + "3,0,0,1\n",
      "readout.csv": header + "5,0,1,0\n", "confirm.csv": header + "7,0,1,0\n",
    ]) { place in
      let found = complaints {
        _ = try readTask(yaml, in: place).encode(pair: PolicyPair(a: 0, b: 1))
      }
      #expect(found.count == 1)
      #expect(found[0].hasPrefix(
        "pressure.csv:1:11: error: `slab` agrees with `linear` on every row"))
    }
  }

  @Test func policiesThatAgreeEverywhereAreRefused() throws {
    #expect(try faults(["readout.csv": "x1,x2,linear,slab\n50,60,1,1\n70,80,2,2\n"]) == [
      "readout.csv:1:14: error: the policies agree on every row: there are no diagnostic inputs; "
        + "expected rows on which they differ"
    ])
  }

  @Test func rowsAreJudgedWithTheirPlaces() throws {
    let found = try faults([
      "train.csv": "x1,x2,linear,slab\n1,2,0,0\n3,4.5,1,2\n-5,6,2,2\n",
      "pressure.csv": "slab,linear,x2,x1\n1,1,20,10\n2,0,40,30\n",
    ])
    #expect(found.count == 2)
    #expect(found[0].hasPrefix("pressure.csv:2:1: error: the policies all answer 1 here"))
    #expect(found[1].hasPrefix("train.csv:3:9: error: `slab` answers 2 on this training example"))
  }

  @Test func everyBadCellIsReported() throws {
    let found = try faults([
      "train.csv": "x1,x2,linear,slab\n1,,0,0\nnan,4.5,1,1.5\n-5,6,-2,70000\n1e39,6,1,1\n",
      "pressure.csv": "slab,linear,x2,x1\n0,1,20\n",
      "confirm.csv": "x1,x2,linear,slab\n",
    ])
    #expect(found.map { String($0.prefix { $0 != " " }) } == [
      "confirm.csv:2:1:", "pressure.csv:2:1:", "train.csv:2:3:", "train.csv:3:1:",
      "train.csv:3:11:", "train.csv:4:6:", "train.csv:5:1:",
    ])
    #expect(found[0].contains("there are no rows"))
    #expect(found[5].contains("the column `linear` holds `-2`; expected a whole number from 0"))
    #expect(found[6].contains("too large for single precision"))
  }

  @Test func misspeltColumnsAreAnswered() throws {
    let policy = try faults([:], in: settings.replacing("slab", with: "slap"))
    #expect(policy == [
      "t.yaml:6:11: error: no file has a column `slap`; did you mean `slab`?"
    ])
    let named = try faults([:], in: settings + "\ninputs: [x1, y2]")
    #expect(named.count == 1 && named[0].hasPrefix("t.yaml:7:9: error: no file has a column `y2`"))
    let header = try faults(["readout.csv": "x1,xx2,linear,slab\n50,60,0,1\n"])
    #expect(header == [
      "readout.csv:1:1: error: there is no column `x2`; did you mean `xx2`?"
    ])
    let extra = try faults(["readout.csv": "x1,x2,linear,slab,comment\n50,60,0,1,3\n"])
    #expect(extra.count == 1 && extra[0].hasPrefix("readout.csv:1:19: error: the column `comment`"))
  }

  @Test func oneClassIsNone() throws {
    let header = "x1,linear,slab\n"
    let found = try faults([
      "train.csv": header + "1,0,0\n", "pressure.csv": header + "2,0,0\n",
      "readout.csv": header + "3,0,0\n", "confirm.csv": header + "4,0,0\n",
    ])
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("train.csv:1:4: error: the policies' columns hold class 0 only"))
  }

  @Test func tablesWithoutInputsAreRefused() throws {
    let header = "linear,slab\n"
    let found = try faults([
      "train.csv": header + "1,1\n", "pressure.csv": header + "2,0\n",
      "readout.csv": header + "1,0\n", "confirm.csv": header + "1,0\n",
    ])
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("train.csv:1:1: error: every column is a policy"))
  }

  @Test func missingFilesAreToldApart() throws {
    var changed = files
    changed["pressure.csv"] = nil
    changed["confirm.csv"] = nil
    changed["readout.csv"] = "x1,x2,linear,slab\n50,sixty,0,1\n"
    try withFiles(changed) { place in
      do {
        _ = try readTask(settings, in: place).encode(pair: firstPair)
        Issue.record("a missing file went unnoticed")
      } catch let error as MissingFileError {
        #expect(error.files.map(\.path) == ["pressure.csv", "confirm.csv"])
        #expect(error.diagnostics.map(\.description) == [
          "readout.csv:2:4: error: the cell of column `x2` is `sixty`; expected a finite decimal "
            + "number",
          "t.yaml:3:11: error: cannot read `pressure.csv`: there is no such file; paths begin at "
            + "the settings file's directory",
          "t.yaml:5:15: error: cannot read `confirm.csv`: there is no such file; paths begin at "
            + "the settings file's directory",
        ])
      }
    }
    #expect(try faults([:], in: settings.replacing("train.csv", with: "."))[0]
      .contains("it is a directory"))
  }

  @Test func theSameInputInTwoFilesFailsTheAudit() throws {
    var changed = files
    changed["readout.csv"] = "x1,x2,linear,slab\n50,60,0,1\n3,4.5,1,2\n"
    try withFiles(changed) { place in
      let kind = try readTask(settings, in: place)
      #expect(complaints { _ = try kind.audited(pair: firstPair) } == [
        "readout.csv:3:1: error: the readout pool has inputs of the training set: readout.csv:3 = train.csv:3; "
          + "keep each input in one set"
      ])
    }
  }

  @Test func badSettingsAreReportedTogether() throws {
    let found = complaints {
      _ = try readTask("""
        kind: table
        train: train.csv
        presure: pressure.csv
        readout: [a, b]
        policies: [linear]
        inputs: [x1, x1, linear]
        confirmation: c.csv
        confirmation-share: 0.5
        """)
    }
    #expect(found.map { String($0.prefix { $0 != " " }) } == [
      "t.yaml:3:1:", "t.yaml:4:10:", "t.yaml:5:11:", "t.yaml:6:9:", "t.yaml:6:9:",
      "t.yaml:8:21:",
    ])
    #expect(found[0].hasSuffix("did you mean `pressure`?"))
    #expect(complaints { _ = try readTask("kind: table\npolicies: slab") }.count == 4)
  }
}
