/// What a file says of its tokenizer, checked.
struct TokenizerDescription {
  let bytes: [[UInt8]]
  let pairs: BytePairs
  let special: [Int32: String]
  let end: Int32?
  let chatTemplate: String?

  private enum Kind {
    static let normal = 1
    static let control = 3
    static let userDefined = 4
  }

  init(_ file: GGUFFile) throws {
    try Self.require("tokenizer.ggml.model", is: "gpt2", in: file)
    try Self.require("tokenizer.ggml.pre", is: "smollm", in: file)
    for key in ["tokenizer.ggml.add_bos_token", "tokenizer.ggml.add_eos_token",
      "tokenizer.ggml.add_space_prefix"] where file.values[key] == .bool(true)
    {
      throw file.fault("\(key) is true", remedy: "only tokenizers that add nothing are read")
    }
    let texts = try Self.strings("tokenizer.ggml.tokens", in: file)
    let kinds = try Self.kinds(in: file, count: texts.count)
    var special: [Int32: String] = [:]
    var numbers: [String: Int32] = [:]
    bytes = try texts.enumerated().map { number, text in
      guard numbers.updateValue(Int32(number), forKey: text) == nil else {
        throw file.fault("tokens \(numbers[text]!) and \(number) are both \(text)")
      }
      if kinds[number] == Kind.control || kinds[number] == Kind.userDefined {
        guard !text.isEmpty else { throw file.fault("special token \(number) has no text") }
        special[Int32(number)] = text
        return Array(text.utf8)
      }
      guard kinds[number] == Kind.normal, let bytes = ByteAlphabet.bytes(of: text),
        !bytes.isEmpty
      else {
        throw file.fault(
          "token \(number) ('\(text)', type \(kinds[number])) is no text in GPT-2's alphabet",
          remedy: "only byte-level vocabularies are read")
      }
      return bytes
    }
    self.special = special
    let byteTokens = ByteAlphabet.characters.map { numbers[String(Character($0))] ?? -1 }
    pairs = BytePairs(
      byteTokens: byteTokens, merges: try Self.merges(in: file, numbers: numbers))
    end = file.values["tokenizer.ggml.eos_token_id"]?.count
      .flatMap { $0 < texts.count ? Int32($0) : nil }
    if case .string(let text)? = file.values["tokenizer.chat_template"] {
      chatTemplate = text
    } else {
      chatTemplate = nil
    }
  }

  private static func require(_ key: String, is expected: String, in file: GGUFFile) throws {
    guard let value = file.values[key] else {
      throw file.fault("has no \(key)", remedy: "expected '\(expected)'")
    }
    guard value == .string(expected) else {
      let found = if case .string(let text) = value { "'\(text)'" } else { "no text" }
      throw file.fault("\(key) is \(found)", remedy: "only '\(expected)' is read")
    }
  }

  private static func strings(_ key: String, in file: GGUFFile) throws -> [String] {
    guard case .array(let array)? = file.values[key] else {
      throw file.fault("has no \(key)", remedy: "expected an array of strings")
    }
    guard array.count <= Int32.max else { throw file.fault("\(key) has \(array.count) values") }
    return try file.strings(array, of: key)
  }

  private static func kinds(in file: GGUFFile, count: Int) throws -> [Int] {
    let key = "tokenizer.ggml.token_type"
    guard case .array(let array)? = file.values[key] else {
      return [Int](repeating: Kind.normal, count: count)
    }
    guard array.count == count else {
      throw file.fault("\(key) has \(array.count) values for \(count) tokens")
    }
    return try file.counts(array, of: key)
  }

  private static func merges(
    in file: GGUFFile, numbers: [String: Int32]
  ) throws -> [UInt64: BytePairs.Merge] {
    let key = "tokenizer.ggml.merges"
    var result: [UInt64: BytePairs.Merge] = [:]
    for (rank, text) in try strings(key, in: file).enumerated() {
      let parts = text.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 2, let left = numbers[String(parts[0])],
        let right = numbers[String(parts[1])],
        let token = numbers[String(parts[0]) + String(parts[1])]
      else {
        throw file.fault(
          "merge \(rank) of \(key) ('\(text)') is not two tokens that make a third, with one blank")
      }
      let pair = BytePairs.key(left, right)
      // The first of two equal merges counts: it has the lower rank.
      if result[pair] == nil { result[pair] = .init(rank: Int32(rank), token: token) }
    }
    return result
  }
}
