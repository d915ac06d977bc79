import Tasks
import Testing

private func subtract(_ bugs: [SubtractionBug], _ top: Int, _ bottom: Int) -> Int? {
  SubtractionProcedure(bugs: bugs).answer(top, bottom)
}

private func add(_ bugs: [AdditionBug], _ top: Int, _ bottom: Int) -> Int? {
  AdditionProcedure(bugs: bugs).answer(top, bottom)
}

@Suite struct ArithmeticBugTests {
  @Test(arguments: [
    (81, 38, 43), (103, 45, 58), (304, 75, 229), (140, 21, 119), (403, 208, 195), (404, 187, 217),
    (733, 216, 517), (907, 607, 300), (345, 32, 313),
  ])
  func rightAnswersOfTheTable(_ top: Int, _ bottom: Int, _ answer: Int) {
    #expect(subtract([], top, bottom) == answer)
  }

  @Test(arguments: ArithmeticOperation.allCases, [2, 3])
  func withoutBugsColumnsGiveTheRightAnswer(_ operation: ArithmeticOperation, _ digits: Int) {
    let pupil = ArithmeticPupil(bugs: [])
    let problems = operation.problems(digits: digits)
    #expect(problems.count == (
      operation == .subtraction
        ? (digits == 2 ? 90 * 89 / 2 : 900 * 90 + 900 * 899 / 2)
        : (digits == 2 ? 90 * 90 : 900 * 990)))
    #expect(Set(problems).count == problems.count)
    #expect(problems.allSatisfy {
      pupil.answer(to: $0, operation) == operation.result(Int($0.top), Int($0.bottom))
    })
  }

  /// The check values of the literature, the first of each bug, and further ones worked out by
  /// hand from its rule.
  @Test(arguments: [
    (SubtractionBug.smallerFromLarger, 81, 38, 57), (.smallerFromLarger, 304, 75, 371),
    (.borrowNoDecrement, 81, 38, 53), (.borrowNoDecrement, 304, 75, 339),
    (.zeroInsteadOfBorrow, 733, 216, 520), (.zeroInsteadOfBorrow, 304, 75, 300),
    (.borrowFromZero, 103, 45, 158), (.borrowFromZero, 304, 75, 329),
    (.borrowAcrossZero, 304, 75, 139), (.borrowAcrossZero, 305, 3, 302),
    (.stopsBorrowAtZero, 404, 187, 227), (.stopsBorrowAtZero, 103, 45, 68),
    (.smallerFromLargerInsteadOfBorrowFromZero, 404, 187, 223),
    (.smallerFromLargerInsteadOfBorrowFromZero, 733, 216, 517),
    (.zeroMinusNIsN, 140, 21, 121), (.zeroMinusNIsN, 304, 175, 129),
    (.zeroMinusNIsN, 305, 172, 273), (.zeroMinusNIsZero, 140, 21, 120),
    (.zeroMinusNIsZero, 305, 172, 203), (.nMinusZeroIsZero, 403, 208, 105),
    (.nMinusZeroIsZero, 345, 32, 313), (.nMinusNIsN, 907, 607, 307), (.nMinusNIsN, 733, 727, 726),
    (.alwaysBorrowLeft, 733, 216, 427), (.alwaysBorrowLeft, 345, 73, 272),
    (.quitWhenBottomBlank, 345, 32, 13), (.quitWhenBottomBlank, 345, 132, 213),
    (.decrementByTwo, 81, 38, 33), (.decrementByTwo, 304, 75, 229),
    (.decrementByTwo, 713, 216, 387),
  ])
  func subtractionChecks(_ bug: SubtractionBug, _ top: Int, _ bottom: Int, _ answer: Int) {
    #expect(subtract([bug], top, bottom) == answer)
  }

  @Test(arguments: [
    (AdditionBug.noCarry, 28, 17, 35), (.noCarry, 87, 39, 16), (.noCarry, 523, 314, 837),
    (.writeFullColumnSum, 28, 17, 315), (.writeFullColumnSum, 999, 99, 91818),
    (.writeCarryCarryUnit, 28, 17, 81), (.writeCarryCarryUnit, 87, 39, 711),
    (.dropFinalCarry, 87, 39, 26), (.dropFinalCarry, 28, 17, 45), (.dropFinalCarry, 999, 1, 0),
    (.alwaysCarry, 523, 314, 947), (.alwaysCarry, 28, 17, 45), (.alwaysCarry, 999, 11, 1010),
    (.alwaysCarry, 500, 11, 621),
  ])
  func additionChecks(_ bug: AdditionBug, _ top: Int, _ bottom: Int, _ answer: Int) {
    #expect(add([bug], top, bottom) == answer)
  }

  /// Every answer of every bug to every three-digit problem, against an independent program that
  /// was written from the same table (References/arithmetic_bugs.py, Python 3.11.7, November 2026):
  /// right answers, problems without an answer, and a checksum of the answers in order.
  @Test(arguments: zip(
    ArithmeticBug.all,
    [
      [157_500, 0, 517_559_934], [157_500, 0, 1_411_222_563], [157_500, 0, 1_476_788_652],
      [465_705, 0, 1_313_825_121], [465_705, 3_645, 1_664_023_236],
      [465_705, 0, 1_679_553_051], [465_705, 0, 1_885_252_779], [419_940, 0, 1_606_086_881],
      [419_940, 0, 947_310_302], [404_955, 0, 1_660_871_831], [328_455, 0, 1_572_887_490],
      [268_875, 36_450, 1_092_882_360], [409_455, 0, 1_132_884_414],
      [177_345, 47_745, 2_005_951_058], [131_175, 0, 703_743_274], [267_300, 0, 213_759_111],
      [196_847, 0, 601_854_230], [396_495, 0, 589_797_617], [222_345, 0, 1_012_556_120],
    ] as [[Int]]))
  func agreesWithAnIndependentProgram(_ bug: ArithmeticBug, _ expected: [Int]) {
    let pupil = ArithmeticPupil(bugs: [bug])
    var (right, missing, checksum) = (0, 0, 0)
    for problem in bug.operation.problems(digits: 3) {
      let answer = pupil.answer(to: problem, bug.operation)
      if answer == bug.operation.result(Int(problem.top), Int(problem.bottom)) { right += 1 }
      if answer == nil { missing += 1 }
      checksum = (checksum * 31 + (answer ?? 9999)) % ((1 << 31) - 1)
    }
    #expect([right, missing, checksum] == expected)
    // The shares of right answers that the literature gives of random problems.
    let shares = [
      0.32, 0.32, 0.32, 0.958, 0.958, 0.958, 0.958, 0.865, 0.865, 0.835, 0.672, 0.548, 0.847, 0.365,
    ]
    if case .subtraction(let bug) = bug {
      let share = shares[SubtractionBug.allCases.firstIndex(of: bug) ?? 0]
      #expect(abs(Double(right) / 485_550 - share) <= 0.01)
    }
  }

  /// Where nothing is left to borrow from; no other rule runs out of answers, as the counts above
  /// say.
  @Test func problemsWithoutAnAnswer() {
    #expect(subtract([.borrowAcrossZero], 103, 45) == nil)
    #expect(subtract([.alwaysBorrowLeft], 121, 35) == nil)
    #expect(subtract([.decrementByTwo], 12, 5) == nil)
  }

  /// No two bugs are one under two names: they part somewhere on three digits.
  @Test func everyBugIsItsOwn() {
    for operation in ArithmeticOperation.allCases {
      // Problems with zeros, equal digits and blanks in plenty.
      let problems = operation.problems(digits: 3).enumerated()
        .filter { $0.offset % 7 == 0 }.map(\.element)
      let bugs = ArithmeticBug.all.filter { $0.operation == operation }
      let answers = Set(bugs.map { bug in
        problems.map { ArithmeticPupil(bugs: [bug]).answer(to: $0, operation) }
      })
      #expect(answers.count == bugs.count)
    }
  }

  @Test func bugsActTogetherInOnePass() {
    // Units 8-5 borrow; tens: the 0 became 9 where it lent, else it is written as the bottom digit.
    #expect(subtract([.zeroMinusNIsN, .borrowFromZero], 305, 128) == 277)
    #expect(subtract([.zeroMinusNIsN, .borrowFromZero], 308, 125) == 223)
    // The difference the other way round, and equal digits written: 7 3 3 - 2 3 6.
    #expect(subtract([.smallerFromLarger, .nMinusNIsN], 733, 236) == 533)
    // The tens lost two and borrow in turn from a lender that loses two: 633 - 265.
    #expect(subtract([.decrementByTwo, .nMinusNIsN], 633, 265) == 258)
    #expect(subtract([.quitWhenBottomBlank, .borrowNoDecrement], 345, 27) == 28)
    #expect(subtract([.alwaysBorrowLeft, .decrementByTwo], 733, 216) == 327)
    #expect(add([.alwaysCarry, .dropFinalCarry], 923, 314) == 347)
    #expect(add([.writeCarryCarryUnit, .dropFinalCarry], 87, 39) == 11)
  }

  @Test func registryListsEveryBugOnce() {
    #expect(ArithmeticBug.all.count == 19)
    #expect(Set(ArithmeticBug.all.map(\.name)).count == 19)
    #expect(ArithmeticBug.all.allSatisfy { $0.name.allSatisfy { $0.isLowercase || $0 == "-" } })
    #expect(SeventhGrader.bugs.map(\.name) == ArithmeticBug.all.map(\.name))
  }

  /// The example that ends every summary is what the bug does.
  @Test(arguments: ArithmeticBug.all) func summariesTellTheTruth(_ bug: ArithmeticBug) throws {
    let example = try #require(bug.summary.split(separator: "(").last?.dropLast())
    let numbers = example.split { !$0.isNumber }.compactMap { Int($0) }
    try #require(numbers.count == 3)
    let problem = ArithmeticProblem(top: UInt16(numbers[0]), bottom: UInt16(numbers[1]))
    #expect(ArithmeticPupil(bugs: [bug]).answer(to: problem, bug.operation) == numbers[2])
  }
}
