import CModelKernels

/// Where the tokens of several passages stand among the rows of a batch, and which attend to which.
struct RowLayout {
  /// Queries that stand one after the other, and the rows they attend to, by position.
  struct Group {
    let keys: [Int32]
    let queries: Range<Int>
    /// How many keys each query sees.
    let visible: [Int32]
  }

  let rows: Int
  /// Of each row.
  let positions: [Int32]
  let groups: [Group]
  /// Rows of each passage.
  let passages: [Range<Int>]
  /// Rows that questions stand at, ascending, each once.
  let asked: [Int32]

  init(_ all: [Passage]) {
    var positions: [Int32] = []
    var groups: [Group] = []
    var ranges: [Range<Int>] = []
    var asked: [Int32] = []
    for passage in all {
      let start = positions.count
      let own = passage.positions
      positions += own
      ranges.append(start..<positions.count)
      groups += Self.groups(of: passage, positions: own, from: start)
      asked += Set(passage.questions.map(\.place)).sorted().map { Int32(start + $0) }
    }
    rows = positions.count
    self.positions = positions
    self.groups = groups
    passages = ranges
    self.asked = asked
  }

  /// The plain sequence that a passage begins with is one group; what branches off goes token by
  /// token.
  private static func groups(
    of passage: Passage, positions: [Int32], from start: Int
  ) -> [Group] {
    let count = passage.tokens.count
    var stem = 0
    while stem < count && passage.parents[stem] == Int32(stem) - 1 { stem += 1 }
    var groups = [
      Group(
        keys: (0..<stem).map { Int32(start + $0) }, queries: start..<(start + stem),
        visible: (1...Int32(stem)).map { $0 })
    ]
    for token in stem..<count {
      var path = [Int32(start + token)]
      var parent = passage.parents[token]
      while parent >= 0 {
        path.append(Int32(start) + parent)
        parent = passage.parents[Int(parent)]
      }
      groups.append(
        Group(
          keys: path.reversed(), queries: (start + token)..<(start + token + 1),
          visible: [Int32(path.count)]))
    }
    return groups
  }

  /// Some of the rows as queries, which then stand one after the other.
  func selection(of chosen: [Int32]) -> RowSelection {
    var place = [Int32](repeating: -1, count: rows)
    for (index, row) in chosen.enumerated() { place[Int(row)] = Int32(index) }
    let selected = groups.compactMap { group -> Group? in
      let kept = group.queries.filter { place[$0] >= 0 }
      guard let first = kept.first else { return nil }
      let start = Int(place[first])
      return Group(
        keys: group.keys, queries: start..<(start + kept.count),
        visible: kept.map { group.visible[$0 - group.queries.lowerBound] })
    }
    return RowSelection(
      rows: chosen, positions: chosen.map { positions[Int($0)] }, groups: selected, isAll: false)
  }

  var everything: RowSelection {
    RowSelection(
      rows: (0..<Int32(rows)).map { $0 }, positions: positions, groups: groups, isAll: true)
  }
}

/// The rows whose values after a block are needed.
struct RowSelection {
  /// Ascending.
  let rows: [Int32]
  let positions: [Int32]
  /// Queries by their place among `rows`.
  let groups: [RowLayout.Group]
  let isAll: Bool

  var count: Int { rows.count }

  /// The part of a range of rows that is selected, by place.
  func range(of rows: Range<Int>) -> Range<Int> {
    if isAll { return rows }
    let first = self.rows.firstIndex { Int($0) >= rows.lowerBound } ?? count
    let end = self.rows.firstIndex { Int($0) >= rows.upperBound } ?? count
    return first..<end
  }
}
