extension DelimitedText {
  /// Parses JSON Lines, one flat object a line, as a table whose columns are the objects' keys.
  ///
  /// A key that a line lacks, and `null`, are blank cells.
  ///
  /// - Parameters:
  ///   - bytes: the file's content in UTF-8, less than 4 GiB.
  ///   - file: the name to use in positions.
  /// - Throws: `DocumentError` with every line that is no flat object, at most 20.
  /// - Complexity: O(bytes + rows x keys).
  public init(jsonLines bytes: [UInt8], file: String) throws(DocumentError) {
    guard bytes.count < UInt32.max / 2 else {
      throw DocumentError([
        Diagnostic(
          SourcePosition(file: file, line: 1, column: 1), "the file is larger than 2 GiB",
          remedy: "divide it into several")
      ])
    }
    let scan = bytes.withUnsafeBufferPointer { JSONLinesScan($0) }
    let width = scan.columns.count
    var starts: [UInt32] = []
    var ends: [UInt32] = []
    starts.reserveCapacity(scan.rows.count * width)
    ends.reserveCapacity(scan.rows.count * width)
    for (index, row) in scan.rows.enumerated() {
      let next = index + 1 < scan.rows.count ? scan.rows[index + 1].firstCell : scan.cells.count
      let base = starts.count
      for _ in 0..<width {
        starts.append(row.start)
        ends.append(row.start)
      }
      for cell in scan.cells[row.firstCell..<next] {
        starts[base + Int(cell.column)] = cell.start
        ends[base + Int(cell.column)] = cell.end
      }
    }
    self.init(
      file: file, columns: scan.columns,
      bytes: scan.rewritten.isEmpty ? bytes : bytes + scan.rewritten, starts: starts, ends: ends,
      headerStarts: scan.columnStarts, lines: scan.lines, rowStarts: scan.rows.map(\.start),
      moved: scan.moved)
    let problems = CellProblems()
    for fault in scan.faults {
      problems.report(row: fault.line, column: fault.offset - fault.rowStart) {
        Diagnostic(
          position(of: fault.offset, rowStart: fault.rowStart, line: fault.line), fault.problem,
          remedy: fault.remedy)
      }
    }
    if !problems.isEmpty { throw DocumentError(problems.diagnostics) }
    if scan.columns.isEmpty {
      throw DocumentError([
        Diagnostic(
          SourcePosition(file: file, line: 1, column: 1), "the file is empty",
          remedy: "expected one JSON object a line")
      ])
    }
  }
}
