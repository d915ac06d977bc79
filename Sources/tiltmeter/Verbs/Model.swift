import ArgumentParser
import Foundation
import LanguageModels

struct Model: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at a pretrained language model: its shape, its tokens, what it finds likely.",
    discussion: """
      The model is a file in the GGUF format: the one that --model names, else TILTMETER_MODEL, else \
      the one that scripts/fetch-model has put into the user's cache folder. Nothing is downloaded.
      """,
    subcommands: [ModelShow.self, ModelTokens.self, ModelScore.self])
}

/// Which model.
struct ModelOptions: ParsableArguments {
  @Option(help: "The model's file (default: TILTMETER_MODEL, else the user's cache folder).")
  var model: String?

  @Option(help: ArgumentHelp("The SHA-256 that the file must have.", valueName: "hex"))
  var checksum: String?

  func validate() throws {
    if let checksum, checksum.count != 64 || !checksum.allSatisfy(\.isHexDigit) {
      throw ValidationError("--checksum takes the 64 hexadecimal digits of a SHA-256")
    }
  }

  func load() throws -> LanguageModel {
    let model = try LanguageModel(path: ModelLocation.path(named: model))
    if let checksum { try model.require(checksum: checksum) }
    return model
  }
}

struct ModelShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Print a model's shape, types and tokenizer.")

  @OptionGroup var options: ModelOptions

  func run() async throws {
    try await reportingErrors {
      Console.write(ModelDescription(try options.load()).text)
    }
  }
}

struct ModelTokens: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokens", abstract: "Print a text's tokens, one a line: number, text.")

  @Argument(help: "The text; \\n and the like are the shell's affair: $'...' in bash.")
  var text: String

  @Flag(help: "Take the text of special tokens, such as <|im_end|>, as plain text.")
  var plain = false

  @OptionGroup var options: ModelOptions

  func run() async throws {
    try await reportingErrors {
      let tokenizer = try options.load().tokenizer
      let encoding = tokenizer.encode(text, special: plain ? .plain : .read)
      tellMissingBytes(encoding)
      Console.write(
        encoding.tokens.map {
          "\($0)\t\(tokenizer.decode([$0]).debugDescription)\n"
        }.joined())
    }
  }
}

struct ModelScore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Print how likely a model finds whole answers after a prompt, in nats.",
    discussion: """
      An answer's log-probability is the sum of its tokens', each given the prompt and the answer's \
      own earlier tokens, over the whole vocabulary. Example:

        tiltmeter model score 'Answer: 57-23=' 34 44
      """)

  @Argument(help: "What stands before the answers.")
  var prompt: String

  @Argument(help: "The answers, none of them the beginning of another.")
  var answers: [String]

  @Option(
    name: .customLong("role"),
    help: "Ask as a conversation: the prompt is a turn of this role, such as user.")
  var role: String?

  @OptionGroup var options: ModelOptions

  func run() async throws {
    try await reportingErrors {
      let model = try options.load()
      let tokenizer = model.tokenizer
      let before = try role.map {
        try tokenizer.chat([ChatTurn(role: $0, content: prompt)])
      } ?? prompt
      let encoding = tokenizer.encode(before)
      tellMissingBytes(encoding)
      let tokens = try answers.map { answer in
        let own = tokenizer.encode(answer)
        tellMissingBytes(own)
        guard tokenizer.encode(before + answer).tokens == encoding.tokens + own.tokens else {
          throw ModelError(
            .invalid, in: "answer '\(answer)'", "begins within a token of prompt and answer",
            remedy: "move the border: let the answer begin with the blank, or end the prompt before")
        }
        return own.tokens
      }
      let tree = try AnswerTree(prompt: encoding.tokens, answers: tokens)
      let found = try ModelRunner(model).logProbabilities(of: [tree.passage])[0]
      Console.write(table(tree.answers(found), tree.tokens(found)))
    }
  }

  private func table(_ whole: [Double], _ tokens: [[Double]]) -> String {
    let lines = zip(answers, zip(whole, tokens)).map { answer, found in
      let parts = found.1.map { String(format: "%.4f", $0) }.joined(separator: " ")
      return "\(String(format: "%.4f", found.0))\t\(parts)\t\(answer.debugDescription)\n"
    }
    let share = whole.map { exp($0) }.reduce(0, +)
    return "log-probability\tof its tokens\tanswer\n" + lines.joined()
      + (whole.count > 1 ? "these answers together: \(String(format: "%.4g", share))\n" : "")
  }
}

/// Bytes that a model has no token for are left out of what it reads, which nobody would guess.
private func tellMissingBytes(_ encoding: Tokenizer.Encoding) {
  guard !encoding.missingBytes.isEmpty else { return }
  let names = encoding.missingBytes.map { String(format: "%02x", $0) }.joined(separator: " ")
  Console.error(
    "tiltmeter: this model has no token for the bytes \(names): they are left out of the text")
}
