/// How logits become probabilities of answers.
package enum OutputHeads: Hashable, Sendable {
  /// One head of two candidates: class 1 has logit z, class 0 has -z's probability.
  case logit
  /// One softmax per head, over this many candidates each.
  case softmax([Int])

  /// - Parameter heads: candidates per head.
  package init(_ heads: [Int]) { self = heads == [2] ? .logit : .softmax(heads) }

  /// Candidates per head.
  package var sizes: [Int] {
    switch self {
    case .logit: [2]
    case .softmax(let sizes): sizes
    }
  }

  /// Logits per row.
  package var logits: Int {
    switch self {
    case .logit: 1
    case .softmax(let sizes): sizes.reduce(0, +)
    }
  }

  /// Candidates per row.
  package var candidates: Int {
    switch self {
    case .logit: 2
    case .softmax(let sizes): sizes.reduce(0, +)
    }
  }

  /// Heads per row.
  package var count: Int {
    switch self {
    case .logit: 1
    case .softmax(let sizes): sizes.count
    }
  }
}
