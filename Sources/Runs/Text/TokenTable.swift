/// The tokens of a task with their numbers: what texts are divided into.
///
/// Numbers follow the order of the tokens as texts, never the order in which they were read: with
/// numbers given out at first use, the same seeds make other runs.
public struct TokenTable: Hashable, Sendable {
  /// How a text is divided.
  public enum Division: String, CaseIterable, Hashable, Sendable {
    /// At every place the longest token that fits: single characters, and words listed as tokens.
    case longest
    /// At blanks, which are no tokens themselves.
    case words
  }

  public let division: Division
  /// In rising order, each once.
  public let tokens: [String]
  private let numbers: [String: Int]
  private let longest: Int

  /// - Parameter tokens: without blanks where the division is by words; an empty one is left out.
  public init(_ division: Division, tokens: Set<String>) {
    self.division = division
    self.tokens = tokens.filter { !$0.isEmpty }.sorted()
    numbers = Dictionary(uniqueKeysWithValues: self.tokens.enumerated().map { ($1, $0) })
    longest = self.tokens.map(\.count).max() ?? 0
  }

  /// The number that closes an answer.
  public var end: Int { tokens.count }
  /// Numbers that can be predicted: every token, and the end.
  public var size: Int { tokens.count + 1 }

  /// A piece of a text that is no token.
  public struct UnknownToken: Error, Hashable, Sendable {
    public let piece: String
    /// Characters of the text before it.
    public let offset: Int

    public init(piece: String, offset: Int) {
      self.piece = piece
      self.offset = offset
    }
  }

  /// The numbers of a text's tokens.
  ///
  /// - Throws: `UnknownToken` for the first piece that is none.
  /// - Complexity: O(characters x the longest token's).
  public func numbers(of text: String) throws(UnknownToken) -> [Int] {
    switch division {
    case .words:
      var result: [Int] = []
      for word in text.split(whereSeparator: \.isWhitespace) {
        guard let number = numbers[String(word)] else {
          throw UnknownToken(
            piece: String(word), offset: text.distance(from: text.startIndex, to: word.startIndex))
        }
        result.append(number)
      }
      return result
    case .longest:
      let characters = Array(text)
      var result: [Int] = []
      var place = 0
      search: while place < characters.count {
        for length in stride(from: min(longest, characters.count - place), to: 0, by: -1) {
          if let number = numbers[String(characters[place..<place + length])] {
            result.append(number)
            place += length
            continue search
          }
        }
        throw UnknownToken(piece: String(characters[place]), offset: place)
      }
      return result
    }
  }

  /// A text with what divides it made even: one blank between two words.
  public func normalised(_ text: String) -> String {
    switch division {
    case .words: text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    case .longest: text
    }
  }

  /// Tokens as they are shown: `|` between two, and a stop after the last of an answer.
  ///
  /// - Parameter numbers: of tokens, or the end.
  public func shown(_ numbers: [Int]) -> String {
    numbers.map { $0 == end ? "." : tokens[$0] }.joined(separator: "|")
  }
}
