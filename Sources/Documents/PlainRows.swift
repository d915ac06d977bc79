/// The rows of comma-separated values without quotes, one after the other, none of them kept.
///
/// What `DelimitedText` reads with a place for every cell, for files so plain that nothing needs to
/// be said of them. Whoever meets anything else reads the file again in full, which finds the words.
package enum PlainRows {
  /// Where a cell begins and ends, without the blanks around it.
  package typealias Cell = (start: Int, end: Int)

  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - start: where the rows begin, behind the header.
  ///   - columns: cells of every row, at least 1.
  ///   - body: gets the cells of each row, valid during the call; says whether to go on.
  /// - Returns: false where a quote or a row with another number of cells was met, or `body` gave
  ///   up.
  /// - Complexity: O(bytes).
  package static func forEach(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, columns: Int,
    _ body: (UnsafePointer<Cell>) -> Bool
  ) -> Bool {
    let end = DelimitedScan.contentEnd(bytes, from: start)
    return withUnsafeTemporaryAllocation(of: Cell.self, capacity: columns) { cells in
      cells.initialize(repeating: (0, 0))
      var index = start
      while index < end {
        var column = 0
        var cellStart = index
        while true {
          if index < end {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") { return false }
            if byte != UInt8(ascii: ","), byte != 0x0a {
              index += 1
              continue
            }
          }
          let isLast = index >= end || bytes[index] == 0x0a
          var cellEnd = index
          if isLast, cellEnd > cellStart, bytes[cellEnd - 1] == 0x0d { cellEnd -= 1 }
          while cellStart < cellEnd, isBlank(bytes[cellStart]) { cellStart += 1 }
          while cellEnd > cellStart, isBlank(bytes[cellEnd - 1]) { cellEnd -= 1 }
          if column == columns { return false }
          cells[column] = (cellStart, cellEnd)
          column += 1
          index += 1
          if isLast { break }
          cellStart = index
        }
        if column != columns || !body(UnsafePointer(cells.baseAddress!)) { return false }
      }
      return true
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
