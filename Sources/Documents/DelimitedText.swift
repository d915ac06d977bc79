/// A table in comma-separated values with a header line: RFC 4180 in UTF-8.
///
/// Cells may be quoted, lines may end in LF or CRLF, a byte order mark is skipped, columns come in
/// any order, blank lines at the end do not count. Blanks around an unquoted cell do not belong to
/// it (the one liberty taken with RFC 4180: a table aligned for the eye stays readable).
///
/// Cells stay bytes until they are asked for, so reading a million rows of three columns takes well
/// under a quarter of a second.
public struct DelimitedText: Sendable {
  /// The file's name in positions.
  public let file: String
  /// The header's names, in the file's order.
  public let columns: [String]
  /// Rows below the header.
  public let rowCount: Int

  let bytes: [UInt8]
  /// Where each cell of the rows begins and ends, quotes included: [rowCount, columns].
  let starts: [UInt32]
  let ends: [UInt32]
  let headerStarts: [UInt32]
  /// The line on which each row begins, from 1.
  let lines: [UInt32]
  let headerLine: Int
  /// Where each row begins in the bytes; nil where that is where its first cell begins.
  let rowStarts: [UInt32]?
  /// The place in the file of cells that were written anew, by their start.
  let moved: [UInt32: UInt32]

  /// Parses a whole file.
  ///
  /// - Parameters:
  ///   - bytes: the file's content, less than 4 GiB.
  ///   - file: the name to use in positions.
  /// - Throws: `DocumentError` for an empty file, a first line without names, blank or duplicate
  ///   names, rows with too few or too many cells, broken quotes; all of them at once, at most 20.
  /// - Complexity: O(bytes).
  public init(parsing bytes: [UInt8], file: String) throws(DocumentError) {
    let start = SourcePosition(file: file, line: 1, column: 1)
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      throw DocumentError([
        Diagnostic(start, "this is UTF-16 text", remedy: "save the file as UTF-8")
      ])
    }
    guard bytes.count < UInt32.max else {
      throw DocumentError([
        Diagnostic(start, "the file is larger than 4 GiB", remedy: "divide it into several")
      ])
    }
    let content = bytes.dropFirst(bytes.starts(with: Self.byteOrderMark) ? 3 : 0)
    if content.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }) {
      throw DocumentError([
        Diagnostic(start, "the file is empty", remedy: "expected a header line, then rows")
      ])
    }
    var scan = DelimitedScan()
    bytes.withUnsafeBufferPointer { scan.run($0) }
    let problems = CellProblems()
    self.file = file
    self.bytes = bytes
    headerLine = 1
    rowStarts = nil
    moved = [:]
    headerStarts = scan.headerStarts
    starts = scan.starts
    ends = scan.ends
    lines = scan.lines
    rowCount = scan.lines.count
    columns = zip(scan.headerStarts, scan.headerEnds).map {
      Self.decode(bytes, Int($0), Int($1))
    }
    reportHeader(scan, to: problems)
    for fault in scan.faults { report(fault, to: problems) }
    for _ in 0..<scan.furtherFaults {
      problems.report(row: .max, column: 0) {
        Diagnostic(start, "the file has further problems")
      }
    }
    if !problems.isEmpty { throw DocumentError(problems.diagnostics) }
  }

  /// A table whose cells were found by another scan.
  init(
    file: String, columns: [String], bytes: [UInt8], starts: [UInt32], ends: [UInt32],
    headerStarts: [UInt32], lines: [UInt32], rowStarts: [UInt32], moved: [UInt32: UInt32]
  ) {
    self.file = file
    self.columns = columns
    rowCount = lines.count
    self.bytes = bytes
    self.starts = starts
    self.ends = ends
    self.headerStarts = headerStarts
    self.lines = lines
    // The keys first stand in the first line that has some.
    headerLine = 1 + bytes.prefix(Int(headerStarts.first ?? 0)).count { $0 == 0x0a }
    self.rowStarts = rowStarts
    self.moved = moved
  }

  static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

  /// The index of a column by its name.
  public func index(of column: String) -> Int? { columns.firstIndex(of: column) }

  /// Where a cell stands: the line and the column, in characters, of its first byte.
  ///
  /// - Parameters:
  ///   - row: from 0.
  ///   - column: from 0.
  /// - Complexity: O(length of the line).
  public func position(row: Int, column: Int) -> SourcePosition {
    let start = starts[row * columns.count + column]
    return position(
      of: Int(moved[start] ?? start),
      rowStart: Int(rowStarts?[row] ?? starts[row * columns.count]), line: Int(lines[row]))
  }

  /// Where a column's name stands.
  public func position(ofHeader column: Int) -> SourcePosition {
    position(
      of: Int(headerStarts[column]), rowStart: Int(headerStarts[0]), line: headerLine)
  }

  /// The line on which a row begins, from 1.
  public func line(ofRow row: Int) -> Int { Int(lines[row]) }

  // MARK: Places and faults

  func position(of offset: Int, rowStart: Int, line: Int) -> SourcePosition {
    let breaks = bytes[rowStart..<offset].count { $0 == 0x0a }
    var lineStart = offset
    while lineStart > 0, bytes[lineStart - 1] != 0x0a { lineStart -= 1 }
    if lineStart == 0, bytes.starts(with: Self.byteOrderMark) { lineStart = 3 }
    // Bytes that continue a character are none.
    let characters = lineStart < offset
      ? bytes[lineStart..<offset].count { $0 & 0xc0 != 0x80 } : 0
    return SourcePosition(file: file, line: line + breaks, column: characters + 1)
  }

  private func reportHeader(_ scan: DelimitedScan, to problems: CellProblems) {
    // A header whose quotes are broken has no cells, and its fault is reported as such.
    if scan.headerStarts.isEmpty { return }
    bytes.withUnsafeBufferPointer { bytes in
      let cells = zip(scan.headerStarts, scan.headerEnds).map { Int($0)..<Int($1) }
      if cells.count == 1, columns == [""] {
        problems.report(row: -1, column: 0) {
          Diagnostic(
            position(ofHeader: 0), "the first line is blank",
            remedy: "expected a header line with the names of the columns")
        }
        return
      }
      let numeric = cells.allSatisfy {
        DecimalNumber.parse(UnsafeBufferPointer(rebasing: bytes[Self.trimmed(bytes, $0)])) != nil
      }
      if numeric {
        problems.report(row: -1, column: 0) {
          Diagnostic(
            position(ofHeader: 0), "the first line holds numbers: there is no header",
            remedy: "begin the file with a line that names the columns")
        }
        return
      }
      var seen: [String: Int] = [:]
      for (index, name) in columns.enumerated() {
        if name.isEmpty {
          problems.report(row: -1, column: index) {
            Diagnostic(
              position(ofHeader: index), "column \(index + 1) has no name", remedy: "give it one")
          }
        } else if let first = seen[name] {
          problems.report(row: -1, column: index) {
            Diagnostic(
              position(ofHeader: index),
              "the column name `\(name)` stands here a second time, first as column \(first + 1)",
              remedy: "rename or remove one of them")
          }
        } else {
          seen[name] = index
        }
      }
    }
  }

  private func report(_ fault: DelimitedScan.Fault, to problems: CellProblems) {
    problems.report(row: fault.row, column: fault.cell) {
      let position = position(of: fault.offset, rowStart: fault.rowStart, line: fault.line)
      switch fault.kind {
      case .cells(let found):
        return Diagnostic(
          position, "expected \(columns.count) \(columns.count == 1 ? "cell" : "cells"), "
            + "found \(found)",
          remedy: found == 1 && columns.count > 1
            ? "every row has as many cells as the header; remove blank lines"
            : "every row has as many cells as the header; quote cells that contain commas")
      case .unterminatedQuote:
        return Diagnostic(
          position, "the quote that opens here is never closed",
          remedy: "close it, and write a quote inside a quoted cell twice")
      case .afterQuote:
        return Diagnostic(
          position, "there is text after the closing quote",
          remedy: "write a quote inside a quoted cell twice")
      case .quoteInside:
        return Diagnostic(
          position, "there is a quote inside a cell without quotes",
          remedy: "put the whole cell in quotes, and write the quote inside twice")
      }
    }
  }
}
