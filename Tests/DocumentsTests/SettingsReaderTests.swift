import Documents
import Testing

/// Reads YAML with a body that asks for keys; returns its result, the diagnostics and what was
/// resolved.
func reading<Result>(
  _ yaml: String, _ body: (SettingsReader) -> Result
) throws -> (result: Result, found: [String], resolved: ResolvedSettings) {
  let diagnostics = Diagnostics()
  let reader = SettingsReader(
    try YAMLDocument.parse(yaml, file: "e.yaml"), path: "",
    position: SourcePosition(file: "e.yaml", line: 1, column: 1), diagnostics: diagnostics)
  let result = body(reader)
  reader.finish()
  return (result, DocumentError(diagnostics.all).diagnostics.map(\.description), reader.resolved)
}

@Suite struct SettingsReaderTests {
  @Test func readsEveryKindOfValue() throws {
    let read = try reading(
      "steps: 300\nrate: 0.02\nbig: 1e-3\nbatch: full\nhidden: [16, -4]\nshares: [.5, 1]\n"
        + "on-top: true\nname: \"no\"\nwords: [a, b]\nkind: sgd\nkinds: [sgd]\n"
    ) { reader in
      #expect(reader.integer("steps", default: 1, in: 1...1000) == 300)
      #expect(reader.number("rate", default: 1, in: 0...1) == 0.02)
      #expect(reader.number("big", default: nil, in: 0...(.infinity)) == 1e-3)
      #expect(reader.text("batch", default: nil) == "full")
      #expect(reader.integers("hidden", default: [], in: -9...99) == [16, -4])
      #expect(reader.numbers("shares", default: [], in: 0...1) == [0.5, 1])
      #expect(reader.flag("on-top", default: false) == true)
      #expect(reader.text("name", default: nil) == "no")
      #expect(reader.texts("words", default: nil) == ["a", "b"])
      #expect(reader.choice("kind", among: ["sgd", "adam"], default: "adam") == "sgd")
      #expect(reader.choices("kinds", among: ["sgd", "adam"], default: nil) == ["sgd"])
    }
    #expect(read.found == [])
  }

  @Test func fillsInDefaults() throws {
    let read = try reading("") { reader in
      (
        reader.integer("steps", default: 300, in: 1...1000),
        reader.section("training") { $0.number("rate", default: 0.5, in: 0...1) },
        reader.texts("words", default: ["a"])
      )
    }
    #expect(read.result == (300, 0.5, ["a"]))
    #expect(read.found == [])
    #expect(read.resolved.canonicalText == "{steps: 300, training: {rate: 0.5}, words: [\"a\"]}")
  }

