import Runs

/// Stored runs as the bytes they are kept as, found by id and read where they lie: a million take
/// little more memory than they take on the disk.
public struct RunTable: Sendable {
  /// Bytes of a page: runs never cross from one to the next.
  private static let pageSize = 1 << 20
  private var pages: [[UInt8]] = []
  private var ids: [RunID] = []
  /// Per row its page, and where in the page it begins and ends.
  private var places: [(page: UInt32, start: UInt32, end: UInt32)] = []
  /// Rows by id, with open addressing: ids are hashes already. -1 where there is none.
  private var slots: [Int32] = []

  public init() {}

  public var count: Int { ids.count }

  /// A run, unpacked.
  public subscript(id: RunID) -> StoredRun? { index(of: id).map(stored) }

  /// All runs, unpacked one after the other.
  public var values: some Sequence<StoredRun> { ids.indices.lazy.map(stored) }

  private func stored(_ index: Int) -> StoredRun {
    let place = places[index]
    let body = Array(pages[Int(place.page)][Int(place.start)..<Int(place.end)])
    guard let run = StoredRun(StoredRecord(.run, id: ids[index], body: body)) else {
      preconditionFailure("what is in the table was checked when it came")
    }
    return run
  }

  /// A run as it lies.
  func packed(_ id: RunID) -> PackedRun? {
    index(of: id).flatMap { index in
      let place = places[index]
      return PackedRun(
        page: pages[Int(place.page)], start: Int(place.start), end: Int(place.end))
    }
  }

  // MARK: Taking runs

  /// Takes a run; one of the same id is replaced.
  ///
  /// - Parameter body: what `StoredRun.record` makes.
  /// - Returns: false where the bytes are nothing of the kind.
  /// - Complexity: O(bytes).
  mutating func add(_ id: RunID, _ body: UnsafeRawBufferPointer) -> Bool {
    guard PackedRun.isWhole(body) else { return false }
    if (pages.last?.count ?? .max) > Self.pageSize - body.count {
      pages.append([])
      pages[pages.count - 1].reserveCapacity(max(Self.pageSize, body.count))
    }
    let page = pages.count - 1
    let start = pages[page].count
    pages[page].append(contentsOf: body)
    let place = (UInt32(page), UInt32(start), UInt32(start + body.count))
    if let index = index(of: id) {
      places[index] = place
      return true
    }
    if 2 * (ids.count + 1) > slots.count { grow() }
    insert(id, row: ids.count)
    ids.append(id)
    places.append(place)
    return true
  }

  mutating func add(_ record: StoredRecord) -> Bool {
    record.kind == .run && record.body.withUnsafeBytes { add(record.id, $0) }
  }

  /// Takes over another table's runs.
  mutating func merge(_ other: RunTable) {
    for (id, place) in zip(other.ids, other.places) {
      _ = other.pages[Int(place.page)].withUnsafeBytes { page in
        add(id, UnsafeRawBufferPointer(rebasing: page[Int(place.start)..<Int(place.end)]))
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
      if ids[row] == id { return row }
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
    for (row, id) in ids.enumerated() { insert(id, row: row) }
  }
}
