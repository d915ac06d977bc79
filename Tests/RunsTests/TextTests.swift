import Foundation
import Runs
import Testing

/// Tokens, the answer language, and whole answers by the chain rule.
@Suite struct TextTests {
  static let table = TokenTable(.longest, tokens: ["expert:", "grade7:", "3", "4", "-", "="])

  @Test func tokensDoNotDependOnReadingOrder() throws {
    #expect(Self.table.tokens == ["-", "3", "4", "=", "expert:", "grade7:"])
    #expect(try Self.table.numbers(of: "grade7:34-3=") == [5, 1, 2, 0, 1, 3])
    #expect(Self.table == TokenTable(.longest, tokens: ["=", "-", "4", "3", "grade7:", "expert:"]))
    #expect(Self.table.shown([5, 1, Self.table.end]) == "grade7:|3|.")
  }

  @Test func whatIsNoTokenIsNamedWithItsPlace() {
    #expect(throws: TokenTable.UnknownToken(piece: "7", offset: 2)) {
      try Self.table.numbers(of: "3-7")
    }
    let words = TokenTable(.words, tokens: ["big", "small"])
    #expect(throws: TokenTable.UnknownToken(piece: "tiny", offset: 5)) {
      try words.numbers(of: "big  tiny")
    }
  }

  /// `3` and `34` are both answers, and share their beginning.
  @Test func theEndMakesBothAnswers() throws {
    let language = try AnswerLanguage(["34", "3", "4"], tokens: Self.table)
    #expect(language.texts == ["3", "34", "4"])
    #expect(language.index(of: "34") == 1 && language.index(of: "44") == nil)
    let end = Self.table.end
    #expect(language.leaves.map(language.path) == [[1, end], [1, 2, end], [2, end]])
    #expect(language.inner.count == 4)
    #expect(
      try AnswerLanguage(["big  one", "big one"], tokens: TokenTable(.words, tokens: ["big", "one"]))
        .count == 1)
  }

  /// A model of tokens by what was written, with shares that depend on the whole beginning.
  private func logs(_ path: [Int], size: Int) -> [Double] {
    let weights = (0..<size).map { Double(1 + (7 * $0 + 5 * path.count + 3 * path.reduce(0, +)) % 11) }
    let sum = weights.reduce(0, +)
    return weights.map { log($0 / sum) }
  }

  /// Against plain multiplication, answer by answer.
  @Test func wholeAnswersFollowTheChainRule() throws {
    let language = try AnswerLanguage(["3", "34", "43", "44", "4"], tokens: Self.table)
    let size = Self.table.size
    var asked: [Int] = []
    let found = WholeAnswers(language, reading: .all) { node in
      asked.append(node)
      return logs(language.path(to: node), size: size)
    }
    #expect(asked.sorted() == language.inner, "every beginning once")
    var inside = 0.0
    for (answer, text) in language.texts.enumerated() {
      let line = try Self.table.numbers(of: text) + [Self.table.end]
      let expected = line.indices.reduce(0) {
        $0 + logs(Array(line[..<$1]), size: size)[line[$1]]
      }
      #expect(abs(found.logProbabilities[answer] - expected) < 1e-12)
      inside += exp(expected)
    }
    #expect(abs(found.outside - (1 - inside)) < 1e-12)
    #expect(found.outside > 0.5)
    let within = WholeAnswers(language, reading: .within) { node in
      logs(language.path(to: node), size: size)
    }
    #expect(abs(within.logProbabilities.reduce(0) { $0 + exp($1) } - 1) < 1e-12)
    #expect(within.outside == found.outside)
  }

  /// Greedy writing goes where each token leads; the best whole answer may be another.
  @Test func greedyIsNotTheBestAnswer() throws {
    let language = try AnswerLanguage(["33", "34", "4"], tokens: Self.table)
    let end = Self.table.end
    func next(_ node: Int) -> [Double] {
      var shares = [Double](repeating: 1e-9, count: Self.table.size)
      switch language.path(to: node) {
      case []: (shares[1], shares[2]) = (0.55, 0.45)
      case [1]: (shares[1], shares[2]) = (0.5001, 0.4999)
      default: shares[end] = 1
      }
      return shares.map { log($0) }
    }
    let read = WholeAnswers(language, reading: .all, next: next)
    #expect(read.greedy == 0)
    let answers = Answers([read], of: language)
    #expect(answers.chosen == AnswerKey([2]))
    #expect(answers.greedyShare(of: AnswerKey([0])) == 1)
    #expect(answers.greedyShare(of: AnswerKey([2])) == 0)
    #expect(abs(answers.meanProbability(of: AnswerKey([2])) - 0.45) < 1e-6)
    // The margin is to the best rival among whole answers: .45 against .55 x .5001.
    #expect(
      abs(Double(answers.margins(toward: AnswerKey([2]))[0]) - log(0.45 / (0.55 * 0.5001))) < 1e-6)
    // A token that leads out of the language ends greedy writing.
    let leaving = WholeAnswers(language, reading: .all) { node in
      var logs = next(node)
      logs[0] = 0
      return logs
    }
    #expect(leaving.greedy == nil)
    #expect(Answers([leaving], of: language).greedy == [.max])
  }

  @Test func promptsAreAlignedOnTheRight() throws {
    let inputs = TextForm.inputs([[5, 1], [4, 1, 0, 1]], width: 4)
    #expect(inputs.values == [-1, -1, 5, 1, 4, 1, 0, 1])
    #expect(TextForm.prompt(inputs.row(0)) == [5, 1])
  }
}
