/// One pass over JSON Lines: a flat object a line, its keys becoming the columns of a table.
///
/// Cells stay where they are in the text, as in a comma-separated table; only texts with escapes are
/// written anew, behind the end of the text, and their old place is remembered for messages.
struct JSONLinesScan {
  struct Fault {
    let offset: Int
    let rowStart: Int
    let line: Int
    let problem: String
    let remedy: String
  }

  private(set) var bytes: [UInt8]
  /// Keys in the order in which they first appear.
  private(set) var columns: [String] = []
  /// Where each key first appears.
  private(set) var columnStarts: [UInt32] = []
  private(set) var lines: [UInt32] = []
  /// Cells of the rows: (column, start, end), row after row.
  private(set) var cells: [(column: Int, start: UInt32, end: UInt32)] = []
  /// Where each row's cells begin in `cells`, and where the row begins in the text.
  private(set) var rows: [(firstCell: Int, start: UInt32)] = []
  /// Places in the text of cells that were written anew, by their new start.
  private(set) var moved: [UInt32: UInt32] = [:]
  private(set) var faults: [Fault] = []

  private var columnOf: [ArraySlice<UInt8>: Int] = [:]
  private var index = 0
  private var end = 0
  private var rowStart = 0
  private var line = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    end = bytes.count
    index = bytes.starts(with: DelimitedText.byteOrderMark) ? 3 : 0
    scan()
  }

  /// - Complexity: O(bytes).
  private mutating func scan() {
    while index < end {
      line += 1
      rowStart = index
      skipBlanks()
      if index < end, bytes[index] != 0x0a {
        let first = cells.count
        if readObject() {
          rows.append((first, UInt32(rowStart)))
          lines.append(UInt32(line))
        } else {
          cells.removeSubrange(first...)
          if faults.count > CellProblems.shown { return }
        }
      }
      while index < end, bytes[index] != 0x0a { index += 1 }
      index += 1
    }
  }

  private mutating func readObject() -> Bool {
    guard take(UInt8(ascii: "{")) else {
      return fail("the line is no JSON object", "expected one object a line, as in {\"strength\": 0}")
    }
    skipBlanks()
    if take(UInt8(ascii: "}")) { return atEnd() }
    let first = cells.count
    repeat {
      skipBlanks()
      let keyStart = index
      guard let key = readText() else { return false }
      skipBlanks()
      guard take(UInt8(ascii: ":")) else {
        return fail("a colon is missing behind the key", "write \"key\": value")
      }
      skipBlanks()
      let column = column(of: key, at: keyStart)
      if cells[first...].contains(where: { $0.column == column }) {
        return fail("the key `\(columns[column])` stands here a second time", "keep one of them")
      }
      guard let value = readValue() else { return false }
      cells.append((column, UInt32(value.lowerBound), UInt32(value.upperBound)))
      skipBlanks()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else {
      return fail("the object is not closed", "expected a comma or a closing brace")
    }
    return atEnd()
  }

  private mutating func atEnd() -> Bool {
    skipBlanks()
    if index >= end || bytes[index] == 0x0a { return true }
    return fail("there is text after the object", "write one object a line")
  }

  private mutating func column(of key: Range<Int>, at start: Int) -> Int {
    if let known = columnOf[bytes[key]] { return known }
    let column = columns.count
    columnOf[bytes[key]] = column
    columns.append(DelimitedText.decode(bytes, key.lowerBound, key.upperBound))
    columnStarts.append(UInt32(start))
    return column
  }

  /// A number, a text, true, false or null; the latter is a blank cell.
  private mutating func readValue() -> Range<Int>? {
    guard index < end else {
      _ = fail("a value is missing", "expected a number or a text")
      return nil
    }
    switch bytes[index] {
    case UInt8(ascii: "\""): return readText()
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      _ = fail("there is a value inside a value", "expected a number or a text")
      return nil
    default:
      let start = index
      while index < end, !",} \t\r\n".utf8.contains(bytes[index]) { index += 1 }
      if index == start {
        _ = fail("a value is missing", "expected a number or a text")
        return nil
      }
      return bytes[start..<index].elementsEqual("null".utf8) ? start..<start : start..<index
    }
  }

  /// A text with its quotes, as a comma-separated table would have it.
  private mutating func readText() -> Range<Int>? {
    let start = index
    guard take(UInt8(ascii: "\"")) else {
      _ = fail("a text in quotes is missing", "write \"key\": value")
      return nil
    }
    var hasEscape = false
    while index < end, bytes[index] != UInt8(ascii: "\""), bytes[index] != 0x0a {
      if bytes[index] == UInt8(ascii: "\\") {
        hasEscape = true
        index += 1
      }
      index += 1
    }
    guard index < end, bytes[index] == UInt8(ascii: "\"") else {
      index = min(index, end)
      _ = fail("the quote that opens here is never closed", "close it on the same line", at: start)
      return nil
    }
    index += 1
    return hasEscape ? rewritten(start..<index) : start..<index
  }

  private mutating func rewritten(_ range: Range<Int>) -> Range<Int>? {
    guard let text = JSONText.unescaped(bytes[range].dropFirst().dropLast()) else {
      _ = fail("the text has an escape that JSON does not know", "see RFC 8259", at: range.lowerBound)
      return nil
    }
    let start = bytes.count
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
    moved[UInt32(start)] = UInt32(range.lowerBound)
    return start..<bytes.count
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < end, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks() {
    while index < end, bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x0d {
      index += 1
    }
  }

  private mutating func fail(_ problem: String, _ remedy: String, at place: Int? = nil) -> Bool {
    faults.append(
      Fault(
        offset: place ?? min(index, max(rowStart, end - 1)), rowStart: rowStart, line: line,
        problem: problem, remedy: remedy))
    return false
  }
}

/// The escapes of JSON texts (RFC 8259, section 7).
enum JSONText {
  /// - Returns: nil for an escape that JSON does not know, or for half a surrogate pair.
  static func unescaped(_ bytes: ArraySlice<UInt8>) -> String? {
    var units: [UInt16] = []
    var result = ""
    var plain: [UInt8] = []
    var rest = bytes
    func flush() -> Bool {
      if !units.isEmpty {
        guard let text = String(validating: units, as: UTF16.self) else { return false }
        result += text
        units = []
      }
      result += String(decoding: plain, as: UTF8.self)
      plain = []
      return true
    }
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        if !units.isEmpty, !flush() { return nil }
        plain.append(byte)
        continue
      }
      guard let escape = rest.popFirst() else { return nil }
      if escape == UInt8(ascii: "u") {
        if !plain.isEmpty, !flush() { return nil }
        let digits = rest.prefix(4)
        guard digits.count == 4,
          let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        rest = rest.dropFirst(4)
        units.append(unit)
        continue
      }
      if !units.isEmpty, !flush() { return nil }
      guard let meant = simple[escape] else { return nil }
      plain.append(meant)
    }
    return flush() ? result : nil
  }

  private static let simple: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c,
    UInt8(ascii: "n"): 0x0a, UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09,
  ]
}
