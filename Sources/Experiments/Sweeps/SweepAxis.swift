import Documents

/// One direction of a sweep: a key with its values, or several keys whose values go together.
public struct SweepAxis: Sendable {
  /// A swept key with its place.
  public struct Key: Sendable {
    /// Dotted.
    public let name: String
    let path: [(key: String, position: SourcePosition)]

    var keys: [String] { path.map(\.key) }
    var position: SourcePosition { path[0].position }

    /// Whether one of two keys is the other, or lies in its block.
    func overlaps(_ other: Key) -> Bool { zip(keys, other.keys).allSatisfy { $0 == $1 } }
  }

  public let keys: [Key]
  /// As written: one row for each place on the axis, one value for each key.
  public let rows: [[SettingsNode]]
  /// Where a dial is read; nil for other axes.
  public let dial: Dial?

  /// A value of the key at which L is read from the other cells alone.
  public struct Dial: Sendable {
    public let value: Double
    let position: SourcePosition
  }

  /// Whether a path of keys is swept, by itself or within a swept block.
  func covers(_ path: [String]) -> Bool {
    keys.contains { key in
      key.keys.count <= path.count && zip(key.keys, path).allSatisfy { $0 == $1 }
    }
  }

  /// The axis with a value replaced.
  func replacing(_ row: Int, _ key: Int, with value: SettingsNode) -> SweepAxis {
    var rows = rows
    rows[row][key] = value
    return SweepAxis(keys: keys, rows: rows, dial: dial)
  }
}

/// The block `sweep` of a settings document: which keys take which values.
struct SweepBlock {
  static let name = "sweep"
  /// More cells than this are a mistake sooner than a wish.
  static let mostCells = 10_000
  /// Keys that say nothing of a cell.
  private static let unswept = [
    "experiment": "it names the folder, which all cells share; experiments of different names are "
      + "set side by side with `tiltmeter compare`",
    "budget": "every cell has the whole budget, so that its runs do not depend on how many cells "
      + "there are; where cells are to differ, sweep an estimator's `runs`",
    name: "a sweep has no sweeps in it",
  ]

  private(set) var axes: [SweepAxis] = []
  private let diagnostics: Diagnostics

  /// Reads the block and reports everything that is wrong with it.
  ///
  /// - Parameter node: what stands behind the key.
  init(reading node: SettingsNode, diagnostics: Diagnostics) {
    self.diagnostics = diagnostics
    guard case .mapping(let entries, _) = node else {
      diagnostics.report(
        node.position, "`sweep` is \(node.kindInWords)",
        remedy: "expected a block of keys with their values, as in training.steps: [100, 200]")
      return
    }
    for entry in entries {
      if entry.key == "zip" {
        readZip(entry.value)
      } else {
        readAxis(entry)
      }
    }
    checkKeys()
    var cells = 1
    for axis in axes {
      let (product, overflow) = cells.multipliedReportingOverflow(by: max(1, axis.rows.count))
      cells = overflow ? .max : product
    }
    if cells > Self.mostCells {
      diagnostics.report(
        node.position,
        "the sweep has \(cells == .max ? "too many" : Wording.count(cells)) cells",
        remedy: "at most \(Wording.count(Self.mostCells)): leave values out, or let lists go "
          + "together with `zip`")
    }
  }

  private mutating func readAxis(_ entry: SettingsNode.Entry) {
    guard let key = key(entry) else { return }
    switch entry.value {
    case .sequence(let values, let position):
      if hasValues(values, of: key, position) {
        axes.append(SweepAxis(keys: [key], rows: values.map { [$0] }, dial: nil))
      }
    case .mapping(let parts, let position):
      var values: [SettingsNode]?
      var dial: SweepAxis.Dial?
      for part in parts {
        switch (part.key, part.value) {
        case ("values", .sequence(let nodes, let place)):
          values = nodes
          if !hasValues(nodes, of: key, place) { return }
        case ("values", let other):
          diagnostics.report(
            other.position, "the values of `\(key.name)` are \(other.kindInWords)",
            remedy: "expected a list, as in values: [0, 0.1, 0.3]")
          return
        case ("read-at", let node):
          guard let value = Self.number(node) else {
            diagnostics.report(
              node.position, "`read-at` of `\(key.name)` is \(node.kindInWords)",
              remedy: "expected the number at which L is read, such as 0")
            return
          }
          dial = SweepAxis.Dial(value: value, position: node.position)
        default:
          diagnostics.report(
            part.position, "unknown key `\(part.key)` in the sweep of `\(key.name)`",
            remedy: "known here: values, read-at")
          return
        }
      }
      guard let values else {
        diagnostics.report(
          position, "the sweep of `\(key.name)` has no `values`",
          remedy: "expected {values: [..], read-at: 0}, or a list")
        return
      }
      if dial != nil, !areDialValues(values, of: key) { return }
      axes.append(SweepAxis(keys: [key], rows: values.map { [$0] }, dial: dial))
    case let other:
      diagnostics.report(
        other.position, "the sweep of `\(key.name)` is \(other.kindInWords)",
        remedy: "expected a list of values, as in \(key.name): [\(other.inlineText)]")
    }
  }

