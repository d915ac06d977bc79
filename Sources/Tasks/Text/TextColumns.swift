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

  /// Words that prompts begin with, one token each: readout prompts are read under each of them.
  let tags: [String]
  let tagsPosition: SourcePosition

  private static let keys = ["answers", "tokens", "alphabet", "tags"]

  /// - Returns: nil where the block names no column of prompts: then its files hold vectors.
  static func read(_ settings: SettingsReader, policies: [String]) -> TextColumns? {
    let prompt = settings.text(
      "prompt", default: "none", "column of prompts, for a task in text; none: columns of numbers")
    guard settings.isSound("prompt"), prompt != "none" else {
      // Makes the keys known, for suggestions.
      for key in keys where settings.node(key) != nil && settings.isSound("prompt") {
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

  /// Stands for what occurs in the files.
  private static let occurring = "occurring"

  private init(_ settings: SettingsReader, prompt: String, policies: [String]) {
    self.prompt = prompt
    promptPosition = settings.position(of: "prompt")
    if policies.contains(prompt) {
      settings.diagnostics.report(
        promptPosition, "`\(prompt)` is both the prompt and a policy",
        remedy: "a policy's answers must not be the prompt")
    }
    answersPosition = settings.position(of: settings.has("answers") ? "answers" : "policies")
    answers = Self.readAnswers(settings)
    let tokens = settings.choice(
      "tokens", among: ["characters", "words"], default: "characters",
      "what texts are divided into; words stand between blanks")
    division = tokens == "words" ? .words : .longest
    let alphabetMeaning = "characters that texts may hold; occurring: whatever the files hold"
    let characters = settings.text("alphabet", default: Self.occurring, alphabetMeaning)
    alphabet = !settings.isSound("alphabet") || settings.isScalar("alphabet", Self.occurring)
      || !settings.has("alphabet") ? nil : Set(characters)
    tags = settings.texts(
      "tags", default: [],
      "words that prompts begin with, one token each; tables are read under each of them")
    tagsPosition = settings.position(of: "tags")
    for (index, tag) in tags.enumerated() {
      let problem =
        tag.isEmpty ? "is blank" : tags[..<index].contains(tag) ? "is named twice"
        : tag.contains(where: \.isWhitespace) && division == .words ? "has a blank in it" : nil
      if let problem {
        settings.diagnostics.report(
          settings.position(of: "tags"), "`\(settings.dotted("tags"))`: the tag `\(tag)` \(problem)",
          remedy: "name words that readout prompts begin with, each once")
        break
      }
    }
  }

  /// The tag that a prompt begins with, as a word of its own where texts are divided into words; of
  /// tags that begin alike the longest.
  func tag(of prompt: String) -> String? {
    tags.filter { tag in
      prompt.hasPrefix(tag)
        && (division == .longest || prompt.count == tag.count
          || prompt.dropFirst(tag.count).first == " ")
    }.max { $0.count < $1.count }
  }

  private static func readAnswers(_ settings: SettingsReader) -> [String]? {
    let meaning = "every answer that can be given; occurring: those in the files"
    guard settings.has("answers"), !settings.isScalar("answers", occurring) else {
      _ = settings.node("answers")
      settings.define(
        "answers", default: .text(occurring), expected: "occurring, or a list of texts", meaning)
      settings.record("answers", .text(occurring))
      return nil
    }
    let list = settings.texts("answers", default: nil, meaning)
    if !settings.isSound("answers") { return nil }
    if Set(list).count >= max(2, list.count) && !list.contains("") { return list }
    settings.diagnostics.report(
      settings.position(of: "answers"),
      "`\(settings.dotted("answers"))` has fewer than two answers, one twice, or a blank one",
      remedy: "name every answer once, at least two, or leave the key out")
    settings.spoil("answers")
    return nil
  }
}
