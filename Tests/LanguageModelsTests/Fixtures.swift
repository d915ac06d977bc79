import Foundation
import LanguageModels
import Testing

/// What the tests read.
enum Fixtures {
  static let references = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("References").path

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: "\(references)/\(name)")))
  }

  static func json<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: Data(try bytes(name)))
  }

  /// Lines of a table, comments and header left out, cells apart.
  static func table(_ name: String) throws -> [[String]] {
    String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.dropFirst()
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  static func tiny(_ name: String = "tiny.gguf") throws -> LanguageModel {
    try LanguageModel(path: "\(references)/\(name)")
  }

  /// The pretrained model, where there is one; nothing is downloaded.
  static let pretrainedPath: String? = {
    let path = ModelLocation.path(named: nil)
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  static let withoutPretrained: Comment =
    "needs the pretrained model: scripts/fetch-model, or TILTMETER_MODEL"

  static func pretrained() throws -> LanguageModel {
    try LanguageModel(path: try #require(pretrainedPath))
  }
}

/// tiny.json, as make_tiny_model.py writes it.
struct TinyReference: Decodable {
  struct Tensor: Decodable {
    let type: String
    let dimensions: [Int]
    let sha256_of_float32: String
  }
  struct Text: Decodable {
    let text: String
    let tokens: [Int32]
  }
  struct Sequence: Decodable {
    let head: String
    let tokens: [Int32]
    let last: [Double]
    let next: [Double]
    let norms: [[Double]]
  }
  struct Item: Decodable {
    let tokens: [Int32]
    let places: [Int]
  }
  struct Gradient: Decodable {
    let A: [Double]
    let B: [Double]
    let A_norm: Double
    let B_norm: Double
  }
  struct Adapted: Decodable {
    let rank: Int
    let alpha: Double
    let items: [Item]
    let loss: Double
    let gradients: [String: Gradient]
  }
  let tensors: [String: Tensor]
  let texts: [Text]
  let sequences: [Sequence]
  let lora: Adapted

  static func load() throws -> TinyReference {
    try Fixtures.json("tiny.json", as: TinyReference.self)
  }
}

extension Passage {
  /// Asks after places for the token that follows.
  init(_ tokens: [Int32], labelsAfter places: [Int]) {
    self.init(
      tokens, questions: places.map { Question(after: $0, candidates: [tokens[$0 + 1]]) })
  }
}
