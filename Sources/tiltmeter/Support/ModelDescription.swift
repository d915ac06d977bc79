import Foundation
import LanguageModels

/// A model in words and numbers, for people.
struct ModelDescription {
  private let lines: [(String, String)]

  init(_ model: LanguageModel) {
    let shape = model.shape
    let checksum = model.checksum()
    let known = KnownModel.all.first { $0.checksum == checksum }
    lines = [
      ("file", model.file.name),
      ("SHA-256", checksum + (known.map { " (\($0.name) of \($0.package))" } ?? "")),
      ("name", Self.text("general.name", model)),
      ("license", Self.text("general.license", model)),
      ("blocks", "\(shape.blocks)"),
      ("width", "\(shape.width), feed-forward \(shape.feedForward)"),
      (
        "heads",
        "\(shape.heads) of \(shape.headWidth), keys and values in \(shape.sharedHeads)"
      ),
      ("vocabulary", "\(shape.vocabulary), head \(model.isTied ? "tied" : "of its own")"),
      ("context", "\(shape.context) tokens, rotary base \(shape.rotaryBase)"),
      ("weights", Self.weights(model)),
      ("types", Self.types(model)),
      (
        "special tokens",
        "\(model.tokenizer.special.count)"
          + (model.tokenizer.knowsRoles ? ", roles of a conversation known" : "")
      ),
    ]
  }

  var text: String {
    let width = lines.map(\.0.count).max()!
    return lines.map { name, value in
      name + String(repeating: " ", count: width - name.count) + "  \(value)\n"
    }.joined()
  }

  private static func text(_ key: String, _ model: LanguageModel) -> String {
    if case .string(let text)? = model.file.values[key] { return text }
    return "not said"
  }

  private static func weights(_ model: LanguageModel) -> String {
    let count = model.file.tensors.reduce(0) { $0 + $1.rows * $1.columns }
    return String(format: "%.2f million in %d tensors", Double(count) / 1e6, model.file.tensors.count)
  }

  private static func types(_ model: LanguageModel) -> String {
    let counts = Dictionary(grouping: model.file.tensors, by: \.type).mapValues(\.count)
    return TensorType.allCases.compactMap { type in
      counts[type].map { "\(type.name) in \($0)" }
    }.joined(separator: ", ")
  }
}

/// Whether a pretrained model is where it is looked for, and what to do where it is not.
struct ModelFinding {
  let text: String

  init() {
    let path = ModelLocation.path(named: nil)
    let name = "language model"
    do {
      let model = try LanguageModel(path: path)
      let million = model.file.contents.bytes.count / 1_000_000
      text = "\(name)  there: \(path) (\(model.shape.blocks) blocks, \(million) MB)\n"
    } catch let error as ModelError where error.kind == .missing {
      text = "\(name)  not there (\(path))\n"
        + String(repeating: " ", count: name.count + 2)
        + "-> only the learner language-model needs one: scripts/fetch-model gets it (93 MB)\n"
    } catch {
      text = "\(name)  cannot be used: \(error)\n"
    }
  }
}
