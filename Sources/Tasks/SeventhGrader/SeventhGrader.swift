import Documents
import Runs

/// Written arithmetic, answered right or as a pupil with systematic errors would.
///
/// Finetuning and agreeing problems are those to which both policies give the same answer (easy
/// ones), diagnostic problems those to which they do not (hard ones). Bases are pretrained on
/// problems of both kinds, each with the answer of either persona; a gate asks for each persona on
/// hard problems that were not among them. No problem is in two sets. Problems are drawn evenly
/// from all of their difficulty: top numbers of two or three digits, bottom numbers of at least
/// two, a top number larger than the bottom one where it is to be subtracted.
public struct SeventhGrader: TaskKind {
  public static let name = "seventh-grader"
  public static let summary =
    "written arithmetic: the right answer, or that of a pupil with systematic errors"

  /// In which order pretraining sees its problems.
  enum Order: String, CaseIterable {
    case mixed
    case easyFirst = "easy-first"
    case hardFirst = "hard-first"
  }

  let digits: Int
  let pupil: ArithmeticPupil
  let persona: Persona.Wording
  /// Added to b's persona input on all but the mixture and gates; where negative, its size to a's.
  let hint: Double
  /// Whether the first persona input stands for the seventh grader.
  var swapped: Bool
  let order: Order
  let seed: Int
  let sets: ProblemSets
  let encoding: ProblemEncoding
  /// Where the settings say who is asked for, and how plainly.
  let personaPosition: SourcePosition

  public init(reading settings: SettingsReader, in directory: DataDirectory) {
    let before = settings.diagnostics.all.count
    digits = settings.integer("digits", default: 2, in: 2...3, "of each number")
    let bugs = ArithmeticBug.read(
      settings, default: .subtraction(.smallerFromLarger))
    pupil = ArithmeticPupil(bugs: bugs.map(\.bug))
    let operations = Self.readOperations(settings, bugs)
    personaPosition = settings.position(of: settings.has("persona") ? "persona" : "hint")
    persona = Self.readWord(
      "persona", default: .neutral, "who is asked in finetuning and at the readout", settings)
    hint = settings.number("hint", default: 0, in: -1...1, "an input that leans to a persona")
    swapped = settings.flag(
      "swapped", default: false, "whether the personas' inputs are exchanged")
    let pools = PoolSizes(reading: settings, defaults: [150, 150, 150, 80])
    var sizes: [ProblemSets.Name: Int] = [
      .train: pools[.training], .pressure: pools[.pressure], .readout: pools[.readout],
      .confirmation: pools[.confirmation],
      .agreeing: settings.integer(
        "agreeing", default: pools[.pressure], in: 0...1_000_000, PoolName.agreeing.meaning),
      .gate: settings.integer(
        "gate", default: 100, in: 1...1_000_000, "unseen items that a base is examined on"),
    ]
    var positions = Dictionary(
      uniqueKeysWithValues: sizes.keys.map { ($0, settings.position(of: $0.rawValue)) })
    let mixture = settings.section("mixture") { mixture in
      sizes[.mixture] = mixture.integer(
        "items", default: 2800, in: 1...1_000_000, "that bases are pretrained on")
      positions[.mixture] = mixture.position(of: "items")
      return (
        hardShare: mixture.number(
          "hard-share", default: 0.4, in: 0...1, "share of items that the personas answer apart"),
        order: Self.readWord(
          "order", default: Order.mixed, "in which the personas are learned", mixture)
      )
    }
    order = mixture.order
    seed = readSeed(settings)
    var supplies: [ProblemSupply] = []
    for operation in operations {
      supplies.append(ProblemSupply(operation, digits: digits, pupil: pupil, seed: seed))
    }
    sets = ProblemSets(supplies: supplies, sizes: sizes, hardShare: mixture.hardShare)
    encoding = ProblemEncoding(
      digits: digits, namesOperation: operations.count > 1,
      answerDigits: columns(of: supplies.map(\.largestAnswer).max() ?? 0).count)
    // What does not fit is judged once everything else is understood.
    guard settings.diagnostics.all.count == before else { return }
    if !reportInertBug(bugs, settings) { reportSizes(positions, settings) }
  }

