/// GPT-2's alphabet: every byte as one printable character, so that a vocabulary is plain text.
///
/// Bytes that print stand for themselves; the others take the characters from U+0100 on, in order.
enum ByteAlphabet {
  static let characters: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0..<256).map { byte in
      let prints = (0x21...0x7e).contains(byte) || (0xa1...0xac).contains(byte) || byte >= 0xae
      if prints { return Unicode.Scalar(UInt8(byte)) }
      defer { next += 1 }
      return Unicode.Scalar(next)!
    }
  }()

  private static let bytes = Dictionary(
    uniqueKeysWithValues: characters.enumerated().map { ($1, UInt8($0)) })

  /// The bytes that a text in this alphabet stands for; nil where a character is none of it.
  static func bytes(of text: String) -> [UInt8]? {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      guard let byte = bytes[scalar] else { return nil }
      result.append(byte)
    }
    return result
  }
}
