import Yams

/// Reads YAML text into settings nodes: syntax only, no meaning.
public enum YAMLDocument {
  /// Parses one document.
  ///
  /// - Parameters:
  ///   - text: the YAML.
  ///   - file: the name to use in positions.
  /// - Returns: the root node; an empty block for an empty document.
  /// - Throws: `DocumentError` for broken syntax, duplicate keys, anchors' loops or several
  ///   documents in one text.
  public static func parse(_ text: String, file: String) throws -> SettingsNode {
    try YAMLNesting.check(text, file: file)
    do {
      guard let node = try Yams.compose(yaml: text, .default, .default) else {
        return .mapping([], SourcePosition(file: file, line: 1, column: 1))
      }
      var budget = YAMLNesting.mostValues
      return try convert(node, file: file, budget: &budget)
    } catch let error as YamlError {
      throw DocumentError(diagnostics(for: error, text: text, file: file))
    }
  }

  /// Reads one value as it would stand behind a key: `[16, 16]`, `0.5`, `left`.
  ///
  /// - Parameter position: where the text begins; places within it are counted from there.
  /// - Throws: `DocumentError`.
  public static func parseValue(_ text: String, position: SourcePosition) throws -> SettingsNode {
    if text.allSatisfy(\.isWhitespace) { return .scalar("", quoted: false, position) }
    do {
      return try parse(text, file: position.file).moved(to: position)
    } catch let error as DocumentError {
      var place = error.diagnostics.first?.position.moved(to: position) ?? position
      // What is not closed is missed behind the text.
      if place.line > position.line, !text.contains(where: \.isNewline) {
        place = SourcePosition(
          file: position.file, line: position.line, column: position.column + text.count)
      }
      throw DocumentError([
        Diagnostic(
          place, "`\(text)` is not a YAML value", remedy: "check its brackets and quotes")
      ])
    }
  }

  /// - Parameter budget: values that may still come: an alias of an alias of an alias is a few
  ///   bytes, and a thousand million values.
  private static func convert(
    _ node: Node, file: String, budget: inout Int
  ) throws -> SettingsNode {
    let position = place(node, file: file)
    budget -= 1
    if budget < 0 {
      throw DocumentError([
        Diagnostic(
          position, "the document has more than \(YAMLNesting.mostValues) values",
          remedy: "write out what the aliases stand for")
      ])
    }
    switch node {
    case .scalar(let scalar):
      let plain = scalar.style == .plain || scalar.style == .any
      return .scalar(scalar.string, quoted: !plain, position)
    case .sequence(let sequence):
      var items: [SettingsNode] = []
      for item in sequence { items.append(try convert(item, file: file, budget: &budget)) }
      return .sequence(items, position)
    case .mapping(let mapping):
      var entries: [SettingsNode.Entry] = []
      for (key, value) in mapping {
        entries.append(
          SettingsNode.Entry(
            key: key.string ?? "", position: place(key, file: file),
            value: try convert(value, file: file, budget: &budget)))
      }
      return .mapping(entries, position)
    case .alias: return .scalar("", quoted: false, position)
    }
  }

  private static func place(_ node: Node, file: String) -> SourcePosition {
    SourcePosition(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private static func diagnostics(
    for error: YamlError, text: String, file: String
  ) -> [Diagnostic] {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return [
        Diagnostic(
          SourcePosition(file: file, line: mark.line, column: mark.column),
          "not valid YAML: \(problem)", remedy: "check indentation, colons and quotes")
      ]
    case .duplicatedKeysInMapping(let duplicates, _):
      return duplicates.flatMap { key in
        DuplicateKeys.places(of: key, in: text).dropFirst().map { line, column in
          Diagnostic(
            SourcePosition(file: file, line: line, column: column),
            "the key `\(key)` stands here a second time", remedy: "keep one of them")
        }
      }
    default:
      return [
        Diagnostic(SourcePosition(file: file, line: 1, column: 1), "not valid YAML: \(error)")
      ]
    }
  }
}

extension SettingsNode {
  /// The same node with its places counted from another one, for values of a command line.
  fileprivate func moved(to start: SourcePosition) -> SettingsNode {
    switch self {
    case .scalar(let text, let quoted, let position):
      .scalar(text, quoted: quoted, position.moved(to: start))
    case .sequence(let nodes, let position):
      .sequence(nodes.map { $0.moved(to: start) }, position.moved(to: start))
    case .mapping(let entries, let position):
      .mapping(
        entries.map {
          Entry(
            key: $0.key, position: $0.position.moved(to: start), value: $0.value.moved(to: start))
        }, position.moved(to: start))
    }
  }
}

extension SourcePosition {
  /// A place in a text as one in the line that holds the text from `start` on.
  fileprivate func moved(to start: SourcePosition) -> SourcePosition {
    SourcePosition(
      file: start.file, line: start.line + line - 1,
      column: line == 1 ? start.column + column - 1 : column)
  }
}
