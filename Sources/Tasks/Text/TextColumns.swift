import Documents
import Runs

/// How the files of a `table` hold text: the keys `prompt`, `answers`, `tokens` and `alphabet`.
struct TextColumns: Sendable {
  /// The column that holds prompts.
  let prompt: String
  let promptPosition: SourcePosition
  /// The answer language; nil for what occurs.
  let answers: [String]?
  let answersPosition: SourcePosition
  let division: TokenTable.Division
  /// The characters that texts may hold; nil for those that occur.
  let alphabet: Set<Character>?

  private static let keys = ["answers", "tokens", "alphabet"]

  /// - Returns: nil where the block names no column of prompts: then its files hold vectors.
  static func read(_ settings: SettingsReader, policies: [String]) -> TextColumns? {
    let prompt = settings.text(
      "prompt", default: "none", "column of prompts, for a task in text; none: columns of numbers")
    guard settings.isSound("prompt"), prompt != "none" else {
      // Makes the keys known, for suggestions.
      for key in keys where settings.node(key) != nil {
        settings.diagnostics.report(
          settings.position(of: key),
          "`\(settings.dotted(key))` is for text, and no column of prompts is named",
          remedy: "add `prompt:` with the name of that column, or remove the key")
      }
      return nil
    }
    if settings.has("inputs"), !settings.isScalar("inputs", "all") {
      settings.diagnostics.report(
        settings.position(of: "inputs"),
        "`\(settings.dotted("inputs"))` names numbers, and `\(settings.dotted("prompt"))` text",
        remedy: "keep one of them")
    }
    return TextColumns(settings, prompt: prompt, policies: policies)
  }

  private init(_ settings: SettingsReader, prompt: String, policies: [String]) {
    self.prompt = prompt
    promptPosition = settings.position(of: "prompt")
    if policies.contains(prompt) {
      settings.diagnostics.report(
        promptPosition, "`\(prompt)` is both the prompt and a policy",
        remedy: "a policy's answers must not be the prompt")
    }
    answersPosition = settings.position(of: settings.has("answers") ? "answers" : "policies")
    if settings.has("answers") {
      let list = settings.texts(
        "answers", default: nil, "every answer that can be given; without it, those that occur")
      if !settings.isSound("answers") {
        answers = nil
      } else if Set(list).count < max(2, list.count) || list.contains("") {
        settings.diagnostics.report(
          answersPosition,
          "`\(settings.dotted("answers"))` has fewer than two answers, one twice, or a blank one",
          remedy: "name every answer once, at least two, or leave the key out")
        answers = nil
      } else {
        answers = list
      }
    } else {
      _ = settings.node("answers")
      answers = nil
    }
    let tokens = settings.choice(
      "tokens", among: ["characters", "words"], default: "characters",
      "what texts are divided into; words stand between blanks")
    division = tokens == "words" ? .words : .longest
    if settings.has("alphabet") {
      alphabet = Set(
        settings.text(
          "alphabet", default: nil, "characters that texts may hold; without it, those that occur"))
    } else {
      _ = settings.node("alphabet")
      alphabet = nil
    }
  }
}
