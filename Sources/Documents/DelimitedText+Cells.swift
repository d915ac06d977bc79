extension DelimitedText {
  /// The numbers of a column.
  ///
  /// - Parameters:
  ///   - column: from 0.
  ///   - problems: where blank cells and cells that are no finite decimal number are reported.
  /// - Returns: one number per row; 0 where a problem was reported.
  /// - Complexity: O(bytes in the column).
  public func numbers(_ column: Int, problems: CellProblems) -> [Double] {
    bytes.withUnsafeBufferPointer { bytes in
      (0..<rowCount).map { row in
        let cell = content(bytes, row, column)
        if let value = DecimalNumber.parse(UnsafeBufferPointer(rebasing: bytes[cell])) {
          return value
        }
        refuse(row, column, cell, "a finite decimal number", problems)
        return 0
      }
    }
  }

  /// The classes or counts of a column: whole numbers that are not negative.
  ///
  /// - Parameters:
  ///   - column: from 0.
  ///   - limit: the largest number allowed.
  ///   - problems: where blank cells and cells that are no such number are reported; `3.0` is none.
  /// - Returns: one number per row; 0 where a problem was reported.
  /// - Complexity: O(bytes in the column).
  public func wholeNumbers(_ column: Int, upTo limit: Int, problems: CellProblems) -> [Int] {
    bytes.withUnsafeBufferPointer { bytes in
      (0..<rowCount).map { row in
        let cell = content(bytes, row, column)
        let text = UnsafeBufferPointer(rebasing: bytes[cell])
        if let value = WholeNumber.parse(text, upTo: limit) { return value }
        refuse(row, column, cell, "a whole number from 0 to \(limit)", problems)
        return 0
      }
    }
  }

  /// The texts of a column, quotes taken off; blank cells are empty texts.
  ///
  /// - Parameter column: from 0.
  /// - Complexity: O(bytes in the column).
  public func texts(_ column: Int) -> [String] {
    (0..<rowCount).map { row in
      let index = row * columns.count + column
      return Self.decode(bytes, Int(starts[index]), Int(ends[index]))
    }
  }

  /// Finds a column, or reports that it is missing at the header, with the likely meant one.
  ///
  /// - Parameters:
  ///   - name: the column's name.
  ///   - others: columns that are wanted besides, so that the missing one was not meant by them.
  ///   - problems: where a missing column is reported.
  /// - Returns: the column's index, from 0.
  public func require(
    _ name: String, besides others: [String] = [], problems: CellProblems
  ) -> Int? {
    if let column = index(of: name) { return column }
    problems.report(row: -1, column: 0) {
      Diagnostic(
        position(ofHeader: 0), "there is no column `\(name)`",
        remedy: likelyMeant(name, among: columns.filter { !others.contains($0) })
          .map { "did you mean `\($0)`?" }
          ?? "the columns are: \(columns.joined(separator: ", "))")
    }
    return nil
  }

  /// Reports one cell that is wrong for a reason found later.
  public func report(
    row: Int, column: Int, _ problem: String, remedy: String? = nil, to problems: CellProblems
  ) {
    problems.report(row: row, column: column) {
      Diagnostic(position(row: row, column: column), problem, remedy: remedy)
    }
  }

  private func refuse(
    _ row: Int, _ column: Int, _ cell: Range<Int>, _ expected: String, _ problems: CellProblems
  ) {
    problems.report(row: row, column: column) {
      var text = String(decoding: bytes[cell], as: UTF8.self)
      if text.count > 40 { text = text.prefix(40) + "…" }
      return Diagnostic(
        position(row: row, column: column),
        "the cell of column `\(columns[column])` is "
          + (cell.isEmpty ? "blank" : "`\(text.replacingBreaks)`"),
        remedy: "expected \(expected)")
    }
  }

  /// The bytes of a cell that holds a number: without quotes and the blanks around.
  private func content(
    _ bytes: UnsafeBufferPointer<UInt8>, _ row: Int, _ column: Int
  ) -> Range<Int> {
    let index = row * columns.count + column
    var range = Int(starts[index])..<Int(ends[index])
    if !range.isEmpty, bytes[range.lowerBound] == UInt8(ascii: "\"") {
      range = range.lowerBound + 1..<range.upperBound - 1
    }
    return Self.trimmed(bytes, range)
  }

  /// A range of bytes without blanks at its ends.
  static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
    while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
    return start..<end
  }

  /// The text of the cell between two offsets.
  static func decode(_ bytes: [UInt8], _ start: Int, _ end: Int) -> String {
    bytes.withUnsafeBufferPointer { decode($0, start, end) }
  }

  /// The text of the cell between two offsets.
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> String {
    if start < end, bytes[start] == UInt8(ascii: "\"") {
      // A closing quote is always there; a doubled one stands for itself.
      var text: [UInt8] = []
      var index = start + 1
      while index < end - 1 {
        text.append(bytes[index])
        index += bytes[index] == UInt8(ascii: "\"") ? 2 : 1
      }
      return String(decoding: text, as: UTF8.self)
    }
    return String(
      decoding: UnsafeBufferPointer(rebasing: bytes[trimmed(bytes, start..<end)]), as: UTF8.self)
  }
}

extension String {
  /// The text on one line, for a message.
  fileprivate var replacingBreaks: String {
    String(map { $0.isNewline ? " " : $0 })
  }
}
