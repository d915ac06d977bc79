import Documents
import Runs

/// One set of a task in text, before tokens have numbers.
struct TextSet: Sendable {
  var prompts: [String] = []
  /// [policies][rows]; nil where a policy has no answer.
  var answers: [[String?]] = []
  var names: [String] = []
  var groups: [Int]? = nil
}

/// Turns sets of texts into pools of one form.
struct TextPools {
  let form: TextForm
  /// Tokens of the longest prompt.
  let width: Int

  /// - Parameters:
  ///   - prompts: every prompt of every set.
  ///   - language: at least every answer of every set.
  ///   - candidates: of each answer, in the heads that the task has in vectors; nil for a task in
  ///     text alone.
  /// - Throws: `TokenTable.UnknownToken` where a text is not made of the tokens.
  init(
    _ tokens: TokenTable, prompts: some Sequence<String>, language: Set<String>,
    candidates: ((String) -> [UInt16])? = nil
  ) throws(TokenTable.UnknownToken) {
    let language = try AnswerLanguage(language, tokens: tokens)
    form = TextForm(
      tokens: tokens, language: language,
      candidates: candidates.map { AnswerKey(language.texts.flatMap($0)) })
    var width = 1
    for prompt in prompts { width = max(width, try tokens.numbers(of: prompt).count) }
    self.width = width
  }

  /// Prompts as rows; each is made of tokens.
  func inputs(_ prompts: [String]) -> InputMatrix {
    TextForm.inputs(prompts.map { (try? form.tokens.numbers(of: $0)) ?? [] }, width: width)
  }

  /// Answers as indices; a value that is no candidate where there is none.
  func key(_ answers: [String?]) -> AnswerKey {
    AnswerKey(
      answers.map { answer in
        answer.flatMap { form.language.index(of: form.tokens.normalised($0)) }
          .map { UInt16($0) } ?? .max
      })
  }

  /// The prompts of the readout pool under each tag.
  ///
  /// - Parameters:
  ///   - tags: beginnings of prompts.
  ///   - own: by prompt, the tag that it begins with.
  ///   - training: tags that training prompts begin with.
  func tagged(_ prompts: [String], tags: [String], own: [String], training: Set<String>)
    -> [TaggedInputs]
  {
    tags.map { tag in
      TaggedInputs(
        tag: tag,
        inputs: inputs(zip(prompts, own).map { tag + $0.dropFirst($1.count) }),
        isTraining: training.contains(tag), isReadout: own.contains(tag))
    }
  }

  func pool(_ set: TextSet) -> Pool {
    Pool(
      inputs: inputs(set.prompts), answers: set.answers.map(key), rowNames: set.names,
      groups: set.groups)
  }
}
