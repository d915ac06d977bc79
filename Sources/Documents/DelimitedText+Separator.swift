/// What a text is that was given for a comma-separated table and is none.
public enum ForeignTable: String, Sendable {
  case tabs = "its columns are separated by tabs"
  case semicolons = "its columns are separated by semicolons"
  case json = "it is JSON"
}

extension DelimitedText {
  /// Recognises tables of other forms by their first line, so that the form is said once instead of
  /// a fault in every cell.
  ///
  /// - Returns: nil for what may be a comma-separated table.
  /// - Complexity: O(bytes of the first line).
  public static func foreignForm(_ bytes: [UInt8]) -> ForeignTable? {
    let content = bytes.dropFirst(bytes.starts(with: byteOrderMark) ? 3 : 0)
    let text = content.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
    if let first = text.first, first == UInt8(ascii: "[") || first == UInt8(ascii: "{") {
      return .json
    }
    let header = text.prefix { $0 != 0x0a && $0 != 0x0d }
    if header.contains(UInt8(ascii: ",")) || header.contains(UInt8(ascii: "\"")) { return nil }
    if header.contains(0x09) { return .tabs }
    return header.contains(UInt8(ascii: ";")) ? .semicolons : nil
  }
}
