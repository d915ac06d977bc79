/// Settings after defaults were filled in: what a reader read, in the order in which it asked.
public indirect enum ResolvedSettings: Hashable, Sendable {
  case flag(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([ResolvedSettings])
  case block([Entry])

  public struct Entry: Hashable, Sendable {
    public let key: String
    public var value: ResolvedSettings

    public init(_ key: String, _ value: ResolvedSettings) {
      self.key = key
      self.value = value
    }
  }

  public subscript(key: String) -> ResolvedSettings? {
    guard case .block(let entries) = self else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// One line that is the same for the same settings, whatever the layout of the document they
  /// came from: what identifies a set-up.
  public var canonicalText: String {
    switch self {
    case .flag(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): Self.written(value)
    case .text(let value): Self.quoted(value)
    case .list(let values): "[" + values.map(\.canonicalText).joined(separator: ", ") + "]"
    case .block(let entries):
      "{" + entries.map { "\(Self.writtenKey($0.key)): \($0.value.canonicalText)" }
        .joined(separator: ", ") + "}"
    }
  }

  /// The settings as YAML that a reader reads back to the same settings.
  public func yaml(indent: Int = 0) -> String {
    guard case .block(let entries) = self else { return canonicalText + "\n" }
    let margin = String(repeating: " ", count: indent)
    return entries.map { entry in
      if case .block(let inner) = entry.value {
        return inner.isEmpty
          ? "\(margin)\(Self.writtenKey(entry.key)): {}\n"
          : "\(margin)\(Self.writtenKey(entry.key)):\n" + entry.value.yaml(indent: indent + 2)
      }
      return "\(margin)\(Self.writtenKey(entry.key)): \(entry.value.inlineText)\n"
    }.joined()
  }

  /// The value on one line of YAML, without quotes where none are needed.
  public var inlineText: String {
    switch self {
    case .text(let value): Self.isPlain(value) ? value : Self.quoted(value)
    case .list(let values): "[" + values.map(\.inlineText).joined(separator: ", ") + "]"
    case .block(let entries):
      "{" + entries.map { "\(Self.writtenKey($0.key)): \($0.value.inlineText)" }
        .joined(separator: ", ") + "}"
    default: canonicalText
    }
  }

  /// A key as it stands in YAML.
  public static func writtenKey(_ key: String) -> String {
    isPlain(key) || ScalarForms.number(key) != nil ? key : quoted(key)
  }

  /// A number so that it stays a number: `1.0`, not `1`.
  private static func written(_ value: Double) -> String { "\(value)" }

  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, UInt8(ascii: "a")...UInt8(ascii: "z") ~= first | 0x20 else {
      return false
    }
    return !ScalarForms.isAmbiguousText(text)
      && text.utf8.allSatisfy {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20
          || UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "-_./".utf8.contains($0)
      }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      // YAML refuses control characters as such, and reads some others as line breaks.
      case "\0"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffe}",
        "\u{ffff}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension ResolvedSettings {
  /// Replaces the value at a path of keys; a path that is not there is left alone.
  public mutating func set(_ path: ArraySlice<String>, to value: ResolvedSettings) {
    guard let key = path.first else {
      self = value
      return
    }
    guard case .block(var entries) = self, let index = entries.firstIndex(where: { $0.key == key })
    else { return }
    entries[index].value.set(path.dropFirst(), to: value)
    self = .block(entries)
  }
}
