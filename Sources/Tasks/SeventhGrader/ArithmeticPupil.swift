/// Somebody who computes in columns with some bugs, or with none.
package struct ArithmeticPupil: Hashable, Sendable {
  package let bugs: [ArithmeticBug]
  private let subtraction: SubtractionProcedure
  private let addition: AdditionProcedure

  /// - Parameter bugs: of either operation; those of the other one play no part.
  package init(bugs: [ArithmeticBug]) {
    self.bugs = bugs
    subtraction = SubtractionProcedure(
      bugs: bugs.compactMap { if case .subtraction(let bug) = $0 { bug } else { nil } })
    addition = AdditionProcedure(
      bugs: bugs.compactMap { if case .addition(let bug) = $0 { bug } else { nil } })
  }

  /// The answer to a problem; nil where the bugs leave none.
  package func answer(
    to problem: ArithmeticProblem, _ operation: ArithmeticOperation
  ) -> Int? {
    let (top, bottom) = (Int(problem.top), Int(problem.bottom))
    switch operation {
    case .subtraction: return subtraction.answer(top, bottom)
    case .addition: return addition.answer(top, bottom)
    }
  }

  /// A bug without which the pupil answers every problem as with it; nil if there is none.
  ///
  /// - Parameter digits: of the top number, 2 or 3.
  /// - Complexity: O(problems x bugs), but a bug is done with at the first problem that shows it.
  func inertBug(digits: Int) -> ArithmeticBug? {
    let problems = Dictionary(
      uniqueKeysWithValues: Set(bugs.map(\.operation)).map { ($0, $0.problems(digits: digits)) })
    return bugs.first { bug in
      let without = ArithmeticPupil(bugs: bugs.filter { $0 != bug })
      return problems[bug.operation, default: []].allSatisfy { problem in
        answer(to: problem, bug.operation) == without.answer(to: problem, bug.operation)
      }
    }
  }
}
