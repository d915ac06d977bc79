import Documents
import Runs
import Tasks
import Testing

/// Policies' columns that hold something else than 0…C-1: said once a column, with what to do.
@Suite struct ClassesTests {
  private let settings = """
    kind: table
    train: train.csv
    pressure: pressure.csv
    readout: readout.csv
    confirmation: confirm.csv
    policies: [a, b]
    """

  /// Four files in which the policies agree and differ as they must, with these texts as classes.
  private func files(_ zero: String, _ one: String, separator: String = ",") -> [String: String] {
    func file(_ rows: [(Int, Int)], _ start: Int) -> String {
      let lines = rows.enumerated().map { index, row in
        ["\(start + index)", row.0 == 0 ? zero : one, row.1 == 0 ? zero : one]
      }
      return ([["x", "a", "b"]] + lines).map { $0.joined(separator: separator) + "\n" }.joined()
    }
    let apart = [(0, 1), (1, 0), (0, 1), (1, 0)]
    return [
      "train.csv": file([(0, 0), (1, 1), (0, 0), (1, 1)], 0), "pressure.csv": file(apart, 100),
      "readout.csv": file(apart, 200), "confirm.csv": file(apart, 300),
    ]
  }

  private func faults(_ files: [String: String], _ more: String = "") throws -> [String] {
    try withFiles(files) { place in
      complaints { _ = try readTask(settings + more, in: place).audited(pair: firstPair) }
    }
  }

  @Test(arguments: [
    ("-1", "1", "{-1: 0, 1: 1}"), ("0.0", "1.0", "{0.0: 0, 1.0: 1}"),
    ("no", "yes", "{\"no\": 0, \"yes\": 1}"), ("cat", "dog", "{cat: 0, dog: 1}"),
  ])
  func otherTextsAreSaidOnceAColumnAndTheRemedyWorks(
    _ zero: String, _ one: String, _ classes: String
  ) throws {
    let files = files(zero, one)
    let found = try faults(files)
    #expect(found.count == 2)
    for (column, place) in [("a", "2:3"), ("b", "2:\(zero.count + 4)")] {
      let text = "train.csv:\(place): error: the column `\(column)` holds `\(zero)`, and "
      #expect(found.contains { $0.hasPrefix(text) }, "\(found)")
    }
    #expect(found.allSatisfy {
      $0.hasSuffix(
        "expected a whole number from 0 to 65535; under `task`, `classes: \(classes)` says which "
          + "text is which class")
    })
    try withFiles(files) { place in
      let task = try readTask(settings + "\nclasses: \(classes)", in: place)
        .audited(pair: firstPair)
      #expect(task.heads == [2])
      #expect(task.training.answers[0] == AnswerKey([0, 1, 0, 1]))
      #expect(task.pressure.answers[1] == AnswerKey([1, 0, 1, 0]))
    }
  }

  @Test func oneSlipAmongClassesIsNoNameOfAClass() throws {
    var files = files("0", "1")
    files["readout.csv"] = "x,a,b\n" + (0..<12).map { "\(200 + $0),0,1\n" }.joined() + "250,O,1\n"
    #expect(try faults(files) == [
      "readout.csv:14:5: error: the column `a` holds `O`; expected a whole number from 0 to 65535"
    ])
  }

  @Test func textsThatClassesDoNotNameAreErrors() throws {
    #expect(try faults(files("no", "maybe"), "\nclasses: {\"no\": 0, \"yes\": 1}") == [
      "train.csv:3:3: error: the column `a` holds `maybe`, and 7 cells like it; expected one of "
        + "`task.classes`: no, yes",
      "train.csv:3:9: error: the column `b` holds `maybe`, and 7 cells like it; expected one of "
        + "`task.classes`: no, yes",
    ])
    #expect(try faults(files("0", "1"), "\nclasses: [0, 1]") == [
      "t.yaml:7:10: error: `task.classes` is a list; expected a block such as {-1: 0, 1: 1}"
    ])
    #expect(try faults(files("0", "1"), "\nclasses: {0: 0, 1: one}")[0].hasPrefix(
      "t.yaml:7:20: error: `task.classes` makes `1` `one`; expected a class"))
  }

  @Test(arguments: ["\t", ";"]) func otherSeparatorsAreSaidOnce(_ separator: String) throws {
    let found = try faults(files("0", "1", separator: separator))
    let word = separator == ";" ? "semicolons" : "tabs"
    #expect(found == [
      "train.csv:1:1: error: this is no comma-separated table: its columns are separated by "
        + "\(word); nor is `pressure.csv`, `readout.csv`, `confirm.csv`; save it with commas "
        + "between the columns, and points in numbers"
    ])
  }

  @Test func jsonIsNoTable() throws {
    var files = files("0", "1")
    files["train.csv"] = "[{\"x\": 1, \"a\": 0, \"b\": 0}]\n"
    let found = try faults(files)
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("train.csv:1:1: error: this is no comma-separated table: it is JSON"))
  }

  @Test func classesFromOneAreNoted() throws {
    try withFiles(files("1", "2")) { place in
      let kind = try readTask(settings, in: place)
      let task = try kind.audited(pair: firstPair)
      #expect(task.heads == [3])
      #expect(kind.notes.map(\.description) == [
        "train.csv:1:3: note: the policies' columns hold classes 1, 2, and never 0; class 0 stays "
          + "an answer that a learner can give; under `task`, `classes: {1: 0, 2: 1}` leaves it out"
      ])
    }
    try withFiles(files("0", "1")) { place in
      let kind = try readTask(settings, in: place)
      _ = try kind.audited(pair: firstPair)
      #expect(kind.notes == [])
    }
  }

  @Test(arguments: ["other", "failed"]) func outcomesNameNoPolicy(_ name: String) throws {
    let found = try withFiles(files("0", "1").mapValues { $0.replacing("x,a,b", with: "x,a,\(name)") })
    { place in
      complaints { _ = try readTask(settings.replacing("b]", with: "\(name)]"), in: place) }
    }
    #expect(found == [
      "t.yaml:6:11: error: `\(name)` cannot name a policy; runs that are no policy's are called "
        + "`other` and `failed`: rename the column"
    ])
  }

  /// No kind has a policy of such a name by itself.
  @Test func noBuiltInPolicyIsCalledSo() throws {
    for kind in TaskKinds.all where kind.name != "table" {
      let names = try readTask("kind: \(kind.name)").policies.map(\.name)
      #expect(!names.contains("other") && !names.contains("failed"))
    }
  }
}
