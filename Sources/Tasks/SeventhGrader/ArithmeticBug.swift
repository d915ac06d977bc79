/// A bug of either operation.
///
/// To add one: a case in `SubtractionBug` or `AdditionBug` with its decision and summary, its line
/// in the procedure, and its check values in the tests.
package enum ArithmeticBug: Hashable, Sendable {
  case subtraction(SubtractionBug)
  case addition(AdditionBug)

  /// The registry: every bug, in the order in which they are listed.
  package static let all: [ArithmeticBug] =
    SubtractionBug.allCases.map { .subtraction($0) } + AdditionBug.allCases.map { .addition($0) }

  package var name: String {
    switch self {
    case .subtraction(let bug): bug.rawValue
    case .addition(let bug): bug.rawValue
    }
  }

  package var summary: String {
    switch self {
    case .subtraction(let bug): bug.summary
    case .addition(let bug): bug.summary
    }
  }

  package var operation: ArithmeticOperation {
    switch self {
    case .subtraction: .subtraction
    case .addition: .addition
    }
  }

  /// The question that two bugs answer differently, so that they cannot act together; else nil.
  func conflict(with other: ArithmeticBug) -> String? {
    switch (self, other) {
    case (.subtraction(let one), .subtraction(let two)) where one.decision == two.decision:
      one.decision.question
    case (.addition(let one), .addition(let two)) where one.decision == two.decision:
      one.decision.question
    default: nil
    }
  }
}
