import Documents
import Testing

@Suite struct JSONLinesTests {
  private func table(_ text: String) throws -> DelimitedText {
    try DelimitedText(jsonLines: Array(text.utf8), file: "runs.jsonl")
  }

  @Test func keysAreColumnsInAnyOrder() throws {
    let table = try table(
      """
      {"strength": 0, "policy": "a"}

      { "policy" : "b, \\"c\\" \\u00e9\\ud83d\\ude00" , "strength" : -1.5e-3, "seed": 7 }
      {"strength": null}

      """)
    #expect(table.columns == ["strength", "policy", "seed"])
    #expect(table.rowCount == 3)
    #expect(table.texts(1) == ["a", "b, \"c\" é😀", ""])
    let problems = CellProblems()
    #expect(table.numbers(0, problems: problems) == [0, -0.0015, 0])
    #expect(problems.diagnostics.map(\.position.line) == [4])
    #expect(table.position(row: 1, column: 1) == SourcePosition(
      file: "runs.jsonl", line: 3, column: 14))
  }

  @Test(arguments: [
    ("[1, 2]\n", 1, 1), ("{\"a\": 1\n", 1, 8), ("{\"a\" 1}\n", 1, 6), ("{\"a\": {}}\n", 1, 7),
    ("{\"a\": 1}\n{\"a\": }\n", 2, 7), ("{\"a\": \"x}\n", 1, 7), ("{\"a\": 1} 2\n", 1, 10),
    ("{\"a\": 1, \"a\": 2}\n", 1, 15), ("{\"a\": \"\\q\"}\n", 1, 7),
  ])
  func faultsHaveTheirPlace(text: String, line: Int, column: Int) {
    do {
      _ = try table(text)
      Issue.record("accepted: \(text)")
    } catch let error as DocumentError {
      #expect(
        error.diagnostics.first?.position
          == SourcePosition(file: "runs.jsonl", line: line, column: column))
    } catch {
      Issue.record("another error: \(error)")
    }
  }

  /// Random bytes and broken objects never crash; 20,000 texts, fixed seed.
  @Test func anythingIsReadOrRefused() {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let parts = Array("{}[]\":,\\u09 \n\tab1-.e\u{0}é".utf8)
    var refused = 0
    for _ in 0..<20_000 {
      let bytes = (0..<next(40)).map { _ in parts[next(parts.count)] }
      do {
        let table = try DelimitedText(jsonLines: [UInt8(ascii: "{")] + bytes, file: "-")
        for column in table.columns.indices {
          #expect(table.texts(column).count == table.rowCount)
          _ = table.numbers(column, problems: CellProblems())
        }
      } catch {
        refused += 1
      }
    }
    #expect(refused > 10_000)
    #expect(refused < 20_000)
  }
}
