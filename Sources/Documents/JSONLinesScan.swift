/// One pass over JSON Lines: a flat object a line, its keys becoming the columns of a table.
///
/// Cells stay where they are in the text, as in a comma-separated table; only texts with escapes
/// are written anew, behind the end of the text, and their old place is remembered for messages.
struct JSONLinesScan {
  struct Fault {
    let offset: Int
    let rowStart: Int
    let line: Int
    let problem: String
    let remedy: String
  }

  /// More keys than this are no table: a cell for each in every row would fill the memory.
  static let mostColumns = 1000

  /// What was written anew; its offsets go on where the text ends.
  private(set) var rewritten: [UInt8] = []
  /// Keys in the order in which they first appear.
  private(set) var columns: [String] = []
  /// Where each key first appears.
  private(set) var columnStarts: [UInt32] = []
  private(set) var lines: [UInt32] = []
  /// Cells of the rows: (column, start, end), row after row.
  private(set) var cells: [(column: Int32, start: UInt32, end: UInt32)] = []
  /// Where each row's cells begin in `cells`, and where the row begins in the text.
  private(set) var rows: [(firstCell: Int, start: UInt32)] = []
  /// Places in the text of cells that were written anew, by their new start.
  private(set) var moved: [UInt32: UInt32] = [:]
  private(set) var faults: [Fault] = []

  /// Where each column's key was first spelled; rows mostly repeat the keys of the row before.
  private var spellings: [Range<Int>] = []
  private var columnOf: [String: Int] = [:]
  /// The line that had each column last.
  private var lastLine: [Int] = []
  private var index = 0
  private var rowStart = 0
  private var line = 0

