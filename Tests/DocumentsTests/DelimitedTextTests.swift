import Documents
import Testing

private func parse(_ text: String) throws -> DelimitedText {
  try DelimitedText(parsing: Array(text.utf8), file: "t.csv")
}

private func problems(_ text: String) -> [String] {
  do {
    _ = try parse(text)
    return []
  } catch {
    return (error as? DocumentError)?.diagnostics.map(\.description) ?? ["\(error)"]
  }
}

@Suite struct DelimitedTextTests {
  @Test func readsPlainTable() throws {
    let table = try parse("x,label,class\n1.5,hello,0\n-2e3, spaced ,12\n")
    #expect(table.columns == ["x", "label", "class"])
    #expect(table.rowCount == 2)
    let cells = CellProblems()
    #expect(table.numbers(0, problems: cells) == [1.5, -2000])
    #expect(table.texts(1) == ["hello", "spaced"])
    #expect(table.wholeNumbers(2, upTo: 12, problems: cells) == [0, 12])
    #expect(cells.isEmpty)
    #expect(table.position(row: 1, column: 1) == SourcePosition(file: "t.csv", line: 3, column: 6))
  }

  @Test(arguments: [
    "a,b\n1,2\n3,4", "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "\u{feff}a,b\n1,2\n3,4\n\n \n\n",
    "\"a\",\"b\"\r\n\"1\",2\r\n3,\"4\"\r\n\r\n", " a , b\n 1,\t2\n3,4 ", "a,b\r\n1,2\r\n3,\"4\"\r",
  ])
  func readsEveryLayoutAlike(_ text: String) throws {
    let table = try parse(text)
    let cells = CellProblems()
    #expect(table.columns == ["a", "b"])
    #expect(table.numbers(0, problems: cells) == [1, 3])
    #expect(table.numbers(1, problems: cells) == [2, 4])
    #expect(cells.isEmpty)
  }

  @Test func readsQuotedCells() throws {
    let table = try parse("t,n\n\"a,b\",1\n\"say \"\"hi\"\"\",2\n\"two\nlines\",3\n\"\",4\né,5\n")
    #expect(table.texts(0) == ["a,b", "say \"hi\"", "two\nlines", "", "é"])
    #expect((0..<5).map { table.line(ofRow: $0) } == [2, 3, 4, 6, 7])
    #expect(table.position(row: 2, column: 1).description == "t.csv:5:8")
    // Columns count characters, not bytes.
    #expect(table.position(row: 4, column: 1).description == "t.csv:7:3")
  }

  @Test func byteOrderMarkIsNoColumn() throws {
    let table = try parse("\u{feff}a,b\n1,2\n")
    #expect(table.position(ofHeader: 1).description == "t.csv:1:3")
  }

  @Test func refusesFilesWithoutHeader() {
    #expect(problems("")[0].hasPrefix("t.csv:1:1: error: the file is empty"))
    #expect(problems(" \n\r\n\t\n")[0].hasPrefix("t.csv:1:1: error: the file is empty"))
    #expect(problems("\u{feff}\n")[0].hasPrefix("t.csv:1:1: error: the file is empty"))
    #expect(problems("1,2\n3,4\n")[0].contains("there is no header"))
    #expect(problems("\na,b\n1,2\n")[0].hasPrefix("t.csv:1:1: error: the first line is blank"))
    #expect(problems("a,,c\n1,2,3\n") == ["t.csv:1:3: error: column 2 has no name; give it one"])
    do {
      _ = try DelimitedText(parsing: [0xff, 0xfe, 0x61, 0x00], file: "t.csv")
      Issue.record("UTF-16 was accepted")
    } catch {
      #expect(error.description.contains("UTF-16"))
    }
  }

