/// A byte-level tokenizer with merges, as a model's file describes it.
public struct Tokenizer: Sendable {
  /// A text as tokens.
  public struct Encoding: Hashable, Sendable {
    public let tokens: [Int32]
    /// Bytes of the text that the vocabulary has no token for, in order, each once; they are in no
    /// token, so the text cannot be had back.
    public let missingBytes: [UInt8]
  }

  /// What is made of the text of special tokens.
  public enum SpecialTokens: Sendable {
    /// `<|im_end|>` in a text is one token.
    case read
    /// It is so many characters.
    case plain
  }

  /// Tokens in the vocabulary.
  public var count: Int { bytes.count }
  /// The token that ends a turn, if the file names one.
  public let end: Int32?
  /// The text of every special token, by its number.
  public let special: [Int32: String]
  /// Whether the file's chat template is the one that `chat(_:)` follows.
  public let knowsRoles: Bool
  private let bytes: [[UInt8]]
  private let pairs: BytePairs
  private let specialByFirstByte: [UInt8: [(text: [UInt8], token: Int32)]]

  /// - Throws: `ModelError` where the file describes another tokenizer, or none that holds.
  public init(_ file: GGUFFile) throws {
    let description = try TokenizerDescription(file)
    bytes = description.bytes
    pairs = description.pairs
    special = description.special
    end = description.end
    knowsRoles = description.chatTemplate == ChatTemplate.text
    var byFirst: [UInt8: [(text: [UInt8], token: Int32)]] = [:]
    for (token, text) in special.sorted(by: { $0.key < $1.key }) {
      let utf8 = Array(text.utf8)
      byFirst[utf8[0], default: []].append((utf8, token))
    }
    // The longest that fits is taken.
    specialByFirstByte = byFirst.mapValues { $0.sorted { $0.text.count > $1.text.count } }
  }

  /// The tokens of a text.
  ///
  /// - Complexity: O(n log n) in the bytes of the text.
  public func encode(_ text: String, special mode: SpecialTokens = .read) -> Encoding {
    var tokens: [Int32] = []
    var missing = Set<UInt8>()
    func encodePlain(_ utf8: some Sequence<UInt8>) {
      let text = String(decoding: Array(utf8), as: UTF8.self)
      for piece in TextPieces(text.unicodeScalars).pieces() {
        pairs.encode(piece, into: &tokens, missing: &missing)
      }
    }
    let utf8 = Array(text.utf8)
    var start = 0
    if mode == .read {
      var position = 0
      while position < utf8.count {
        guard let found = specialToken(in: utf8, at: position) else {
          position += 1
          continue
        }
        encodePlain(utf8[start..<position])
        tokens.append(found.token)
        position += found.length
        start = position
      }
    }
    encodePlain(utf8[start...])
    return Encoding(tokens: tokens, missingBytes: missing.sorted())
  }

  private func specialToken(in utf8: [UInt8], at position: Int) -> (token: Int32, length: Int)? {
    guard let candidates = specialByFirstByte[utf8[position]] else { return nil }
    for (text, token) in candidates
    where position + text.count <= utf8.count
      && utf8[position..<(position + text.count)].elementsEqual(text)
    {
      return (token, text.count)
    }
    return nil
  }

  /// The bytes of one token, special tokens as their text.
  ///
  /// - Parameter token: below `count`.
  public func bytes(of token: Int32) -> [UInt8] { bytes[Int(token)] }

  /// The text of tokens; what is not UTF-8 becomes U+FFFD.
  public func decode(_ tokens: some Sequence<Int32>) -> String {
    String(decoding: tokens.flatMap { bytes(of: $0) }, as: UTF8.self)
  }
}
