/// What is asked of a model at one token of a passage: how likely each of some tokens comes next.
public struct Question: Hashable, Sendable {
  /// The token after which it is asked, by its place in the passage.
  public let place: Int
  /// Different tokens, at least one.
  public let candidates: [Int32]

  public init(after place: Int, candidates: [Int32]) {
    self.place = place
    self.candidates = candidates
  }
}

/// Tokens that a model reads, each after those that lead to it: a sequence, or a tree whose branches
/// share their beginnings.
public struct Passage: Hashable, Sendable {
  public let tokens: [Int32]
  /// The place of the token before each; -1 before the first of all.
  let parents: [Int32]
  public let questions: [Question]

  /// A plain sequence.
  ///
  /// Tokens after the last that is asked about are left out: nothing depends on them.
  /// - Parameter questions: at least one, in any order, places within the tokens.
  public init(_ tokens: [Int32], questions: [Question]) {
    precondition(!questions.isEmpty && questions.allSatisfy { tokens.indices.contains($0.place) })
    let last = questions.map(\.place).max()!
    self.init(
      tokens: Array(tokens[...last]), parents: (0...Int32(last)).map { $0 - 1 },
      questions: questions)
  }

  /// A sequence and how likely each of its tokens is after those before it, from the second on.
  public init(everyTokenOf tokens: [Int32]) {
    precondition(tokens.count > 1)
    self.init(
      tokens,
      questions: (0..<(tokens.count - 1)).map {
        Question(after: $0, candidates: [tokens[$0 + 1]])
      })
  }

  init(tokens: [Int32], parents: [Int32], questions: [Question]) {
    self.tokens = tokens
    self.parents = parents
    self.questions = questions
  }

  /// Tokens on the way to each, itself not counted: its position.
  var positions: [Int32] {
    var positions: [Int32] = []
    for parent in parents { positions.append(parent < 0 ? 0 : positions[Int(parent)] + 1) }
    return positions
  }
}

extension LanguageModel {
  /// - Throws: `ModelError` where passages do not fit the model: its tokens, its context.
  public func check(_ passages: [Passage]) throws {
    for (number, passage) in passages.enumerated() {
      let place = "passage \(number + 1)"
      let all = passage.tokens + passage.questions.flatMap(\.candidates)
      if let token = all.first(where: { !(0..<Int32(shape.vocabulary)).contains($0) }) {
        throw ModelError(
          .invalid, in: place, "token \(token) is not in the vocabulary",
          remedy: "expected 0 to \(shape.vocabulary - 1)")
      }
      for question in passage.questions
      where question.candidates.isEmpty
        || Set(question.candidates).count < question.candidates.count
      {
        throw ModelError(
          .invalid, in: place, "asks after token \(question.place + 1) for no token, or one twice")
      }
      let length = Int(passage.positions.max() ?? 0) + 1
      if length > shape.context {
        throw ModelError(
          .invalid, in: place, "is \(length) tokens long",
          remedy: "this model reads up to \(shape.context): shorten the text")
      }
    }
  }
}
