import Documents
import Foundation
import Testing

/// The fast ways of reading against the plain ones.
struct LabelsTests {
  private struct Random {
    var state: UInt64
    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
  }

  /// 200 tables of random cells, quoted and not, with blanks and doubled quotes.
  @Test func labelsAreTheTextsNumbered() throws {
    var random = Random(state: 1)
    let cells = [
      "a", "\"a\"", " a ", "b", "\"\"", "", "honest", "\"honest\"", "\"say \"\"x\"\"\"", "\" a\"",
      "seventh-grader", "seventh-graders", "12345678", "123456789", "é", "\"é\"", "\"x,y\"",
    ]
    for _ in 0..<200 {
      let rows = 1 + random.below(60)
      var text = "one,two\n"
      for _ in 0..<rows {
        text += "\(cells[random.below(cells.count)]),\(cells[random.below(cells.count)])\n"
      }
      let table = try DelimitedText(parsing: Array(text.utf8), file: "x.csv")
      for column in 0..<2 {
        let labels = table.labels(column)
        let texts = table.texts(column)
        #expect(labels.indices.map { labels.name(Int($0)) } == texts)
        var names: [String] = []
        for text in texts where !names.contains(text) { names.append(text) }
        #expect(labels.names == names)
        #expect(labels.count == names.count)
        #expect(labels.blank == names.firstIndex(of: ""))
      }
    }
  }

  /// Enough pairs for the table to grow several times.
  @Test func pairsAreNumberedAsADictionaryWould() {
    struct Pair: Hashable {
      let first: UInt64
      let second: UInt64
    }
    var random = Random(state: 2)
    var numbers = PairNumbering()
    var reference: [Pair: Int] = [:]
    for _ in 0..<20_000 {
      let pair = Pair(
        first: UInt64(random.below(300)) << UInt64(random.below(60)),
        second: UInt64(random.below(20)))
      let expected = reference[pair] ?? reference.count
      reference[pair] = expected
      #expect(numbers.number(pair.first, pair.second) == expected)
    }
    #expect(numbers.count == reference.count)
    #expect(numbers.count > 2000)
  }

  /// 500 files of objects with keys in any order, escapes and missing keys, against Foundation's
  /// reader.
  @Test func jsonLinesAreWhatFoundationReads() throws {
    var random = Random(state: 3)
    let keys = ["strength", "policy", "seed", "k\u{e9}y", "a\"b", "tab\there"]
    let values = [
      "0", "-1.5e-3", "\"honest\"", "\"say \\\"x\\\"\"", "\"\\u00e9\\ud83d\\ude00\"", "null",
      "\"a\\tb\\/\\\\\"", "true", "12345678901", "\"\"", "\"two\\nlines\"",
    ]
    for _ in 0..<500 {
      var text = ""
      for _ in 0..<(1 + random.below(12)) {
        var fields: [String] = []
        for key in keys where random.below(3) > 0 {
          let escaped = key.replacingOccurrences(of: "\"", with: "\\\"")
            .replacingOccurrences(of: "\t", with: random.below(2) == 0 ? "\\t" : "\\u0009")
          fields.insert(
            "\"\(escaped)\":" + (random.below(2) == 0 ? " " : "")
              + values[random.below(values.count)],
            at: random.below(fields.count + 1))
        }
        if fields.isEmpty { fields = ["\"strength\": 7"] }
        text += "{" + fields.joined(separator: random.below(2) == 0 ? "," : " , ") + "}\n"
      }
      let table = try DelimitedText(jsonLines: Array(text.utf8), file: "x.jsonl")
      let lines = text.split(separator: "\n")
      #expect(table.rowCount == lines.count)
      for (row, line) in lines.enumerated() {
        let object = try #require(
          try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        for (column, name) in table.columns.enumerated() {
          let cell = table.texts(column)[row]
          switch object[name] {
          case nil: #expect(cell == "")
          case is NSNull: #expect(cell == "")
          case let text as String: #expect(cell == text)
          case let number as NSNumber:
            #expect(cell == "true" ? number.boolValue : Double(cell) == number.doubleValue)
          default: Issue.record("\(line)")
          }
        }
        #expect(Set(object.keys).isSubset(of: Set(table.columns)))
      }
    }
  }

  @Test func tooManyKeysAreNoTable() throws {
    let text = (0...1000).map { "{\"k\($0)\": 1}" }.joined(separator: "\n")
    let error = #expect(throws: DocumentError.self) {
      try DelimitedText(jsonLines: Array(text.utf8), file: "x.jsonl")
    }
    #expect(error?.description.hasPrefix("x.jsonl:1001:2: error: there are more than 1000") == true)
  }

  @Test func aMissingKeyIsSaidWhereTheKeysAre() throws {
    let text = "\n{}\n\n{\"strength\": 0}\n{\"polcy\": 1}\n"
    let table = try DelimitedText(jsonLines: Array(text.utf8), file: "x.jsonl")
    let problems = CellProblems()
    #expect(table.require("policy", problems: problems) == nil)
    #expect(
      problems.diagnostics.map(\.description) == [
        "x.jsonl:4:2: error: there is no column `policy`; did you mean `polcy`?"
      ])
    #expect(table.position(ofHeader: 1).line == 5)
  }

  @Test func anEscapedLineEndEndsTheText() throws {
    let text = "{\"a\": \"x\\\n{\"a\": 1}\n{\"a\": \"\\q\"}\n"
    let error = #expect(throws: DocumentError.self) {
      try DelimitedText(jsonLines: Array(text.utf8), file: "x.jsonl")
    }
    #expect(error?.diagnostics.map(\.position.line) == [1, 3])
  }
}