  /// Lists that go together: the first values make a cell, the second ones the next.
  private mutating func readZip(_ node: SettingsNode) {
    let blocks: [SettingsNode]
    if case .sequence(let nodes, _) = node { blocks = nodes } else { blocks = [node] }
    for block in blocks {
      guard case .mapping(let entries, let position) = block, !entries.isEmpty else {
        diagnostics.report(
          block.position, "`zip` holds \(block.kindInWords)",
          remedy: "expected lists that go together, as in zip: [{learner.hidden: [[8], [16]], "
            + "training.steps: [200, 400]}]")
        continue
      }
      var keys: [SweepAxis.Key] = []
      var lists: [[SettingsNode]] = []
      for entry in entries {
        guard let key = key(entry) else { continue }
        guard case .sequence(let values, let place) = entry.value else {
          diagnostics.report(
            entry.value.position, "the values of `\(key.name)` are \(entry.value.kindInWords)",
            remedy: "expected a list as long as the others of its block")
          continue
        }
        if !hasValues(values, of: key, place) { continue }
        keys.append(key)
        lists.append(values)
      }
      if lists.count < entries.count { continue }
      if Set(lists.map(\.count)).count > 1 {
        let lengths = zip(keys, lists).map { "`\($0.name)` has \($1.count)" }
        diagnostics.report(
          position, "lists that go together have different lengths: \(Wording.list(lengths))",
          remedy: "give each as many values")
        continue
      }
      axes.append(
        SweepAxis(
          keys: keys, rows: lists[0].indices.map { row in lists.map { $0[row] } }, dial: nil))
    }
  }

  private func key(_ entry: SettingsNode.Entry) -> SweepAxis.Key? {
    var path: [(key: String, position: SourcePosition)] = []
    var column = entry.position.column
    for part in entry.key.split(separator: ".", omittingEmptySubsequences: false) {
      path.append(
        (
          String(part),
          SourcePosition(file: entry.position.file, line: entry.position.line, column: column)
        ))
      column += part.count + 1
    }
    if path.contains(where: \.key.isEmpty) {
      diagnostics.report(
        entry.position, "`\(entry.key)` is no key",
        remedy: "expected a dotted one, as in training.steps")
      return nil
    }
    if let reason = Self.unswept[path[0].key] {
      diagnostics.report(entry.position, "`\(path[0].key)` cannot be swept", remedy: reason)
      return nil
    }
    return SweepAxis.Key(name: entry.key, path: path)
  }

  private func hasValues(
    _ values: [SettingsNode], of key: SweepAxis.Key, _ position: SourcePosition
  ) -> Bool {
    if !values.isEmpty { return true }
    diagnostics.report(
      position, "the sweep of `\(key.name)` is empty", remedy: "give at least one value")
    return false
  }

  private func areDialValues(_ values: [SettingsNode], of key: SweepAxis.Key) -> Bool {
    guard let value = values.first(where: { Self.number($0) == nil }) else { return true }
    diagnostics.report(
      value.position, "a value of the dial `\(key.name)` is \(value.kindInWords)",
      remedy: "expected numbers: a dial is read by a curve over them")
    return false
  }

  private static func number(_ node: SettingsNode) -> Double? {
    guard case .scalar(let text, quoted: false, _) = node else { return nil }
    return SettingsReader.plainNumber(text)
  }

  /// Reports keys that are one, or that hold one another.
  private func checkKeys() {
    let keys = axes.flatMap(\.keys)
    for (index, key) in keys.enumerated() {
      guard let earlier = keys[..<index].first(where: { $0.overlaps(key) }) else { continue }
      diagnostics.report(
        key.position,
        earlier.name == key.name
          ? "`\(key.name)` is swept a second time"
          : "`\(key.name)` and `\(earlier.name)` are swept, and one holds the other",
        remedy: "keep one of them")
    }
  }
}
