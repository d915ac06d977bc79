/// Which written scalars mean one thing only.
///
/// YAML readers disagree on forms such as `010` (8 or 10), `1:30` (90 or text) and `no` (false or
/// text); such forms are refused here instead of being given a meaning.
enum ScalarForms {
  /// A whole number in decimal, without leading zeros, underscores or a plus sign; `1e3` is one.
  static func integer(_ text: String) -> Int? {
    if text.contains(where: { $0 == "e" || $0 == "E" }) {
      // Above 2^53 a double may stand for its neighbours, too.
      guard let value = number(text), abs(value) <= 0x1p53 else { return nil }
      return Int(exactly: value)
    }
    var digits = text.utf8[...]
    if digits.first == UInt8(ascii: "-") { digits = digits.dropFirst() }
    guard !digits.isEmpty, digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      digits.count == 1 || digits.first != UInt8(ascii: "0")
    else { return nil }
    return Int(text)
  }

  /// A finite decimal number: `1`, `-0.5`, `.5`, `1e-3`.
  static func number(_ text: String) -> Double? {
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    let whole = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    guard whole.count <= 1 || whole.first != UInt8(ascii: "0") else { return nil }
    rest = rest.dropFirst(whole.count)
    var digits = whole.count
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      let part = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      digits += part.count
      rest = rest.dropFirst(part.count)
    }
    guard digits > 0 else { return nil }
    if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
      rest = rest.dropFirst()
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        rest = rest.dropFirst()
      }
      let power = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      guard !power.isEmpty else { return nil }
      rest = rest.dropFirst(power.count)
    }
    guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// What to write instead of a number form that YAML readers disagree on, or nil where the text
  /// is no such form.
  static func numberRemedy(_ text: String) -> String? {
    let lowered = text.lowercased()
    if text.contains(":"), text.allSatisfy({ $0.isNumber || $0 == ":" || $0 == "." }) {
      return "YAML readers disagree on whether this is base 60; write the number in decimal"
    }
    if lowered.hasPrefix("0x") || lowered.hasPrefix("0o") || lowered.hasPrefix("0b") {
      return "write the number in decimal"
    }
    let unsigned = text.drop { $0 == "-" || $0 == "+" }
    if unsigned.count > 1, unsigned.first == "0", unsigned.allSatisfy({ $0.isNumber }) {
      return "YAML readers disagree on whether this is octal; write it without the leading zero"
    }
    if text.contains("_"), text.allSatisfy({ $0.isNumber || $0 == "_" }) {
      return "write the number without underscores"
    }
    if lowered.contains("inf") || lowered.contains("nan") { return "write a finite number" }
    return nil
  }

  /// Whether an unquoted text is one that YAML readers take for a truth value or for nothing.
  static func isAmbiguousText(_ text: String) -> Bool {
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ""]
      .contains(text.lowercased())
  }
}
