/// Decimal numbers in bytes: strict, fast, and rounded correctly.
package enum DecimalNumber {
  /// The number that the bytes spell: `1`, `-0.5`, `.5`, `1e-3`, `+2`.
  ///
  /// - Parameter text: the bytes of one number, nothing around it.
  /// - Returns: the nearest double; nil where the bytes are no decimal number or the number is too
  ///   large to be finite. Names such as `nan` and `inf` and hexadecimal forms are no decimals.
  /// - Complexity: O(bytes). Up to 19 digits with powers of ten up to 22 take no detour: there the
  ///   digits and the power are exact doubles and one rounding is the correct one (Clinger, How to
  ///   read floating point numbers accurately, 1990).
  package static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var index = 0
    let end = text.count
    var negative = false
    if index < end, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      negative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    var digits: UInt64 = 0
    var digitCount = 0
    var significant = 0
    var power = 0
    var inFraction = false
    while index < end {
      let byte = text[index]
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        digitCount += 1
        if significant > 0 || digit > 0 { significant += 1 }
        if significant <= 19 { digits = digits &* 10 &+ UInt64(digit) }
        if inFraction { power -= 1 }
      } else if byte == UInt8(ascii: "."), !inFraction {
        inFraction = true
      } else {
        break
      }
      index += 1
    }
    guard digitCount > 0 else { return nil }
    if index < end {
      guard text[index] | 0x20 == UInt8(ascii: "e"), let exponent = exponent(text, from: index + 1)
      else { return nil }
      power += exponent
    }
    if significant <= 19, digits <= 1 << 53, -22...22 ~= power {
      let magnitude = power < 0
        ? Double(digits) / powersOfTen[-power] : Double(digits) * powersOfTen[power]
      return negative ? -magnitude : magnitude
    }
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
      return nil
    }
    return value
  }

  /// The signed digits from an index to the end; nil where there is anything else.
  private static func exponent(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start
    var negative = false
    if index < text.count, text[index] == UInt8(ascii: "-") || text[index] == UInt8(ascii: "+") {
      negative = text[index] == UInt8(ascii: "-")
      index += 1
    }
    guard index < text.count else { return nil }
    var value = 0
    while index < text.count {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      // Past any finite double; the detour decides what such a number is.
      value = min(value * 10 + Int(digit), 1_000_000)
      index += 1
    }
    return negative ? -value : value
  }

  /// 10^0 to 10^22, the powers of ten that are exact doubles.
  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}