  /// - Complexity: O(bytes).
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    index = bytes.starts(with: DelimitedText.byteOrderMark) ? 3 : 0
    while index < bytes.count {
      line += 1
      rowStart = index
      skipBlanks(bytes)
      if index < bytes.count, bytes[index] != 0x0a {
        let first = cells.count
        if readObject(bytes) {
          rows.append((first, UInt32(rowStart)))
          lines.append(UInt32(line))
        } else {
          cells.removeSubrange(first...)
          if faults.count > CellProblems.shown { return }
        }
      }
      while index < bytes.count, bytes[index] != 0x0a { index += 1 }
      index += 1
    }
  }

  private mutating func readObject(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard take(UInt8(ascii: "{"), bytes) else {
      return fail(
        bytes, "the line is no JSON object", "expected one object a line, as in {\"strength\": 0}")
    }
    skipBlanks(bytes)
    if take(UInt8(ascii: "}"), bytes) { return atEnd(bytes) }
    var place = 0
    repeat {
      skipBlanks(bytes)
      let keyStart = index
      guard let key = readText(bytes) else { return false }
      skipBlanks(bytes)
      guard take(UInt8(ascii: ":"), bytes) else {
        return fail(bytes, "a colon is missing behind the key", "write \"key\": value")
      }
      skipBlanks(bytes)
      guard let column = column(of: key, at: keyStart, expected: place, bytes) else { return false }
      place = column + 1
      if lastLine[column] == line {
        return fail(
          bytes, "the key `\(columns[column])` stands here a second time", "keep one of them")
      }
      lastLine[column] = line
      guard let value = readValue(bytes) else { return false }
      cells.append((Int32(column), UInt32(value.lowerBound), UInt32(value.upperBound)))
      skipBlanks(bytes)
    } while take(UInt8(ascii: ","), bytes)
    guard take(UInt8(ascii: "}"), bytes) else {
      return fail(bytes, "the object is not closed", "expected a comma or a closing brace")
    }
    return atEnd(bytes)
  }

  private mutating func atEnd(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    skipBlanks(bytes)
    if index >= bytes.count || bytes[index] == 0x0a { return true }
    return fail(bytes, "there is text after the object", "write one object a line")
  }

  /// - Parameter expected: the column behind that of the key before.
  private mutating func column(
    of key: Range<Int>, at start: Int, expected: Int, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Int? {
    if expected < spellings.count, isEqual(key, spellings[expected], bytes) { return expected }
    let name =
      key.lowerBound < bytes.count
      ? DelimitedText.decode(bytes, key.lowerBound, key.upperBound)
      : rewritten.withUnsafeBufferPointer {
        DelimitedText.decode($0, key.lowerBound - bytes.count, key.upperBound - bytes.count)
      }
    if let known = columnOf[name] { return known }
    if columns.count == Self.mostColumns {
      _ = fail(
        bytes, "there are more than \(Self.mostColumns) different keys",
        "give every line the same few keys", at: start)
      return nil
    }
    let column = columns.count
    columnOf[name] = column
    columns.append(name)
    columnStarts.append(UInt32(start))
    spellings.append(key)
    lastLine.append(0)
    return column
  }

  private func isEqual(
    _ left: Range<Int>, _ right: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    guard left.count == right.count, left.upperBound <= bytes.count,
      right.upperBound <= bytes.count
    else { return false }
    for i in 0..<left.count where bytes[left.lowerBound + i] != bytes[right.lowerBound + i] {
      return false
    }
    return true
  }

  /// A number, a text, true, false or null; the latter is a blank cell.
  private mutating func readValue(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    guard index < bytes.count else {
      _ = fail(bytes, "a value is missing", "expected a number or a text")
      return nil
    }
    switch bytes[index] {
    case UInt8(ascii: "\""): return readText(bytes)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      _ = fail(bytes, "there is a value inside a value", "expected a number or a text")
      return nil
    default:
      let start = index
      while index < bytes.count, !endsValue(bytes[index]) { index += 1 }
      if index == start {
        _ = fail(bytes, "a value is missing", "expected a number or a text")
        return nil
      }
      let isNull = index - start == 4 && bytes[start..<index].elementsEqual("null".utf8)
      return isNull ? start..<start : start..<index
    }
  }

  private func endsValue(_ byte: UInt8) -> Bool {
    byte <= 0x20
      ? byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
      : byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
  }

  /// A text with its quotes, as a comma-separated table would have it.
  private mutating func readText(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    let start = index
    guard take(UInt8(ascii: "\""), bytes) else {
      _ = fail(bytes, "a text in quotes is missing", "write \"key\": value")
      return nil
    }
    var hasEscape = false
    while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != 0x0a {
      if bytes[index] == UInt8(ascii: "\\") {
        hasEscape = true
        // A line's end ends the text, escaped or not.
        if index + 1 < bytes.count, bytes[index + 1] != 0x0a { index += 1 }
      }
      index += 1
    }
    guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
      index = min(index, bytes.count)
      _ = fail(
        bytes, "the quote that opens here is never closed", "close it on the same line", at: start)
      return nil
    }
    index += 1
    return hasEscape ? writtenAnew(start..<index, bytes) : start..<index
  }

  private mutating func writtenAnew(
    _ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>
  ) -> Range<Int>? {
    guard let text = JSONText.unescaped(Array(bytes[range].dropFirst().dropLast())[...]) else {
      _ = fail(
        bytes, "the text has an escape that JSON does not know", "see RFC 8259",
        at: range.lowerBound)
      return nil
    }
    let start = bytes.count + rewritten.count
    rewritten.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { rewritten.append(byte) }
      rewritten.append(byte)
    }
    rewritten.append(UInt8(ascii: "\""))
    moved[UInt32(start)] = UInt32(range.lowerBound)
    return start..<bytes.count + rewritten.count
  }

  private mutating func take(_ byte: UInt8, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipBlanks(_ bytes: UnsafeBufferPointer<UInt8>) {
    while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x0d
    {
      index += 1
    }
  }

  private mutating func fail(
    _ bytes: UnsafeBufferPointer<UInt8>, _ problem: String, _ remedy: String, at place: Int? = nil
  ) -> Bool {
    faults.append(
      Fault(
        offset: place ?? min(index, max(rowStart, bytes.count - 1)), rowStart: rowStart,
        line: line, problem: problem, remedy: remedy))
    return false
  }
}
