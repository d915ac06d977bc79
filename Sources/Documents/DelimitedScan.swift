/// One pass over the bytes of a table: where cells, rows and faults are.
struct DelimitedScan {
  struct Fault {
    enum Kind {
      case cells(found: Int)
      case unterminatedQuote
      case afterQuote
      case quoteInside
    }
    let kind: Kind
    /// The row, from 0; -1 for the header.
    let row: Int
    let cell: Int
    let offset: Int
    let rowStart: Int
    /// The line on which the row begins, from 1.
    let line: Int
  }

  private(set) var headerStarts: [UInt32] = []
  private(set) var headerEnds: [UInt32] = []
  /// [rows, cells of the header]; rows with another number of cells are left out.
  private(set) var starts: [UInt32] = []
  private(set) var ends: [UInt32] = []
  private(set) var lines: [UInt32] = []
  private(set) var faults: [Fault] = []
  /// Faults past those kept.
  private(set) var furtherFaults = 0

  private var row = -1
  private var line = 1

  private mutating func add(_ kind: Fault.Kind, cell: Int, offset: Int, rowStart: Int) {
    if faults.count > CellProblems.shown {
      furtherFaults += 1
    } else {
      faults.append(
        Fault(
          kind: kind, row: row, cell: cell, offset: offset, rowStart: rowStart, line: line))
    }
  }

  /// - Complexity: O(bytes).
  mutating func run(_ bytes: UnsafeBufferPointer<UInt8>) {
    var index = bytes.starts(with: DelimitedText.byteOrderMark) ? 3 : 0
    let end = Self.contentEnd(bytes, from: index)
    starts.reserveCapacity((end - index) / 8)
    ends.reserveCapacity((end - index) / 8)
    while index < end {
      let rowStart = index
      let firstCell = starts.count
      var linesInside = 0
      var finished = false
      while !finished {
        let cell = starts.count - firstCell
        let cellStart = index
        if index < end, bytes[index] == quote {
          index += 1
          var closed = false
          while index < end {
            let byte = bytes[index]
            index += 1
            if byte == newline { linesInside += 1 }
            if byte == quote {
              if index < end, bytes[index] == quote {
                index += 1
              } else {
                closed = true
                break
              }
            }
          }
          if !closed {
            add(.unterminatedQuote, cell: cell, offset: cellStart, rowStart: rowStart)
            starts.removeLast(starts.count - firstCell)
            ends.removeLast(ends.count - firstCell)
            return
          }
          if index < end, !isSeparator(bytes, index, end) {
            add(.afterQuote, cell: cell, offset: index, rowStart: rowStart)
            while index < end, bytes[index] != comma, bytes[index] != newline { index += 1 }
          }
        } else {
          var stray = -1
          while index < end {
            let byte = bytes[index]
            // Everything that could end or spoil a cell lies at or below the comma.
            if byte <= comma {
              if byte == comma || byte == newline { break }
              if byte == quote, stray < 0 { stray = index }
            }
            index += 1
          }
          if stray >= 0 { add(.quoteInside, cell: cell, offset: stray, rowStart: rowStart) }
        }
        var cellEnd = index
        if index >= end {
          finished = true
        } else {
          finished = bytes[index] == newline || bytes[index] == carriageReturn
          // Before the line feed of a CRLF the quoted branch stops at the carriage return.
          if bytes[index] == carriageReturn { index += 1 }
          index += 1
        }
        if finished, cellEnd > cellStart, bytes[cellEnd - 1] == carriageReturn { cellEnd -= 1 }
        starts.append(UInt32(cellStart))
        ends.append(UInt32(cellEnd))
      }
      close(rowStart: rowStart, firstCell: firstCell)
      line += 1 + linesInside
    }
  }

  /// Files the cells since `firstCell` as the header or as a row.
  private mutating func close(rowStart: Int, firstCell: Int) {
    let found = starts.count - firstCell
    if row < 0 {
      headerStarts = starts
      headerEnds = ends
      starts.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
    } else if found == headerStarts.count {
      lines.append(UInt32(line))
    } else {
      // Points at the first cell too many, or at the row where there are too few.
      let offset = found > headerStarts.count
        ? Int(starts[firstCell + headerStarts.count]) : rowStart
      add(
        .cells(found: found), cell: min(found, headerStarts.count), offset: offset,
        rowStart: rowStart)
      starts.removeLast(found)
      ends.removeLast(found)
    }
    row += 1
  }

  /// Where the last line that is not blank ends, its line end not included.
  static func contentEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = bytes.count
    var cut = end
    while end > start {
      let byte = bytes[end - 1]
      if byte == newline || byte == carriageReturn {
        end -= 1
        cut = end
      } else if byte == 0x20 || byte == 0x09 {
        end -= 1
      } else {
        break
      }
    }
    return cut
  }

  /// Whether a cell may end here: at a comma, a line feed or CRLF.
  private func isSeparator(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ end: Int
  ) -> Bool {
    switch bytes[index] {
    case comma, newline: true
    case carriageReturn: index + 1 == end || bytes[index + 1] == newline
    default: false
    }
  }
}

private let quote = UInt8(ascii: "\"")
private let comma = UInt8(ascii: ",")
private let newline: UInt8 = 0x0a
private let carriageReturn: UInt8 = 0x0d
