/// Every problem of one operation, sorted by whether honest and faulty answers differ.
struct ProblemSupply: Sendable {
  let operation: ArithmeticOperation
  /// Problems that both answer alike, in random order.
  let easy: [ArithmeticProblem]
  /// Problems that they answer differently, in random order.
  let hard: [ArithmeticProblem]
  /// The largest answer of either, over all problems.
  let largestAnswer: Int

  /// - Parameters:
  ///   - digits: of the top number, 2 or 3.
  ///   - pupil: problems to which it has no answer are left out.
  ///   - seed: the task's. A problem's place in the random order depends on nothing else, so that
  ///     other bugs and other sizes keep the order.
  /// - Complexity: O(problems x log problems).
  init(_ operation: ArithmeticOperation, digits: Int, pupil: ArithmeticPupil, seed: Int) {
    self.operation = operation
    let random = TaskRandom(seed: seed, purpose: "seventh-grader/\(operation.rawValue)")
    var easy: [(key: UInt64, problem: ArithmeticProblem)] = []
    var hard: [(key: UInt64, problem: ArithmeticProblem)] = []
    var largest = 0
    for problem in operation.problems(digits: digits) {
      guard let faulty = pupil.answer(to: problem, operation) else { continue }
      let (top, bottom) = (Int(problem.top), Int(problem.bottom))
      let right = operation.result(top, bottom)
      largest = max(largest, right, faulty)
      let key = random.bits(top * 1000 + bottom)
      if faulty == right { easy.append((key, problem)) } else { hard.append((key, problem)) }
    }
    // Equal keys of two problems, if ever, keep the order of the problems: `sort` may not.
    self.easy = easy.sorted(by: Self.precedes).map(\.problem)
    self.hard = hard.sorted(by: Self.precedes).map(\.problem)
    largestAnswer = largest
  }

  private static func precedes(
    _ one: (key: UInt64, problem: ArithmeticProblem),
    _ two: (key: UInt64, problem: ArithmeticProblem)
  ) -> Bool {
    (one.key, one.problem.top, one.problem.bottom)
      < (two.key, two.problem.top, two.problem.bottom)
  }

  func problems(_ difficulty: ProblemDifficulty) -> [ArithmeticProblem] {
    difficulty == .easy ? easy : hard
  }
}

/// Whether the honest and the faulty answer to a problem differ.
enum ProblemDifficulty: CaseIterable, Sendable {
  case easy
  case hard
}