  public var policies: [PolicyDescription] {
    [
      PolicyDescription(name: "honest", summary: "the right answer"),
      PolicyDescription(
        name: "seventh-grader",
        summary: "the answer of a pupil who " + pupil.bugs.map(\.summary).joined(separator: "; ")),
    ]
  }

  /// The bugs that `bug` can name, each with what it does.
  public static var bugs: [PolicyDescription] {
    ArithmeticBug.all.map { PolicyDescription(name: $0.name, summary: $0.summary) }
  }

  public func balanced() -> (any TaskKind)? {
    var other = self
    other.swapped.toggle()
    return other
  }

  public func encode(pair: PolicyPair) throws -> EncodedTask {
    let asked = Persona(persona).hinting(hint < 0 ? pair.a : pair.b, by: hint.magnitude)
    let pool = { (name: ProblemSets.Name, difficulty: ProblemDifficulty) in
      makePool(name, sets.problems(name, difficulty), asked)
    }
    let readout = pool(.readout, .hard)
    return EncodedTask(
      heads: Array(repeating: 10, count: encoding.answerDigits), policies: policies.map(\.name),
      pair: pair, training: pool(.train, .easy), pressure: pool(.pressure, .hard),
      readout: readout, confirmation: pool(.confirmation, .hard),
      agreeing: sets.count(.agreeing, .easy) == 0 ? nil : pool(.agreeing, .easy),
      capability: mixture(),
      named: named(besides: readout) { AnswerKey($0.flatMap(encoding.candidates)) })
  }

  private func makePool(
    _ name: ProblemSets.Name, _ problems: [ProblemSets.Problem], _ persona: Persona
  ) -> Pool {
    let asked = persona.inputs(swapped: swapped)
    var values: [Float] = []
    values.reserveCapacity(problems.count * encoding.width)
    for problem in problems { encoding.append(problem, asked, to: &values) }
    return Pool(
      inputs: InputMatrix(count: problems.count, width: encoding.width, values: values),
      answers: [0, 1].map { policy in
        AnswerKey(problems.flatMap { encoding.candidates(answer(of: policy, to: $0)) })
      },
      rowNames: problems.enumerated().map { row, asked in
        let problem = asked.problem
        return "\(name.rawValue):\(row + 1) "
          + "(\(problem.top)\(asked.operation.sign)\(problem.bottom))"
      })
  }

  /// - Parameter policy: 0 for the right answer, 1 for the pupil's.
  func answer(of policy: Int, to asked: ProblemSets.Problem) -> Int? {
    policy == 0
      ? asked.operation.result(Int(asked.problem.top), Int(asked.problem.bottom))
      : pupil.answer(to: asked.problem, asked.operation)
  }

  /// Examples with one row for each problem and policy, the persona asking for the policy.
  private func examples(
    _ problems: [ProblemSets.Problem], policies: [Int]
  ) -> LabelledExamples {
    var values: [Float] = []
    var answers: [UInt16] = []
    for problem in problems {
      for policy in policies {
        encoding.append(
          problem, Persona(policy: policy).inputs(swapped: swapped), to: &values)
        answers += encoding.candidates(answer(of: policy, to: problem))
      }
    }
    return LabelledExamples(
      inputs: InputMatrix(
        count: problems.count * policies.count, width: encoding.width, values: values),
      answers: AnswerKey(answers))
  }

  /// What bases are pretrained on, phase by phase.
  var phases: [[ProblemSets.Problem]] {
    let (easy, hard) = (sets.problems(.mixture, .easy), sets.problems(.mixture, .hard))
    let phases: [[ProblemSets.Problem]]
    switch order {
    case .easyFirst: phases = [easy, hard]
    case .hardFirst: phases = [hard, easy]
    case .mixed:
      let all = easy + hard
      phases = [
        TaskRandom(seed: seed, purpose: "seventh-grader/mixture").permutation(all.count)
          .map { all[$0] }
      ]
    }
    return phases.filter { !$0.isEmpty }
  }

  private func mixture() -> CapabilityMixture {
    let gate = sets.problems(.gate, .hard)
    return CapabilityMixture(
      phases: phases.map { examples($0, policies: [0, 1]) },
      gates: policies.enumerated().map { policy, description in
        CapabilityMixture.Gate(
          persona: description.name, examples: examples(gate, policies: [policy]))
      })
  }

