extension SettingsNode {
  /// The value at a path of keys; nil where there is none.
  public func value(at path: ArraySlice<String>) -> SettingsNode? {
    guard let key = path.first else { return self }
    guard case .mapping(let entries, _) = self else { return nil }
    return entries.first { $0.key == key }?.value.value(at: path.dropFirst())
  }

  /// The same document without the value at a path, and without blocks that this leaves empty.
  public func without(_ path: ArraySlice<String>) -> SettingsNode {
    guard let key = path.first, case .mapping(let entries, let position) = self,
      let index = entries.firstIndex(where: { $0.key == key })
    else { return self }
    var rest = entries
    if path.count == 1 {
      rest.remove(at: index)
    } else {
      rest[index].value = rest[index].value.without(path.dropFirst())
      if case .mapping(let inner, _) = rest[index].value, inner.isEmpty { rest.remove(at: index) }
    }
    return .mapping(rest, position)
  }

  /// The value on one line of YAML, as it was written but for its layout; a reader reads it back to
  /// the same value.
  public var inlineText: String {
    switch self {
    case .scalar(let text, let quoted, _):
      // What stands plain in a block need not within brackets.
      quoted || text.contains(where: { ",[]{}#:\"'&*!|>%@`".contains($0) || $0.isNewline })
        ? ResolvedSettings.text(text).canonicalText : text
    case .sequence(let nodes, _): "[" + nodes.map(\.inlineText).joined(separator: ", ") + "]"
    case .mapping(let entries, _):
      "{" + entries.map { "\(ResolvedSettings.writtenKey($0.key)): \($0.value.inlineText)" }
        .joined(separator: ", ") + "}"
    }
  }
}
