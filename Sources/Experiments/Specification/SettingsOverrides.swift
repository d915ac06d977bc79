import Documents

/// Settings given on the command line, as `key=value` or by an option of their own.
struct SettingsOverrides {
  private struct Override {
    /// As typed, for the message about a second one.
    let text: String
    /// The dotted path with the place of each of its parts.
    let path: [(key: String, position: SourcePosition)]
    let value: SettingsNode
  }

  private var overrides: [Override] = []
  /// Keys of the block `sweep`, as `--sweep` gave them.
  private var sweeps: [Override] = []
  private let diagnostics = Diagnostics()

  /// - Parameters:
  ///   - pairs: `key=value`, the key a dotted path, in the order typed.
  ///   - options: settings that have an option of their own: its name without dashes, and its value.
  ///   - swept: `key=[value, value]`, each one entry of the block `sweep`.
  /// - Throws: `DocumentError` with everything that is wrong with them; columns are those of the
  ///   argument.
  init(
    _ pairs: [String], options: [(name: String, value: String)], sweeps swept: [String] = []
  ) throws {
    for pair in pairs { read(pair) }
    for (name, value) in options {
      add("--\(name) \(value)", name: name, nameColumn: 3, value: value)
    }
    for pair in swept { readSweep(pair) }
    checkSweeps()
    try diagnostics.throwIfAny()
  }

  /// Sets them in a document; a sweep of the same key takes the place of the document's.
  func apply(to node: inout SettingsNode) {
    for override in overrides { node.set(override.path[...], to: override.value) }
    for sweep in sweeps {
      let key = sweep.path.map(\.key).joined(separator: ".")
      node.set(
        [(SweepBlock.name, sweep.path[0].position), (key, sweep.path[0].position)][...],
        to: sweep.value)
    }
  }

  private mutating func readSweep(_ pair: String) {
    let text = "--sweep \(pair)"
    let column = "--sweep ".count + 1
    guard let equals = pair.firstIndex(of: "="), equals > pair.startIndex else {
      diagnostics.report(
        Self.place(text, column), "not a sweep",
        remedy: "expected a key and its values, as in --sweep 'training.steps=[100, 200]'")
      return
    }
    let before = overrides
    overrides = sweeps
    add(
      text, name: String(pair[..<equals]), nameColumn: column,
      value: String(pair[pair.index(after: equals)...]))
    (sweeps, overrides) = (overrides, before)
  }

  /// A key that is swept has no single value; a block that holds it may have others.
  private func checkSweeps() {
    for sweep in sweeps {
      let keys = sweep.path.map(\.key)
      let other = overrides.first { override in
        override.path.count >= keys.count
          && zip(override.path, keys).allSatisfy { $0.key == $1 }
      }
      if let other {
        diagnostics.report(
          sweep.path[0].position,
          "`\(keys.joined(separator: "."))` is swept, and set by `\(other.text)`",
          remedy: "keep one of them")
      }
    }
  }

  private mutating func read(_ pair: String) {
    guard let equals = pair.firstIndex(of: "=") else {
      diagnostics.report(
        Self.place(pair, 1), "not a setting", remedy: "expected key=value, as in training.steps=500")
      return
    }
    add(
      pair, name: String(pair[..<equals]), nameColumn: 1,
      value: String(pair[pair.index(after: equals)...]))
  }

  private mutating func add(_ text: String, name: String, nameColumn: Int, value: String) {
    var path: [(key: String, position: SourcePosition)] = []
    var column = nameColumn
    for key in name.split(separator: ".", omittingEmptySubsequences: false) {
      path.append((String(key), Self.place(text, column)))
      column += key.count + 1
    }
    guard path.allSatisfy({ !$0.key.isEmpty }) else {
      diagnostics.report(
        Self.place(text, nameColumn), "not a setting",
        remedy: "expected key=value, as in training.steps=500")
      return
    }
    let keys = path.map(\.key)
    let earlier = overrides.first { other in
      zip(other.path, keys).allSatisfy { $0.key == $1 }
    }
    if let earlier {
      diagnostics.report(
        path[0].position, "`\(name)` is set a second time, first by `\(earlier.text)`",
        remedy: "keep one of them")
      return
    }
    do {
      let node = try YAMLDocument.parseValue(value, position: Self.place(text, column))
      overrides.append(Override(text: text, path: path, value: node))
    } catch let error as DocumentError {
      diagnostics.report(error)
    } catch {
      diagnostics.report(Self.place(text, column), "`\(value)` is not a YAML value")
    }
  }

  private static func place(_ text: String, _ column: Int) -> SourcePosition {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    return SourcePosition(file: "command line: \(line)", line: 1, column: column)
  }
}
