/// How the rows of a task in text are to be read: prompts as token numbers, answers as indices into
/// a language.
///
/// A prompt is a row of `width` numbers, aligned on the right and padded on the left, so that
/// answers stand behind the last one in every row. A text is a row of an input matrix like any
/// other: pools are joined, thinned, compared and identified as vectors are.
public struct TextForm: Hashable, Sendable {
  public let tokens: TokenTable
  public let language: AnswerLanguage
  /// [answers, heads]: each answer as the candidates of the heads that the task has in vectors; nil
  /// for a task in text alone.
  public let candidates: AnswerKey?

  /// What stands left of a prompt.
  public static let padding: Float = -1

  public init(tokens: TokenTable, language: AnswerLanguage, candidates: AnswerKey? = nil) {
    self.candidates = candidates
    self.tokens = tokens
    self.language = language
  }

  /// Prompts as rows.
  ///
  /// - Parameter width: at least the tokens of the longest one.
  public static func inputs(_ prompts: [[Int]], width: Int) -> InputMatrix {
    InputMatrix(
      count: prompts.count, width: width,
      values: prompts.flatMap { prompt in
        Array(repeating: padding, count: width - prompt.count) + prompt.map { Float($0) }
      })
  }

  /// The prompt that a row holds.
  public static func prompt(_ row: ArraySlice<Float>) -> [Int] {
    row.drop { $0 == padding }.map { Int($0) }
  }

  /// A prompt and an answer as tokens, as `answer:|5|3|-|2|7|= 2|6|.`
  public func shown(_ row: ArraySlice<Float>, answer: UInt16) -> String {
    let prompt = tokens.shown(Self.prompt(row))
    guard Int(answer) < language.count else { return prompt }
    return prompt + " " + tokens.shown(language.path(to: language.leaves[Int(answer)]))
  }

  func combine(into builder: inout FingerprintBuilder) {
    builder.combine("text")
    builder.combine(tokens.division.rawValue)
    builder.combine(tokens.tokens.count)
    for token in tokens.tokens { builder.combine(token) }
    builder.combine(language.count)
    for text in language.texts { builder.combine(text) }
  }
}

/// The readout inputs as they are under one tag: a word in front that says who asks, or in which
/// situation.
public struct TaggedInputs: Sendable {
  public let tag: String
  /// [readout inputs], in the readout pool's order.
  public let inputs: InputMatrix
  /// Whether training examples stand under this tag.
  public let isTraining: Bool
  /// Whether any readout input stands under it as it is.
  public let isReadout: Bool

  public init(tag: String, inputs: InputMatrix, isTraining: Bool, isReadout: Bool) {
    self.tag = tag
    self.inputs = inputs
    self.isTraining = isTraining
    self.isReadout = isReadout
  }
}