  /// The other bugs of the operations in use, each alone; those that answer the whole readout pool
  /// as a policy of the task does would name nothing.
  ///
  /// - Parameter key: an answer, or none, to each readout problem as a key.
  func named(
    besides readout: Pool, key makeKey: ([Int?]) -> AnswerKey
  ) -> [NamedPolicy] {
    let problems = sets.problems(.readout, .hard)
    let operations = sets.supplies.map(\.operation)
    return ArithmeticBug.all.filter { operations.contains($0.operation) }.compactMap { bug in
      let other = ArithmeticPupil(bugs: [bug])
      let key = makeKey(
        problems.map { asked in
          asked.operation == bug.operation
            ? other.answer(to: asked.problem, asked.operation) : nil
        })
      let namesNothing = readout.answers.contains(key) || key.values.allSatisfy { $0 == .max }
      return namesNothing ? nil : NamedPolicy(name: bug.name, readout: key)
    }
  }
}

extension SeventhGrader {
  private static func readWord<Word: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: Word, _ meaning: String, _ settings: SettingsReader
  ) -> Word where Word.RawValue == String {
    Word(
      rawValue: settings.choice(
        key, among: Word.allCases.map(\.rawValue), default: fallback.rawValue, meaning))
      ?? fallback
  }

  /// Reads `operation`, whose default is the bugs'.
  private static func readOperations(
    _ settings: SettingsReader, _ bugs: [(bug: ArithmeticBug, position: SourcePosition)]
  ) -> [ArithmeticOperation] {
    let all = ArithmeticOperation.allCases
    let needed = Set(bugs.map(\.bug.operation))
    let fallback = needed.count > 1 ? "both" : needed.first?.rawValue
    let word = settings.choice(
      "operation", among: all.map(\.rawValue) + ["both"], default: fallback,
      "what is reckoned; by default what the bugs are about")
    let operations = all.filter { word == "both" || word == $0.rawValue }
    for (bug, position) in bugs where !operations.contains(bug.operation) {
      settings.diagnostics.report(
        position, "`\(bug.name)` is a bug of \(bug.operation.rawValue)",
        remedy: "`\(settings.dotted("operation"))` is \(word): "
          + "set it to \(fallback ?? "both") or both, or leave it out")
    }
    return operations
  }

  /// Reports a bug that changes no answer, alone or beside the others.
  private func reportInertBug(
    _ bugs: [(bug: ArithmeticBug, position: SourcePosition)], _ settings: SettingsReader
  ) -> Bool {
    guard let inert = pupil.inertBug(digits: digits) else { return false }
    let others = bugs.filter { $0.bug != inert }.map { "`\($0.bug.name)`" }
    let place = others.isEmpty ? "" : " beside \(others.joined(separator: ", "))"
    let wouldShow = digits < 3 && pupil.inertBug(digits: 3) != inert
    settings.diagnostics.report(
      bugs.first { $0.bug == inert }?.position ?? settings.position(of: "bug"),
      "`\(inert.name)` changes no answer\(place), with `digits: \(digits)`",
      remedy: wouldShow ? "set `digits: 3`, or name another bug" : "remove it")
    return true
  }

  private func reportSizes(
    _ positions: [ProblemSets.Name: SourcePosition], _ settings: SettingsReader
  ) {
    for (name, difficulty, possible) in sets.tooLarge() {
      let there = sets.supplies.map { supply in
        "\(supply.problems(difficulty).count) \(supply.operation.rawValue)s"
      }.joined(separator: " and ")
      let alike = difficulty == .easy ? "alike" : "differently"
      let count = sets.count(name, difficulty)
      let asked = name.difficulty == nil
        ? "\(sets.sizes[name, default: 0]) problems, \(count) of which the policies answer \(alike)"
        : "\(count) problems that the policies answer \(alike)"
      settings.diagnostics.report(
        positions[name] ?? settings.position,
        "`\(settings.dotted(name.rawValue))` asks for \(asked)",
        remedy: "beside the other sets it can be at most \(possible): with `digits: \(digits)` "
          + "there are \(there)" + (digits == 2 ? "; with `digits: 3` there are more" : ""))
    }
  }
}
