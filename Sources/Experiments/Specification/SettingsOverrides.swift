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
  private let diagnostics = Diagnostics()

  /// - Parameters:
  ///   - pairs: `key=value`, the key a dotted path, in the order typed.
  ///   - options: settings that have an option of their own: its name without dashes, and its value.
  /// - Throws: `DocumentError` with everything that is wrong with them; columns are those of the
  ///   argument.
  init(_ pairs: [String], options: [(name: String, value: String)]) throws {
    for pair in pairs { read(pair) }
    for (name, value) in options {
      add("--\(name) \(value)", name: name, nameColumn: 3, value: value)
    }
    try diagnostics.throwIfAny()
  }

  /// Sets them in a document.
  func apply(to node: inout SettingsNode) {
    for override in overrides { node.set(override.path[...], to: override.value) }
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
