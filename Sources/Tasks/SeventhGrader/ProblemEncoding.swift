/// How problems become inputs, and numbers answers.
struct ProblemEncoding: Sendable {
  /// Digits of the top number; a bottom number has as many columns.
  let digits: Int
  /// Whether two inputs say which operation is asked for.
  let namesOperation: Bool
  /// Digits of an answer: heads of ten candidates each.
  let answerDigits: Int

  /// Numbers in a row.
  var width: Int { 20 * digits + 2 + (namesOperation ? ArithmeticOperation.allCases.count : 0) }

  /// Appends a row: the digits of the top number, most significant first, ten inputs a digit, of
  /// which that of the digit is 1; likewise those of the bottom number, where a blank is ten zeros;
  /// the two persona inputs; where both operations are in use, one input for each.
  func append(_ problem: ProblemSets.Problem, _ persona: [Float], to values: inout [Float]) {
    for number in [problem.problem.top, problem.problem.bottom] {
      let written = columns(of: Int(number))
      for column in (0..<digits).reversed() {
        for digit in 0..<10 {
          values.append(column < written.count && written[column] == digit ? 1 : 0)
        }
      }
    }
    values += persona
    if namesOperation {
      values += ArithmeticOperation.allCases.map { $0 == problem.operation ? 1 : 0 }
    }
  }

  /// An answer as candidates, most significant digit first, with leading zeros.
  ///
  /// - Returns: values that are no candidates where there is no answer, or a longer one.
  func candidates(_ answer: Int?) -> [UInt16] {
    let written = answer.map { columns(of: $0) } ?? []
    if written.isEmpty || written.count > answerDigits {
      return Array(repeating: .max, count: answerDigits)
    }
    return (0..<answerDigits).reversed().map { $0 < written.count ? UInt16(written[$0]) : 0 }
  }
}
