/// The finite language of a task's answers, as a tree of tokens in which every answer is closed by
/// an end: so `3` and `34` can both be answers.
///
/// Beginnings that answers share are one node, whose probabilities are asked for once.
public struct AnswerLanguage: Hashable, Sendable {
  public struct Node: Hashable, Sendable {
    /// The token that leads here; -1 for the root.
    public let token: Int
    /// -1 for the root.
    public let parent: Int
    /// Indices of the nodes that follow, in rising order of their tokens.
    public internal(set) var children: [Int]
    /// The answer that is closed here; nil for nodes that go on.
    public let answer: Int?
  }

  /// The answers, in rising order, each once.
  public let texts: [String]
  /// The root first, every node before its children.
  public let nodes: [Node]
  /// [answers]: the node that closes each.
  public let leaves: [Int]

  /// - Parameters:
  ///   - texts: the answers as texts, each once or oftener.
  ///   - table: of which they are made.
  /// - Throws: `TokenTable.UnknownToken` where one is not.
  /// - Complexity: O(tokens of all answers x children of a node).
  public init(_ texts: Set<String>, tokens table: TokenTable) throws(TokenTable.UnknownToken) {
    let sorted = Set(texts.map(table.normalised)).sorted()
    var lines: [[Int]] = []
    for text in sorted { lines.append(try table.numbers(of: text) + [table.end]) }
    self.init(texts: sorted, lines: lines)
  }

  /// Classes as a language: one token each, closed as soon as it is said.
  ///
  /// - Parameter classes: at least one.
  public init(classes: Int) {
    self.init(texts: (0..<classes).map { "\($0)" }, lines: (0..<classes).map { [$0] })
  }

  private init(texts: [String], lines: [[Int]]) {
    var nodes = [Node(token: -1, parent: -1, children: [], answer: nil)]
    var leaves: [Int] = []
    for (answer, line) in lines.enumerated() {
      var place = 0
      for (index, token) in line.enumerated() {
        if let next = nodes[place].children.first(where: { nodes[$0].token == token }) {
          place = next
          continue
        }
        nodes.append(
          Node(
            token: token, parent: place, children: [],
            answer: index == line.count - 1 ? answer : nil))
        nodes[place].children.append(nodes.count - 1)
        place = nodes.count - 1
      }
      leaves.append(place)
    }
    for index in nodes.indices {
      nodes[index].children = nodes[index].children.sorted { nodes[$0].token < nodes[$1].token }
    }
    self.texts = texts
    self.nodes = nodes
    self.leaves = leaves
  }

  /// Answers.
  public var count: Int { texts.count }

  /// The tokens between the root and a node, the node's own last.
  ///
  /// - Complexity: O(depth).
  public func path(to node: Int) -> [Int] {
    var (path, place) = ([Int](), node)
    while place > 0 {
      path.append(nodes[place].token)
      place = nodes[place].parent
    }
    return path.reversed()
  }

  /// The nodes from which answers go on, every one before those behind it.
  public var inner: [Int] { nodes.indices.filter { nodes[$0].answer == nil } }

  /// The index of an answer.
  ///
  /// - Complexity: O(log answers).
  public func index(of text: String) -> Int? {
    var (low, high) = (0, texts.count)
    while low < high {
      let middle = (low + high) / 2
      if texts[middle] < text { low = middle + 1 } else { high = middle }
    }
    return low < texts.count && texts[low] == text ? low : nil
  }
}
