import Mathematics

/// A pretrained model: its file, its tokenizer, its weights; never changed, shared by all threads.
public final class LanguageModel: Sendable {
  public let file: GGUFFile
  public let shape: ModelShape
  public let tokenizer: Tokenizer
  package let weights: ModelWeights

  /// - Throws: `ModelError` where there is no file, or it is no model that can be read.
  public convenience init(path: String) throws { try self.init(GGUFFile(path: path)) }

  public init(_ file: GGUFFile) throws {
    self.file = file
    guard let embedding = file.tensor("token_embd.weight") else {
      throw file.fault("has no tensor token_embd.weight")
    }
    shape = try ModelShape(file, vocabulary: embedding.rows)
    weights = try ModelWeights(file, shape)
    tokenizer = try Tokenizer(file)
    guard tokenizer.count == shape.vocabulary else {
      throw file.fault(
        "has \(tokenizer.count) tokens and an embedding of \(shape.vocabulary) rows")
    }
  }

  /// Whether the head is the embedding.
  public var isTied: Bool { weights.isTied }

  /// The SHA-256 of the whole file, as 64 hexadecimal digits.
  ///
  /// - Complexity: O(bytes), about half a second for 100 MB.
  public func checksum() -> String {
    var hash = SHA256()
    hash.update(file.contents.bytes)
    return hash.finish().map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// - Throws: `ModelError` where the file's checksum is another.
  public func require(checksum expected: String) throws {
    let found = checksum()
    guard found == expected.lowercased() else {
      throw file.fault(
        "has the SHA-256 \(found)",
        remedy: "expected \(expected): fetch the file again, or name the one that is meant")
    }
  }
}
