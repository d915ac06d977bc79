/// Cuts a text into the pieces within which a byte-level vocabulary merges.
///
/// The pre-tokenizer `smollm`: each numeric character is a piece of its own, and what lies between
/// goes through GPT-2's expression
/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`, whose look-ahead
/// ends at the next numeric character.
struct TextPieces {
  private enum Kind { case letter, number, space, other }

  private let scalars: [Unicode.Scalar]
  private let kinds: [Kind]

  init(_ text: some Sequence<Unicode.Scalar>) {
    scalars = Array(text)
    kinds = scalars.map(Self.kind)
  }

  private static func kind(_ scalar: Unicode.Scalar) -> Kind {
    if scalar.isASCII {
      switch scalar.value {
      case 0x30...0x39: return .number
      case 0x41...0x5a, 0x61...0x7a: return .letter
      case 0x09...0x0d, 0x20: return .space
      default: return .other
      }
    }
    if scalar.properties.isWhitespace { return .space }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }

  /// The pieces in order, as UTF-8.
  ///
  /// - Complexity: O(characters).
  func pieces() -> [[UInt8]] {
    var result: [[UInt8]] = []
    var start = 0
    while start < scalars.count {
      // The stretch up to the next numeric character stands alone, look-ahead included.
      var end = start
      while end < scalars.count && kinds[end] != .number { end += 1 }
      while start < end {
        let next = self.end(from: start, stretch: end)
        result.append(utf8(start..<next))
        start = next
      }
      if end < scalars.count {
        result.append(utf8(end..<end + 1))
        start = end + 1
      }
    }
    return result
  }

  private func utf8(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in scalars[range] { bytes.append(contentsOf: UTF8.encode(scalar)!) }
    return bytes
  }

  private func run(of kind: Kind, from start: Int, to end: Int) -> Int {
    var next = start
    while next < end && kinds[next] == kind { next += 1 }
    return next
  }

  /// Where the piece that begins at `start` ends, within a stretch without numeric characters.
  private func end(from start: Int, stretch end: Int) -> Int {
    if let contraction = contraction(from: start, to: end) { return contraction }
    // One blank, U+0020 and no other, goes with what follows it.
    let first = scalars[start] == " " && start + 1 < end ? start + 1 : start
    if kinds[first] == .letter || kinds[first] == .other {
      return run(of: kinds[first], from: first, to: end)
    }
    let spaces = run(of: .space, from: start, to: end)
    // Before something else the last blank is left for it, unless it is the only one.
    return spaces < end && spaces - start > 1 ? spaces - 1 : spaces
  }

  private func contraction(from start: Int, to end: Int) -> Int? {
    guard scalars[start] == "'" else { return nil }
    for form in Self.contractions where start + 1 + form.count <= end {
      if Array(scalars[(start + 1)..<(start + 1 + form.count)]) == form {
        return start + 1 + form.count
      }
    }
    return nil
  }

  private static let contractions = ["s", "t", "re", "ve", "m", "ll", "d"].map {
    Array($0.unicodeScalars)
  }
}
