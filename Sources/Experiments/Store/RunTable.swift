import Runs

/// Stored runs as the bytes they are kept as, found by id and read where they lie: a million take
/// little more memory than they take on the disk.
public struct RunTable: Sendable {
  /// Bytes of a page: runs never cross from one to the next.
  private static let pageSize = 1 << 20
  private var pages: [[UInt8]] = []
  private var rows: [Row] = []
  /// Rows by id, with open addressing: ids are hashes already. -1 where there is none.
  private var slots: [Int32] = []

  /// What finds a run: all that is looked at before its own bytes stands side by side.
  private struct Row {
    let id: RunID
    var page: UInt32
    /// Where in the page it begins and ends.
    var start: UInt32
    var end: UInt32
    /// Whether what is kept of text stands behind the run's own bytes.
    var isText: Bool

    var kind: StoredRecord.Kind { isText ? .textRun : .run }
  }

  public init() {}

  public var count: Int { rows.count }

  /// A run, unpacked.
  public subscript(id: RunID) -> StoredRun? { index(of: id).map(stored) }

  /// All runs, unpacked one after the other.
  public var values: some Sequence<StoredRun> { rows.indices.lazy.map(stored) }

  private func stored(_ index: Int) -> StoredRun {
    let row = rows[index]
    let body = Array(pages[Int(row.page)][Int(row.start)..<Int(row.end)])
    guard let run = StoredRun(StoredRecord(row.kind, id: row.id, body: body)) else {
      preconditionFailure("what is in the table was checked when it came")
    }
    return run
  }

  /// A run as it lies.
  package func packed(_ id: RunID) -> PackedRun? {
    index(of: id).map { packed(rows[$0]) }
  }

  private func packed(_ row: Row) -> PackedRun {
    PackedRun(page: pages[Int(row.page)], start: Int(row.start), isText: row.isText)
  }

  /// Several runs as they lie, nil for those that are not there.
  ///
  /// A run lies anywhere in memory, and waiting for it takes longer than counting it: step by step
  /// for many runs, the processor waits for several at a time.
  func packed(_ ids: [RunID]) -> [PackedRun?] {
    let found = ids.map(index)
    let places = found.map { $0.map { rows[$0] } }
    return places.map { $0.map(packed) }
  }

  // MARK: Taking runs

  /// Takes a run; one of the same id is replaced.
  ///
  /// - Parameters:
  ///   - body: what `StoredRun.record` makes.
  ///   - isText: whether what is kept of text stands behind it.
  /// - Returns: false where the bytes are nothing of the kind.
  /// - Complexity: O(bytes).
  mutating func add(_ id: RunID, _ body: UnsafeRawBufferPointer, isText: Bool) -> Bool {
    guard PackedRun.isWhole(body, isText: isText) else { return false }
    if (pages.last?.count ?? .max) > Self.pageSize - body.count {
      pages.append([])
      pages[pages.count - 1].reserveCapacity(max(Self.pageSize, body.count))
    }
    let page = pages.count - 1
    let start = pages[page].count
    pages[page].append(contentsOf: body)
    let row = Row(
      id: id, page: UInt32(page), start: UInt32(start), end: UInt32(start + body.count),
      isText: isText)
    if let index = index(of: id) {
      rows[index] = row
      return true
    }
    if 2 * (rows.count + 1) > slots.count { grow() }
    insert(id, row: rows.count)
    rows.append(row)
    return true
  }

  package mutating func add(_ record: StoredRecord) -> Bool {
    let isText = record.kind == .textRun
    return (record.kind == .run || isText)
      && record.body.withUnsafeBytes { add(record.id, $0, isText: isText) }
  }

  /// Takes over another table's runs.
  package mutating func merge(_ other: RunTable) {
    for row in other.rows {
      _ = other.pages[Int(row.page)].withUnsafeBytes { page in
        add(
          row.id, UnsafeRawBufferPointer(rebasing: page[Int(row.start)..<Int(row.end)]),
          isText: row.isText)
      }
    }
  }

  // MARK: Finding runs

  private func index(of id: RunID) -> Int? {
    if slots.isEmpty { return nil }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: id.low) & mask
    while slots[slot] >= 0 {
      let row = Int(slots[slot])
      if rows[row].id == id { return row }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private mutating func insert(_ id: RunID, row: Int) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: id.low) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = Int32(row)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: max(1024, 4 * slots.count))
    for (index, row) in rows.enumerated() { insert(row.id, row: index) }
  }
}
