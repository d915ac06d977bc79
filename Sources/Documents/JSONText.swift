/// The escapes of JSON texts (RFC 8259, section 7).
enum JSONText {
  /// - Returns: nil for an escape that JSON does not know, or for half a surrogate pair.
  static func unescaped(_ bytes: ArraySlice<UInt8>) -> String? {
    var units: [UInt16] = []
    var result = ""
    var plain: [UInt8] = []
    var rest = bytes
    func flush() -> Bool {
      if !units.isEmpty {
        guard let text = String(validating: units, as: UTF16.self) else { return false }
        result += text
        units = []
      }
      result += String(decoding: plain, as: UTF8.self)
      plain = []
      return true
    }
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        if !units.isEmpty, !flush() { return nil }
        plain.append(byte)
        continue
      }
      guard let escape = rest.popFirst() else { return nil }
      if escape == UInt8(ascii: "u") {
        if !plain.isEmpty, !flush() { return nil }
        let digits = rest.prefix(4)
        guard digits.count == 4,
          let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        rest = rest.dropFirst(4)
        units.append(unit)
        continue
      }
      if !units.isEmpty, !flush() { return nil }
      guard let meant = simple[escape] else { return nil }
      plain.append(meant)
    }
    return flush() ? result : nil
  }

  private static let simple: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c,
    UInt8(ascii: "n"): 0x0a, UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09,
  ]
}
