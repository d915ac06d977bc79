/// How one key of the settings is defined: what it means, what it takes, and what holds without it.
public struct SettingsKey: Hashable, Sendable {
  /// From the document's root, as in `training.steps`.
  public let path: String
  /// Half a line; empty where the reader gives none.
  public let meaning: String
  /// What values are allowed, in words.
  public let expected: String
  /// Nil for a key that must be there.
  public let `default`: ResolvedSettings?

  public init(path: String, meaning: String, expected: String, default fallback: ResolvedSettings?)
  {
    self.path = path
    self.meaning = meaning
    self.expected = expected
    self.default = fallback
  }

  /// The key and its default as they stand in a file, what it takes, and what it means: three
  /// parts, one for each line of a list.
  ///
  /// - Parameter block: the path that the key's is told from.
  public func lines(in block: String) -> [String] {
    let name = path.hasPrefix(block + ".") ? String(path.dropFirst(block.count + 1)) : path
    return [
      "\(name): " + (self.default?.inlineText ?? "(required)"), expected, meaning,
    ].filter { !$0.isEmpty }
  }
}

extension ResolvedSettings {
  /// The settings as YAML, each line with the default of its key beside it.
  ///
  /// - Parameter keys: how the keys are defined; of two with one path the last one counts.
  /// - Complexity: O(keys).
  public func annotatedYAML(_ keys: [SettingsKey]) -> String {
    let definitions = Dictionary(keys.map { ($0.path, $0) }) { $1 }
    var lines: [(text: String, note: String)] = []
    func add(_ settings: ResolvedSettings, path: String, indent: Int) {
      guard case .block(let entries) = settings else { return }
      for entry in entries {
        let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
        let margin = String(repeating: " ", count: indent) + "\(Self.writtenKey(entry.key)):"
        if case .block(let values) = entry.value, !values.isEmpty, definitions[inner] == nil {
          lines.append((margin, ""))
          add(entry.value, path: inner, indent: indent + 2)
          continue
        }
        let note: String =
          if let key = definitions[inner] {
            key.default.map {
              $0 == entry.value ? "default" : "default: \($0.inlineText)"
            } ?? "required"
          } else {
            ""
          }
        lines.append(("\(margin) \(entry.value.inlineText)", note))
      }
    }
    add(self, path: "", indent: 0)
    let width = min(lines.filter { !$0.note.isEmpty }.map(\.text.count).max() ?? 0, 40)
    return lines.map { text, note in
      if note.isEmpty { return text + "\n" }
      let space = String(repeating: " ", count: max(0, width - text.count))
      return "\(text)\(space)  # \(note)\n"
    }.joined()
  }
}