  @Test func requiredKeysAreMissed() throws {
    let read = try reading("training:\n  steps: 3\n") { reader in
      reader.section("training") { inner in
        _ = inner.integer("steps", default: 1, in: 1...5)
        _ = inner.number("rate", default: nil, in: 0...1)
        _ = inner.texts("names", default: nil)
      }
    }
    #expect(read.found == [
      "e.yaml:2:3: error: `training.rate` is missing; expected a number from 0.0 to 1.0",
      "e.yaml:2:3: error: `training.names` is missing; expected a list of texts",
    ])
  }

  @Test func unknownKeysAreAnswered() throws {
    let read = try reading("stepz: 3\ntraining:\n  raet: 1\n  qqqqqqq: 2\n") { reader in
      _ = reader.integer("steps", default: 1, in: 1...5)
      reader.section("training") { _ = $0.number("rate", default: 1, in: 0...1) }
    }
    #expect(read.found == [
      "e.yaml:1:1: error: unknown key `stepz`; did you mean `steps`?",
      "e.yaml:3:3: error: unknown key `raet` in `training`; did you mean `rate`?",
      "e.yaml:4:3: error: unknown key `qqqqqqq` in `training`; known here: rate",
    ])
  }

  @Test func restCanBeLeftUnjudged() throws {
    let read = try reading("kind: what\nother: 2\n") { reader in
      _ = reader.text("kind", default: nil)
      reader.skipRest()
    }
    #expect(read.found == [])
  }

  @Test func wrongTypesAndRangesHaveAPlace() throws {
    let read = try reading(
      "a: many\nb: 0\nc: [1]\nd: {x: 1}\ne: yes\nf: [1, two, 3]\ng: adm\nh: 3\ni: 1.5\nj: 2\n"
    ) { reader in
      _ = reader.integer("a", default: 1, in: 1...5)
      _ = reader.integer("b", default: 1, in: 1...5)
      _ = reader.number("c", default: 1, in: 0...5)
      _ = reader.text("d", default: "")
      _ = reader.flag("e", default: true)
      #expect(reader.integers("f", default: [], in: 0...9) == [1, 3])
      _ = reader.choice("g", among: ["sgd", "adam"], default: nil)
      _ = reader.section("h") { $0.flag("x", default: true) }
      _ = reader.number("i", default: 1, in: 0...1)
      _ = reader.integers("j", default: [], in: 0...1)
    }
    #expect(read.found.count == 10)
    #expect(read.found.map { String($0.prefix { $0 != " " }) } == [
      "e.yaml:1:4:", "e.yaml:2:4:", "e.yaml:3:4:", "e.yaml:4:4:", "e.yaml:5:4:", "e.yaml:6:8:",
      "e.yaml:7:4:", "e.yaml:8:4:", "e.yaml:9:4:", "e.yaml:10:4:",
    ])
    #expect(read.found[1].hasSuffix("`b` is `0`; expected a whole number from 1 to 5"))
    #expect(read.found[4].hasSuffix("`e` is `yes`; expected true or false"))
    #expect(read.found[6].hasSuffix("expected sgd | adam; did you mean `adam`?"))
    #expect(read.found[7].hasSuffix("`h` is `3`; expected a block of keys"))
    #expect(read.found[8].hasSuffix("expected a number from 0.0 to 1.0"))
  }

  /// Forms on which YAML readers disagree: none is given a meaning.
  @Test(arguments: [
    "010", "1:30", "0x10", "1_000", "+5", "0o7", "0b1", "no", "~", "", "\"5\"", ".inf", ".nan",
    "-010", "1e400", "5.", "٣",
  ])
  func ambiguousNumbersAreRefused(_ text: String) throws {
    if text != "5." {
      let number = try reading("n: \(text)\n") { $0.number("n", default: 7, in: -1e9...1e9) }
      #expect(number.result == 7)
      #expect(number.found.count == 1 && number.found[0].hasPrefix("e.yaml:1:"))
    }
    let integer = try reading("n: \(text)\n") { $0.integer("n", default: 7, in: -99...9999) }
    #expect(integer.result == 7)
    #expect(integer.found.count == 1)
  }

  @Test(arguments: [("010", "octal"), ("1:30", "base 60"), ("0x10", "decimal"),
    ("1_000", "underscores"), (".nan", "finite")])
  func ambiguousNumbersComeWithARemedy(_ text: String, _ word: String) throws {
    let read = try reading("n: \(text)\n") { $0.number("n", default: 7, in: -1e9...1e9) }
    #expect(read.found[0].contains(word))
  }

  @Test(arguments: ["no", "Yes", "on", "OFF", "null", "~", "true", "n"])
  func ambiguousTextsMustBeQuoted(_ text: String) throws {
    let plain = try reading("t: \(text)\n") { $0.text("t", default: "x") }
    #expect(plain.result == "x")
    #expect(plain.found.count == 1 && plain.found[0].contains("write it in quotes"))
    let quoted = try reading("t: \"\(text)\"\n") { $0.text("t", default: "x") }
    #expect(quoted.result == text && quoted.found == [])
  }

  @Test func overridesReachIntoBlocks() throws {
    var node = try YAMLDocument.parse("training:\n  steps: 3\n", file: "e.yaml")
    let place = SourcePosition(file: "command line", line: 1, column: 1)
    func set(_ path: [String], _ value: String) throws {
      node.set(
        path.map { (key: $0, position: place) }[...], to: try YAMLDocument.parseValue(value, position: place))
    }
    try set(["training", "steps"], "500")
    try set(["training", "hidden"], "[1, 2]")
    try set(["new", "deep", "key"], "left")
    let diagnostics = Diagnostics()
    let reader = SettingsReader(node, path: "", position: place, diagnostics: diagnostics)
    reader.section("training") { inner in
      #expect(inner.integer("steps", default: 1, in: 1...1000) == 500)
      #expect(inner.integers("hidden", default: [], in: 1...9) == [1, 2])
    }
    reader.section("new") { outer in
      outer.section("deep") { #expect($0.integer("key", default: 1, in: 0...1) == 1) }
    }
    reader.finish()
    // The error of an override points at the command line.
    #expect(diagnostics.all.map(\.description) == [
      "command line:1:1: error: `new.deep.key` is `left`; expected a whole number from 0 to 1"
    ])
  }

  @Test func brokenOverridesAreRefused() {
    let place = SourcePosition(file: "command line", line: 1, column: 3)
    #expect {
      _ = try YAMLDocument.parseValue("[1, 2", position: place)
    } throws: {
      ($0 as? DocumentError)?.diagnostics.map(\.description)
        == [
          "command line:1:8: error: `[1, 2` is not a YAML value; check its brackets and quotes"
        ]
    }
  }

  @Test func oneValueIsAListOfOneAndNoneIsEmpty() throws {
    let read = try reading("a: 16\nb: none\nc: [none]\nd: sgd\ne: 1e3\nf: sgd, adam\ng: 1e-3\n") {
      reader in
      #expect(reader.integers("a", default: [1], in: 0...99) == [16])
      #expect(reader.texts("b", default: ["x"]) == [])
      #expect(reader.texts("c", default: ["x"]) == ["none"])
      #expect(reader.choices("d", among: ["sgd", "adam"], default: nil) == ["sgd"])
      #expect(reader.integer("e", default: 1, in: 0...9999) == 1000)
      #expect(reader.choices("f", among: ["sgd", "adam"], default: []) == [])
      #expect(reader.integer("g", default: 7, in: 0...9999) == 7)
    }
    #expect(read.found == [
      "e.yaml:6:4: error: `f` is `sgd, adam`; write a list as [sgd, adam]",
      "e.yaml:7:4: error: `g` is `1e-3`; expected a whole number from 0 to 9999",
    ])
  }

  /// The misspelt name of a required key is the one mistake there is.
  @Test func aMisspeltRequiredKeyIsNotCalledMissing() throws {
    let read = try reading("polices: [a]\n") { reader in
      _ = reader.texts("policies", default: nil)
      #expect(!reader.isSound("policies"))
    }
    #expect(read.found == ["e.yaml:1:1: error: unknown key `polices`; did you mean `policies`?"])
    let kind = try reading("knd: slab\nother: 3\n") { reader in
      _ = reader.choice("kind", among: ["slab"], default: nil)
      reader.skipRest()
    }
    #expect(kind.found == ["e.yaml:1:1: error: unknown key `knd`; did you mean `kind`?"])
  }

  @Test func everyKeyIsDefinedWhereItIsRead() throws {
    let diagnostics = Diagnostics()
    let reader = SettingsReader(
      nil, path: "", position: SourcePosition(file: "e", line: 1, column: 1),
      diagnostics: diagnostics)
    reader.section("training") { inner in
      _ = inner.integer("batch", or: "full", default: nil, in: 1...9, "rows of a step")
    }
    _ = reader.integers("hidden", default: [16], in: 1...99, "units")
    #expect(reader.definitions.map { $0.lines(in: "training") } == [
      ["batch: full", "full, or a whole number from 1 to 9", "rows of a step"],
      ["hidden: [16]", "a list of whole numbers from 1 to 99", "units"],
    ])
    #expect(reader.resolved.annotatedYAML(reader.definitions)
      == "training:\n  batch: full  # default\nhidden: [16]   # default\n")
  }

  /// What a reader resolved, written as YAML and read again, is the same.
  @Test func resolvedSettingsComeBack() throws {
    let texts = [
      "plain", "no", "", "a b", "a: b", "\"quoted\"", "back\\slash", "two\nlines", "tab\t", "é",
      "#c", "1e5", "~", "- x", "{", "null", "x/y.z-1", "\u{1}", "\u{85}", "\u{2028}", "\r",
      "\u{7f}",
      "'", "@", "%", "y", "Null",
    ]
    let body = { (reader: SettingsReader) in
      _ = reader.integer("i", default: -3, in: -9...9)
      let numbers = [0.1, 1, -0.5, 1e-9, 1e21, .leastNonzeroMagnitude]
      _ = reader.numbers("n", default: numbers, in: -1e300...1e300)
      _ = reader.flag("f", default: true)
      _ = reader.texts("t", default: texts)
      reader.section("s") { inner in
        for (index, text) in texts.enumerated() { _ = inner.text("k\(index)", default: text) }
        inner.section("empty") { _ in }
      }
    }
    let first = try reading("", body)
    let again = try reading(first.resolved.yaml(), body)
    #expect(again.found == [])
    #expect(again.resolved == first.resolved)
    #expect(again.resolved.canonicalText == first.resolved.canonicalText)
  }
}
