/// The sizes of a model of the architecture `llama`.
public struct ModelShape: Hashable, Sendable {
  public let blocks: Int
  /// Numbers in the residual stream of a position.
  public let width: Int
  public let heads: Int
  /// Heads of keys and values; each is read by `heads / sharedHeads` query heads.
  public let sharedHeads: Int
  /// Numbers in a head, a multiple of 16.
  public let headWidth: Int
  public let feedForward: Int
  public let vocabulary: Int
  /// Positions the model was made for.
  public let context: Int
  public let rotaryBase: Double
  public let epsilon: Float

  /// Numbers in a position's keys, and in its values.
  public var sharedWidth: Int { sharedHeads * headWidth }
}

extension ModelShape {
  /// - Throws: `ModelError` where the file's model is of another make.
  init(_ file: GGUFFile, vocabulary: Int) throws {
    let reader = KeyReader(file: file)
    try reader.requireArchitecture("llama")
    blocks = try reader.count("llama.block_count")
    width = try reader.count("llama.embedding_length")
    heads = try reader.count("llama.attention.head_count")
    sharedHeads = try reader.count("llama.attention.head_count_kv", default: heads)
    feedForward = try reader.count("llama.feed_forward_length")
    context = try reader.count("llama.context_length")
    rotaryBase = try reader.number("llama.rope.freq_base", default: 10000)
    epsilon = Float(try reader.number("llama.attention.layer_norm_rms_epsilon"))
    self.vocabulary = vocabulary
    guard width % heads == 0, heads % sharedHeads == 0 else {
      throw file.fault(
        "has \(heads) heads on a width of \(width) and \(sharedHeads) heads of keys and values",
        remedy: "expected each to divide the one before")
    }
    headWidth = width / heads
    guard headWidth % 16 == 0 else {
      throw file.fault("has heads of \(headWidth)", remedy: "expected a multiple of 16")
    }
    for key in ["llama.rope.dimension_count", "llama.attention.key_length",
      "llama.attention.value_length"]
    {
      let stated = try reader.count(key, default: headWidth)
      guard stated == headWidth else {
        throw file.fault("\(key) is \(stated)", remedy: "expected a head's width, \(headWidth)")
      }
    }
    try reader.refuse("llama.expert_count", unless: [.unsigned(0), .signed(0)])
    try reader.refuse("llama.rope.scaling.type", unless: [.string("none")])
    try reader.refuse("llama.attention.sliding_window", unless: [.unsigned(0), .signed(0)])
  }
}

/// Reads what a model needs from a file's keys.
private struct KeyReader {
  let file: GGUFFile

  func requireArchitecture(_ expected: String) throws {
    guard case .string(let name)? = file.values["general.architecture"] else {
      throw file.fault("names no architecture", remedy: "only '\(expected)' is read")
    }
    guard name == expected else {
      throw file.fault("is of the architecture '\(name)'", remedy: "only '\(expected)' is read")
    }
  }

  /// A whole number of at least 1.
  func count(_ key: String, default fallback: Int? = nil) throws -> Int {
    guard let value = file.values[key] else {
      if let fallback { return fallback }
      throw file.fault("has no \(key)")
    }
    // No model is this large: products of two sizes must not overflow.
    guard let count = value.count, (1...(1 << 30)).contains(count) else {
      throw file.fault("\(key) is \(value)", remedy: "expected a whole number from 1 on")
    }
    return count
  }

  func number(_ key: String, default fallback: Double? = nil) throws -> Double {
    guard let value = file.values[key] else {
      if let fallback { return fallback }
      throw file.fault("has no \(key)")
    }
    guard case .float(let number) = value, number.isFinite, number > 0 else {
      throw file.fault("\(key) is \(value)", remedy: "expected a number above 0")
    }
    return number
  }

  /// A key that would change the arithmetic, unless it says nothing.
  func refuse(_ key: String, unless harmless: [GGUFValue]) throws {
    guard let value = file.values[key], !harmless.contains(value) else { return }
    throw file.fault("has \(key) = \(value)", remedy: "models with it are not read")
  }
}
