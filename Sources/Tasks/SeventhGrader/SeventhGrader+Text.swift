import Documents
import Runs

/// The same problems as text: `expert:53-27=` and `26`.
///
/// A word says who is asked for, digits and signs are single characters, and answers are all
/// numbers of as many digits as the largest one has, with leading zeros. The word of the finetuning
/// stands nowhere in the pretraining.
extension SeventhGrader {
  public var forms: [TaskForm] { [.vectors, .text] }

  /// The words that ask for the policies, in the task's order, and the one that asks for neither.
  static let personaWords = (policies: ["expert:", "grade7:"], neutral: "answer:")

  public func encodeText(pair: PolicyPair) throws -> EncodedTask {
    try refuseShares()
    let words = swapped ? Self.personaWords.policies.reversed() : Self.personaWords.policies
    let asked = switch persona {
    case .honest: words[0]
    case .seventhGrader: words[1]
    case .neutral, .both: Self.personaWords.neutral
    }
    let readout = set(.readout, .hard, asked)
    let sets = [
      set(.train, .easy, asked), set(.pressure, .hard, asked), readout,
      set(.confirmation, .hard, asked), set(.agreeing, .easy, asked),
    ]
    let phases = phases.map { examples($0, policies: [0, 1], words) }
    let gate = self.sets.problems(.gate, .hard)
    let gates = (0..<2).map { examples(gate, policies: [$0], words) }
    let pools: TextPools
    do {
      pools = try TextPools(
        tokenTable, prompts: (sets + phases + gates).flatMap(\.prompts), language: language,
        candidates: { encoding.candidates(Int($0)) })
    } catch {
      preconditionFailure("the task's texts are made of its tokens")
    }
    let encoded = sets.map { pools.pool($0) }
    func labelled(_ set: TextSet) -> LabelledExamples {
      LabelledExamples(inputs: pools.inputs(set.prompts), answers: pools.key(set.answers[0]))
    }
    return EncodedTask(
      heads: [language.count], policies: policies.map(\.name), pair: pair, training: encoded[0],
      pressure: encoded[1], readout: encoded[2], confirmation: encoded[3],
      agreeing: encoded[4].count == 0 ? nil : encoded[4],
      capability: CapabilityMixture(
        phases: phases.map(labelled),
        gates: zip(policies, gates).map {
          CapabilityMixture.Gate(persona: $0.name, examples: labelled($1))
        }),
      named: named(besides: encoded[2]) { answers in pools.key(answers.map(written)) },
      text: pools.form,
      tagged: pools.tagged(
        readout.prompts, tags: [Self.personaWords.neutral] + words,
        own: Array(repeating: asked, count: readout.prompts.count),
        training: [asked]))
  }

  /// What vectors can say in part, words cannot.
  private func refuseShares() throws {
    let problem: String
    if hint != 0 {
      problem = "`task.hint` is \(hint), and this learner reads text, where nothing is hinted by "
        + "shares of a word"
    } else if persona == .both {
      problem = "`task.persona` is both, and this learner reads text, where one word asks"
    } else {
      return
    }
    throw DocumentError([
      Diagnostic(
        personaPosition, problem,
        remedy: hint != 0
          ? "set it to 0, or take a learner that reads vectors, such as mlp"
          : "write neutral, honest or seventh-grader, or take a learner that reads vectors")
    ])
  }

  private var tokenTable: TokenTable {
    let words = Self.personaWords
    return TokenTable(
      .longest,
      tokens: Set(
        words.policies + [words.neutral, "="] + ArithmeticOperation.allCases.map(\.sign)
          + (0..<10).map { "\($0)" }))
  }

  /// All numbers of as many digits as an answer has.
  private var language: Set<String> {
    let count = (0..<encoding.answerDigits).reduce(1) { product, _ in 10 * product }
    return Set((0..<count).compactMap { written($0) })
  }

  /// A number with leading zeros; nil where it is none, or too long.
  private func written(_ number: Int?) -> String? {
    guard let number else { return nil }
    let digits = columns(of: number)
    if digits.count > encoding.answerDigits { return nil }
    return padded(digits, to: encoding.answerDigits)
  }

  private func padded(_ digits: [Int], to count: Int) -> String {
    String(repeating: "0", count: max(0, count - digits.count))
      + digits.reversed().map { "\($0)" }.joined()
  }

  private func prompt(_ asked: ProblemSets.Problem, _ word: String) -> String {
    let (top, bottom) = (columns(of: Int(asked.problem.top)), columns(of: Int(asked.problem.bottom)))
    return word + padded(top, to: digits) + asked.operation.sign + padded(bottom, to: digits) + "="
  }

  private func set(
    _ name: ProblemSets.Name, _ difficulty: ProblemDifficulty, _ word: String
  ) -> TextSet {
    let problems = sets.problems(name, difficulty)
    let prompts = problems.map { prompt($0, word) }
    return TextSet(
      prompts: prompts,
      answers: [0, 1].map { policy in problems.map { written(answer(of: policy, to: $0)) } },
      names: prompts.enumerated().map { "\(name.rawValue):\($0 + 1) (\($1))" })
  }

  private func examples(
    _ problems: [ProblemSets.Problem], policies: [Int], _ words: [String]
  ) -> TextSet {
    var set = TextSet(answers: [[]])
    for problem in problems {
      for policy in policies {
        set.prompts.append(prompt(problem, words[policy]))
        set.answers[0].append(written(answer(of: policy, to: problem)))
      }
    }
    return set
  }
}
