/// Byte pair encoding of one piece: neighbours merge by the rank of their pair, the leftmost of the
/// lowest rank first.
struct BytePairs: Sendable {
  struct Merge: Sendable {
    let rank: Int32
    let token: Int32
  }

  /// The token of each single byte; -1 where the vocabulary has none.
  let byteTokens: [Int32]
  private let merges: [UInt64: Merge]

  init(byteTokens: [Int32], merges: [UInt64: Merge]) {
    self.byteTokens = byteTokens
    self.merges = merges
  }

  static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }

  /// Appends a piece's tokens; bytes without a token are left out before anything merges, as other
  /// programs do, and told.
  ///
  /// - Complexity: O(n log n) in the piece's bytes.
  func encode(_ piece: [UInt8], into tokens: inout [Int32], missing: inout Set<UInt8>) {
    var symbols: [Int32] = []
    symbols.reserveCapacity(piece.count)
    for byte in piece {
      let token = byteTokens[Int(byte)]
      if token < 0 { missing.insert(byte) } else { symbols.append(token) }
    }
    guard symbols.count > 1 else {
      tokens += symbols
      return
    }
    merge(&symbols)
    tokens += symbols.lazy.filter { $0 >= 0 }
  }

  /// A pair that may merge, while both of its symbols are as they were.
  private struct Candidate: Comparable {
    let rank: Int32
    let position: Int
    let left: Int32
    let right: Int32
    let token: Int32

    static func < (a: Candidate, b: Candidate) -> Bool {
      (a.rank, a.position) < (b.rank, b.position)
    }
  }

  /// Leaves -1 in the places of symbols that went into others.
  private func merge(_ symbols: inout [Int32]) {
    let count = symbols.count
    var next = Array(1...count)
    var previous = Array(-1..<(count - 1))
    var heap = Heap<Candidate>()
    func offer(_ left: Int, _ right: Int, _ symbols: [Int32]) {
      guard let merge = merges[Self.key(symbols[left], symbols[right])] else { return }
      heap.insert(
        Candidate(
          rank: merge.rank, position: left, left: symbols[left], right: symbols[right],
          token: merge.token))
    }
    for left in 0..<(count - 1) { offer(left, left + 1, symbols) }
    while let best = heap.removeLeast() {
      let left = best.position
      let right = next[left]
      guard right < count, symbols[left] == best.left, symbols[right] == best.right else {
        continue
      }
      symbols[left] = best.token
      symbols[right] = -1
      next[left] = next[right]
      if next[right] < count { previous[next[right]] = left }
      if previous[left] >= 0 { offer(previous[left], left, symbols) }
      if next[left] < count { offer(left, next[left], symbols) }
    }
  }
}

/// A binary heap that gives its least element first.
private struct Heap<Element: Comparable> {
  private var elements: [Element] = []

  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard elements[child] < elements[parent] else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  mutating func removeLeast() -> Element? {
    guard let least = elements.first else { return nil }
    let last = elements.removeLast()
    guard !elements.isEmpty else { return least }
    elements[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < elements.count else { return least }
      if child + 1 < elements.count && elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[parent] else { return least }
      elements.swapAt(child, parent)
      parent = child
    }
  }
}
