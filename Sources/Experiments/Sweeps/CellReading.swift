import Documents
import Tasks

/// The settings of one cell, read: an experiment, or what is wrong with it.
struct CellReading {
  let index: Int
  let places: [Int]
  /// The swept keys with the cell's values as written.
  let values: [(key: SweepAxis.Key, value: SettingsNode)]
  let result: Result<SweepCell, any Error>

  /// - Parameter document: without its `sweep` block.
  init(
    index: Int, places: [Int], axes: [SweepAxis], document: SettingsNode, directory: String
  ) {
    self.index = index
    self.places = places
    var node = document
    let values = zip(axes, places).flatMap { axis, place in zip(axis.keys, axis.rows[place]) }
    self.values = values.map { (key: $0, value: $1) }
    for (key, value) in values { node.set(key.path[...], to: value) }
    let reader = SettingsReader(
      node, path: "", position: node.position, diagnostics: Diagnostics())
    result = Result {
      do {
        let experiment = try Experiment(reader, directory: directory)
        try Self.checkLists(axes, reader)
        let resolved = experiment.resolved
        return SweepCell(
          index: index, places: places,
          settings: values.map { key, value in
            SweepCell.Setting(
              key: key.name,
              value: resolved.value(at: key.keys[...]) ?? .text(value.inlineText))
          }, experiment: experiment)
      } catch {
        // A list that was meant as one value makes many mistakes of one.
        try Self.checkLists(axes, reader)
        throw error
      }
    }
  }

  /// Reports single values of keys that are lists themselves, once a key: whether `[8, 16]` means two
  /// cells or one cannot be seen.
  private static func checkLists(_ axes: [SweepAxis], _ reader: SettingsReader) throws {
    let diagnostics = Diagnostics()
    for axis in axes {
      for (place, key) in axis.keys.enumerated() {
        guard let definition = reader.definitions.last(where: { $0.path == key.name }) else {
          continue
        }
        let values = axis.rows.map { $0[place] }
        let single = values.first { value in
          guard case .scalar(let text, _, _) = value else { return false }
          return definition.expected.hasPrefix("a list of ") && text != "none"
            || definition.expected.contains("a list of ")
              && SettingsReader.plainNumber(text) != nil
        }
        guard let single else { continue }
        let lists = values.map { value in
          if case .sequence = value { value.inlineText } else { "[\(value.inlineText)]" }
        }.prefix(3).joined(separator: ", ")
        diagnostics.report(
          single.position,
          "`\(key.name)` is a list itself, and the swept value `\(single.inlineText)` is none",
          remedy: "write every value as a list, as in \(key.name): [\(lists)]")
      }
    }
    try diagnostics.throwIfAny()
  }
}

extension ResolvedSettings {
  /// The value at a path of keys; nil where there is none.
  func value(at path: ArraySlice<String>) -> ResolvedSettings? {
    guard let key = path.first else { return self }
    return self[key]?.value(at: path.dropFirst())
  }
}

/// Everything that is wrong with the cells of a sweep, each mistake once, with its cells.
struct CellDiagnostics {
  private let axes: [SweepAxis]
  private var readings = 0
  private var order: [Diagnostic] = []
  private var cells: [Diagnostic: [CellReading]] = [:]
  private var missing: MissingFileError?
  /// By settings: which cell had them first.
  private var seen: [String: CellReading] = [:]

  init(axes: [SweepAxis]) { self.axes = axes }

  /// - Returns: the cell, where nothing is wrong with it by itself.
  mutating func take(_ reading: CellReading) -> SweepCell? {
    readings += 1
    switch reading.result {
    case .success(let cell):
      let text = cell.experiment.resolved.canonicalText
      if let first = seen[text] {
        reportEqual(reading, first)
      } else {
        seen[text] = reading
      }
      return cell
    case .failure(let error as DocumentError): add(error.diagnostics, reading)
    case .failure(let error as MissingFileError):
      if missing == nil { missing = error }
      add(error.diagnostics, reading)
    case .failure(let error):
      add([Diagnostic(reading.values.first?.value.position ?? Self.nowhere, "\(error)")], reading)
    }
    return nil
  }

  private static let nowhere = SourcePosition(file: "sweep", line: 1, column: 1)

  private mutating func add(_ diagnostics: [Diagnostic], _ reading: CellReading) {
    for diagnostic in diagnostics {
      if cells[diagnostic] == nil { order.append(diagnostic) }
      cells[diagnostic, default: []].append(reading)
    }
  }

  private mutating func reportEqual(_ reading: CellReading, _ first: CellReading) {
    let differing = reading.values.indices.first {
      reading.values[$0].value.position != first.values[$0].value.position
    } ?? 0
    let (key, value) = reading.values[differing]
    add(
      [
        Diagnostic(
          value.position,
          "`\(value.inlineText)` and `\(first.values[differing].value.inlineText)` of "
            + "`\(key.name)` make the same settings", remedy: "keep one of them")
      ], reading)
  }

  /// Throws everything, if there is anything.
  func throwIfAny() throws {
    if order.isEmpty { return }
    let told = order.map(withCells)
    if let missing, order.allSatisfy(missing.diagnostics.contains) {
      throw MissingFileError(files: missing.files, diagnostics: told)
    }
    throw DocumentError(told)
  }

  private func withCells(_ diagnostic: Diagnostic) -> Diagnostic {
    let found = cells[diagnostic] ?? []
    guard found.count < readings, let first = found.first else { return diagnostic }
    let label = SweepCell.label(first.values.map { ($0.key.name, $0.value.inlineText) })
    let place = found.count == 1
      ? "in cell \(label)"
      : "in \(Wording.count(found.count)) of \(Wording.count(readings)) cells, the first \(label)"
    return Diagnostic(
      diagnostic.position, "\(diagnostic.problem) (\(place))", remedy: diagnostic.remedy,
      severity: diagnostic.severity)
  }
}
