import Documents
import Testing

private func faults(_ yaml: String) -> [String] {
  do {
    _ = try YAMLDocument.parse(yaml, file: "e.yaml")
    return []
  } catch {
    return (error as? DocumentError)?.diagnostics.map(\.description) ?? ["\(error)"]
  }
}

@Suite struct YAMLDocumentTests {
  @Test func emptyDocumentsAreEmptyBlocks() throws {
    for text in ["", "\n\n", "# only a comment\n"] {
      guard case .mapping(let entries, _) = try YAMLDocument.parse(text, file: "e") else {
        Issue.record("no block")
        return
      }
      #expect(entries.isEmpty)
    }
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", ["3:1"]),
    ("a: 1\na: 2\na: 3\n", ["2:1", "3:1"]),
    ("task:\n  seed: 1\ntraining:\n  seed: 2\n  seed: 3\n", ["5:3"]),
    ("seed: 1\ntask:\n  seed: 1\n  kind: x\n  seed: 2\n", ["5:3"]),
    ("a:\n  b: 1\n\n  # a comment\n  b: 2\n", ["5:3"]),
    ("a:\n  b:\n    c: 1\n  d: 1\n  b: 2\n", ["5:3"]),
    ("\"a\": 1\na: 2\n", ["2:1"]),
    ("a: 1\n'a': 2\n", ["2:1"]),
    ("x: {a: 1, b: 2, a: 3}\n", ["1:17"]),
    ("l:\n  - a: 1\n  - a: 2\n    a: 3\n", ["4:5"]),
    ("a: 1\nb: 1\na: 2\nb: 2\n", ["3:1", "4:1"]),
    ("ab: 1\na: 1\nab: 2\n", ["3:1"]),
  ])
  func duplicateKeysAreLocated(_ yaml: String, _ places: [String]) {
    let found = faults(yaml)
    #expect(found.map { String($0.dropFirst("e.yaml:".count).prefix { $0 != " " }.dropLast()) }
      == places)
    #expect(found.allSatisfy { $0.contains("stands here a second time") })
  }

  @Test func brokenSyntaxHasAPlace() {
    for (yaml, line) in [("a: [1, 2\nb: 3\n", 2), ("a: 1\n b: 2\n", 2), ("a: \"x\n", 2),
      ("a: 1\n---\nb: 2\n", 2), ("a: *nobody\n", 1), ("\ta: 1\n", 1)]
    {
      let found = faults(yaml)
      #expect(found.count == 1 && found[0].hasPrefix("e.yaml:\(line):"), "\(yaml) \(found)")
      #expect(found.allSatisfy { $0.contains("not valid YAML") })
    }
  }

  @Test func likelyMeantWords() {
    #expect(likelyMeant("tresh", among: ["thresh", "steps"]) == "thresh")
    #expect(likelyMeant("setps", among: ["seed", "steps"]) == "steps")
    #expect(likelyMeant("completely", among: ["other", "words"]) == nil)
    #expect(likelyMeant("x", among: [String]()) == nil)
  }

  /// Brackets, dashes and aliases that would exhaust the stack or the memory are refused with their
  /// place.
  @Test func depthAndSizeHaveLimits() throws {
    for text in [
      String(repeating: "[", count: 300_000), String(repeating: "{a: ", count: 300_000),
      "a:\n" + String(repeating: "- ", count: 300_000) + "x",
      String(repeating: "? ", count: 300_000),
    ] {
      let error = #expect(throws: DocumentError.self) {
        try YAMLDocument.parse(text, file: "deep.yaml")
      }
      #expect(error?.description.contains("nested more than 200 deep") == true)
    }
    var laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...9 {
      let alias = "*a\(level - 1)"
      let list = Array(repeating: alias, count: 10).joined(separator: ", ")
      laughs += "a\(level): &a\(level) [\(list)]\n"
    }
    let error = #expect(throws: DocumentError.self) {
      try YAMLDocument.parse(laughs, file: "laughs.yaml")
    }
    #expect(error?.description.contains("more than 100000 values") == true)
    let fine = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    _ = try YAMLDocument.parse("a: \(fine)", file: "fine.yaml")
  }
}
