/// All answers of a language after one prompt, as a tree of tokens: shared beginnings are read once.
///
/// The log-probability of an answer is the sum of its tokens' log-probabilities, each given the
/// prompt and the answer's own earlier tokens.
public struct AnswerTree: Hashable, Sendable {
  /// What a model reads: the prompt, and every beginning of an answer that goes on.
  public let passage: Passage
  /// Of each answer, the (question, candidate) of each of its tokens.
  private let steps: [[Step]]

  private struct Step: Hashable {
    let question: Int
    let candidate: Int
  }

  /// - Parameters:
  ///   - prompt: at least one token.
  ///   - answers: different ones, each of at least one token.
  /// - Throws: `ModelError` where an answer is empty, another one again, or the beginning of another:
  ///   answers are to exclude each other.
  /// - Complexity: O(tokens of prompt and answers).
  public init(prompt: [Int32], answers: [[Int32]]) throws {
    guard !prompt.isEmpty else {
      throw ModelError(
        .invalid, in: "prompt", "is empty", remedy: "give at least one token before the answers")
    }
    var tree = Tree(prompt: prompt)
    var steps: [[Step]] = []
    for (number, answer) in answers.enumerated() {
      guard !answer.isEmpty else {
        throw ModelError(
          .invalid, in: "answer \(number + 1)", "is empty", remedy: "expected at least one token")
      }
      steps.append(try tree.add(answer, number: number))
    }
    passage = Passage(
      tokens: tree.tokens, parents: tree.parents,
      questions: tree.questions.map { Question(after: $0.place, candidates: $0.candidates) })
    self.steps = steps
  }

  /// The log-probability of each answer, from those of the passage's questions.
  public func answers(_ found: [[Double]]) -> [Double] {
    steps.map { $0.reduce(0) { $0 + found[$1.question][$1.candidate] } }
  }

  /// The log-probability of each token of each answer.
  public func tokens(_ found: [[Double]]) -> [[Double]] {
    steps.map { $0.map { found[$0.question][$0.candidate] } }
  }

  /// Slopes by the questions' log-probabilities, from those by the answers'.
  public func slopes(_ answerSlopes: [Double]) -> [[Double]] {
    var result = passage.questions.map { [Double](repeating: 0, count: $0.candidates.count) }
    for (slope, own) in zip(answerSlopes, steps) {
      for step in own { result[step.question][step.candidate] += slope }
    }
    return result
  }

  /// The tree while answers are added.
  private struct Tree {
    var tokens: [Int32]
    var parents: [Int32]
    var questions: [(place: Int, candidates: [Int32])] = []
    /// The question asked at a place.
    private var questionAt: [Int: Int] = [:]
    /// The candidate of a question that a token is.
    private var candidateOf: [Edge: Int] = [:]
    /// The place of the token that follows a candidate; none while it ends an answer.
    private var next: [Step: Int] = [:]
    private var ends = Set<Step>()
    private let promptEnd: Int

    private struct Edge: Hashable {
      let question: Int
      let token: Int32
    }

    init(prompt: [Int32]) {
      tokens = prompt
      promptEnd = prompt.count - 1
      parents = prompt.indices.map { Int32($0) - 1 }
    }

    mutating func add(_ answer: [Int32], number: Int) throws -> [Step] {
      var place = promptEnd
      var steps: [Step] = []
      for (index, token) in answer.enumerated() {
        let step = ask(token, after: place)
        steps.append(step)
        let isLast = index == answer.count - 1
        if ends.contains(step) || (isLast && next[step] != nil) {
          throw ModelError(
            .invalid, in: "answer \(number + 1)",
            "is another answer, begins with one, or is the beginning of one",
            remedy: "end every answer with a mark that none of them holds")
        }
        if isLast {
          ends.insert(step)
        } else {
          place = follow(step, with: token, after: place)
        }
      }
      return steps
    }

    private mutating func ask(_ token: Int32, after place: Int) -> Step {
      let question = questionAt[place] ?? questions.count
      if question == questions.count {
        questionAt[place] = question
        questions.append((place, []))
      }
      let edge = Edge(question: question, token: token)
      let candidate = candidateOf[edge] ?? questions[question].candidates.count
      if candidate == questions[question].candidates.count {
        candidateOf[edge] = candidate
        questions[question].candidates.append(token)
      }
      return Step(question: question, candidate: candidate)
    }

    private mutating func follow(_ step: Step, with token: Int32, after place: Int) -> Int {
      if let known = next[step] { return known }
      tokens.append(token)
      parents.append(Int32(place))
      next[step] = tokens.count - 1
      return tokens.count - 1
    }
  }
}