  @Test func reportsEveryFaultWithItsPlace() {
    let found = problems("a,b,a\n1,2,3\n1,2\n1,2,3,4\n\n1,x\"y,3\n\"1\"z,2,3\n1,\"2\n3")
    #expect(
      found.map { String($0.split(separator: ";")[0]) } == [
        "t.csv:1:5: error: the column name `a` stands here a second time, first as column 1",
        "t.csv:3:1: error: expected 3 cells, found 2",
        "t.csv:4:7: error: expected 3 cells, found 4",
        "t.csv:5:1: error: expected 3 cells, found 1",
        "t.csv:6:4: error: there is a quote inside a cell without quotes",
        "t.csv:7:4: error: there is text after the closing quote",
        "t.csv:8:3: error: the quote that opens here is never closed",
      ])
  }

  @Test func unclosedQuoteInTheHeaderIsTheOnlyFault() {
    let found = problems("a,\"b\n1,2\n")
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("t.csv:1:3: error: the quote that opens here is never closed"))
  }

  @Test func showsTwentyFaultsAndCountsTheRest() {
    let text = "a,b\n" + String(repeating: "1\n", count: 1000)
    let found = problems(text)
    #expect(found.count == 21)
    #expect(found[19].hasPrefix("t.csv:21:1: error: expected 2 cells, found 1"))
    #expect(found[20] == "t.csv:22:1: error: and 980 more problems in this file from here on")
  }

  @Test func refusesCellsThatAreNoNumbers() throws {
    let bad = ["", "nan", "inf", "-Infinity", "0x10", "1_000", "1,5", "1 2", "--1", ".", "e5",
      "1e", "1e+", "1e999", "½", "1.2.3", "+", "١"]
    let text = "x,y\n" + bad.map { "\"\($0)\",1\n" }.joined()
    let table = try parse(text)
    let cells = CellProblems()
    _ = table.numbers(0, problems: cells)
    _ = table.numbers(1, problems: cells)
    #expect(cells.count == bad.count)
    #expect(cells.diagnostics.map(\.position.line) == Array(2..<2 + bad.count))
    #expect(
      cells.diagnostics[1].description
        == "t.csv:3:1: error: the cell of column `x` is `nan`; expected a finite decimal number")
    #expect(cells.diagnostics[0].description.contains("is blank"))
  }

  @Test func refusesCellsThatAreNoClasses() throws {
    let bad = ["", "-1", "1.0", "1e1", "65536", "99999999999999999999999999", "a", "+1"]
    let table = try parse("c\n0\n" + bad.map { "\"\($0)\"\n" }.joined() + "65535\n")
    let cells = CellProblems()
    let values = table.wholeNumbers(0, upTo: 65535, problems: cells)
    #expect(values.first == 0 && values.last == 65535)
    #expect(cells.diagnostics.map(\.position.line) == Array(3..<3 + bad.count))
    #expect(DelimitedTextTests.widest(table) == .max)
  }

  /// The largest limit there is must not overflow on the way.
  private static func widest(_ table: DelimitedText) -> Int {
    guard let wide = try? parse("c\n\(Int.max)\n") else { return 0 }
    return wide.wholeNumbers(0, upTo: .max, problems: CellProblems())[0]
  }

  @Test func keepsTheFirstProblemsWhateverTheOrderOfColumns() throws {
    let table = try parse("a,b\n" + String(repeating: "x,y\n", count: 30))
    let cells = CellProblems()
    _ = table.numbers(1, problems: cells)
    _ = table.numbers(0, problems: cells)
    let shown = cells.diagnostics
    #expect(shown.count == 21)
    #expect(shown[0].position.description == "t.csv:2:1")
    #expect(shown[1].position.description == "t.csv:2:3")
    #expect(
      shown[20].description
        == "t.csv:12:1: error: and 40 more problems in this file from here on")
  }

  @Test func suggestsTheLikelyColumn() throws {
    let table = try parse("strength,policy\n1,a\n")
    let cells = CellProblems()
    #expect(table.require("policy", problems: cells) == 1)
    #expect(cells.isEmpty)
    #expect(table.require("strenght", problems: cells) == nil)
    #expect(
      cells.diagnostics[0].description
        == "t.csv:1:1: error: there is no column `strenght`; did you mean `strength`?")
  }

  /// The fast path of number reading against the standard library's.
  @Test func numbersAgreeWithTheStandardLibrary() throws {
    var generator = SplitMix(state: 11)
    var texts = ["0", "-0", ".5", "5.", "007", "1e22", "1e23", "9007199254740993", "4e-324",
      "1.7976931348623157e308", "123456789012345678901234567890", "0.1", "1e-22", "2.5e-5"]
    for _ in 0..<20_000 {
      let digits = String(generator.next() >> (generator.next() % 60))
      let power = Int(generator.next() % 60) - 30
      let cut = Int(generator.next() % UInt64(digits.count + 1))
      let sign = generator.next() % 2 == 0 ? "-" : ""
      let mantissa = "\(sign)\(digits.prefix(cut)).\(digits.dropFirst(cut))"
      texts.append(generator.next() % 2 == 0 ? mantissa : "\(mantissa)e\(power)")
    }
    let table = try parse("x\n" + texts.joined(separator: "\n"))
    let cells = CellProblems()
    let read = table.numbers(0, problems: cells)
    #expect(cells.isEmpty)
    for (text, value) in zip(texts, read) {
      #expect(value.bitPattern == Double(text)?.bitPattern, "\(text)")
    }
  }

  @Test func randomBytesNeverCrash() {
    var generator = SplitMix(state: 5)
    let alphabet = Array("a1,,,\"\"\n\n\r .-e\u{feff}é".utf8) + [0x00, 0xff]
    var accepted = 0
    for round in 0..<20_000 {
      let bytes = (0..<Int(generator.next() % 40)).map { _ in
        round % 4 == 0
          ? UInt8(truncatingIfNeeded: generator.next())
          : alphabet[Int(generator.next() % UInt64(alphabet.count))]
      }
      do {
        let table = try DelimitedText(parsing: bytes, file: "f")
        accepted += 1
        let cells = CellProblems()
        for column in table.columns.indices {
          let texts = table.texts(column)
          let numbers = table.numbers(column, problems: cells)
          let classes = table.wholeNumbers(column, upTo: 9, problems: cells)
          #expect(texts.count == table.rowCount && numbers.count == table.rowCount)
          #expect(numbers.allSatisfy(\.isFinite) && classes.allSatisfy { 0...9 ~= $0 })
          for row in 0..<table.rowCount {
            let place = table.position(row: row, column: column)
            #expect(place.line >= table.line(ofRow: row) && place.column >= 1)
          }
        }
        #expect(cells.diagnostics.count <= 21)
      } catch {
        #expect(!error.diagnostics.isEmpty && error.diagnostics.count <= 21)
        #expect(error.diagnostics.allSatisfy { $0.position.line >= 1 && $0.position.column >= 1 })
      }
    }
    #expect(accepted > 1000)
  }

  /// Whatever texts are written with quotes come back.
  @Test func quotedTextsComeBack() throws {
    var generator = SplitMix(state: 8)
    let alphabet = Array("ab,\"\n\r \té")
    for _ in 0..<500 {
      let rows = (0..<4).map { _ in
        (0..<3).map { _ in
          String((0..<Int(generator.next() % 6)).map { _ in
            alphabet[Int(generator.next() % UInt64(alphabet.count))]
          })
        }
      }
      let text = "x,y,z\n" + rows.map { row in
        row.map { cell in
          "\"" + cell.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
        }.joined(separator: ",")
      }.joined(separator: "\n")
      let table = try parse(text)
      for column in 0..<3 { #expect(table.texts(column) == rows.map { $0[column] }) }
    }
  }

  @Test func readsAMillionRowsFast() throws {
    var bytes = Array("strength,policy,count\n".utf8)
    for row in 0..<1_000_000 {
      bytes += Array("\(Double(row % 1000) / 8),honest,\(row % 7)\n".utf8)
    }
    var cells = CellProblems()
    var sum = 0.0
    let time = ContinuousClock().measure {
      cells = CellProblems()
      guard let table = try? DelimitedText(parsing: bytes, file: "big.csv") else { return }
      sum = table.numbers(0, problems: cells).reduce(0, +)
    }
    #expect(cells.isEmpty)
    #expect(sum == 62.4375 * 1_000_000)
    // A quarter of a second on a free core; the allowance is for busy machines.
    #expect(time < .seconds(2), "took \(time)")
    print("a million rows: \(time)")
  }
}

/// Fixed pseudo-random bits for property tests.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
