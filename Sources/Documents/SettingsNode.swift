/// A settings document as written: scalars kept as text, everything with its place.
public indirect enum SettingsNode: Sendable {
  case scalar(String, quoted: Bool, SourcePosition)
  case sequence([SettingsNode], SourcePosition)
  case mapping([Entry], SourcePosition)

  public struct Entry: Sendable {
    public let key: String
    public let position: SourcePosition
    public var value: SettingsNode

    public init(key: String, position: SourcePosition, value: SettingsNode) {
      self.key = key
      self.position = position
      self.value = value
    }
  }

  public var position: SourcePosition {
    switch self {
    case .scalar(_, _, let position), .sequence(_, let position), .mapping(_, let position):
      position
    }
  }

  /// What this is, in words for a message.
  public var kindInWords: String {
    switch self {
    case .scalar(let text, let quoted, _):
      text.isEmpty && !quoted
        ? "nothing" : quoted ? "the text \"\(Self.shown(text))\"" : "`\(Self.shown(text))`"
    case .sequence: "a list"
    case .mapping: "a block of keys"
    }
  }

  /// The beginning of a text that is too long for a sentence.
  private static func shown(_ text: String) -> String {
    text.count <= 60 ? text : text.prefix(50) + "…"
  }
}

extension SettingsNode {
  /// Sets the value at a path of keys, making blocks on the way where there are none.
  ///
  /// - Parameters:
  ///   - path: keys from the outermost to the innermost, each with its place; at least one.
  ///   - value: what stands there afterwards.
  /// - Complexity: O(keys on the path's levels).
  public mutating func set(
    _ path: ArraySlice<(key: String, position: SourcePosition)>, to value: SettingsNode
  ) {
    guard let (key, keyPosition) = path.first else {
      self = value
      return
    }
    var entries: [Entry] = []
    var place = keyPosition
    if case .mapping(let existing, let position) = self { (entries, place) = (existing, position) }
    let index: Int
    if let found = entries.firstIndex(where: { $0.key == key }) {
      index = found
    } else {
      index = entries.count
      entries.append(
        Entry(key: key, position: keyPosition, value: .mapping([], keyPosition)))
    }
    entries[index].value.set(path.dropFirst(), to: value)
    self = .mapping(entries, place)
  }
}
