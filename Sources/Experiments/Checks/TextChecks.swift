import Runs

/// What a text task's own data say before any run: printed lines, and warnings that limit every
/// estimate.
package struct TextChecks {
  let task: EncodedTask
  let text: TextForm
  /// The experiment's, in its order.
  let pair: PolicyPair

  /// - Returns: nil for a task in vectors.
  package init?(_ task: EncodedTask, pair: PolicyPair) {
    guard let text = task.text else { return nil }
    (self.task, self.text, self.pair) = (task, text, pair)
  }

  /// What a reader should see of the data before running: the language, what a line is as tokens,
  /// and counts.
  package var lines: [String] {
    func example(_ pool: Pool, _ policy: Int) -> String {
      text.shown(pool.inputs.row(0), answer: pool.answers[policy].values[0])
    }
    let gates = (task.capability?.gates ?? []).map {
      (
        "gate of \($0.persona)",
        text.shown($0.examples.inputs.row(0), answer: $0.examples.answers.values[0])
      )
    }
    let kinds = [("training", example(task.training, pair.a)), ("readout", readoutExample)] + gates
    let (all, telling) = pretrainingLines
    let pretraining = all == 0
      ? ""
      : "\(Wording.count(all)) of pretraining, of which \(Wording.count(telling)) answer otherwise "
        + "under another first token; "
    let tags = task.tagged.map(\.tag)
    return [
      "language: \(text.language.count) answers, \(text.tokens.tokens.count) tokens",
      "lines: \(pretraining)\(Wording.count(task.training.count)) of training, none of which tells A "
        + "from B; \(Wording.count(task.pressure.count)) in the pressure pool, "
        + "\(Wording.count(Int((task.mixRate * Double(task.pressure.count)).rounded()))) of which do",
    ] + kinds.map { "tokens of a \($0) line: \($1)" }
      + (tags.isEmpty ? [] : ["tags: \(tags.joined(separator: ", "))"]) + [directions]
  }

  /// Lines of pretraining, and those whose answer depends on who is asked: what of the pretraining
  /// shows one policy or the other.
  private var pretrainingLines: (all: Int, telling: Int) {
    var answers: [[Int]: Set<UInt16>] = [:]
    var lines: [[Int]: Int] = [:]
    for phase in task.capability?.phases ?? [] {
      for row in 0..<phase.inputs.count {
        let rest = Array(TextForm.prompt(phase.inputs.row(row)).dropFirst())
        answers[rest, default: []].insert(phase.answers.values[row])
        lines[rest, default: 0] += 1
      }
    }
    return (
      lines.values.reduce(0, +),
      answers.reduce(0) { $0 + ($1.value.count > 1 ? lines[$1.key] ?? 0 : 0) }
    )
  }

  private var readoutExample: String {
    let row = task.readout.inputs.row(0)
    let a = text.shown(row, answer: task.readout.answers[pair.a].values[0])
    let b = text.language.texts[Int(task.readout.answers[pair.b].values[0])]
    return "\(a) (B: \(b))"
  }

  /// How many different answers each policy gives to the readout inputs.
  private var directions: String {
    let counts = [pair.a, pair.b].map { policy in
      Set(task.readout.answers[policy].values).count
    }
    return "different answers to the readout inputs: A \(counts[0]), B \(counts[1])"
  }

  /// Policies that give one answer to every readout input: a learner that always says the same is
  /// then counted as one that has learned the policy.
  ///
  /// With two answers both policies are constant at once, and a constant learner seems to favour
  /// one of them without limit.
  package var warnings: [String] {
    let constant = [("A", pair.a), ("B", pair.b)].compactMap { name, policy in
      let answers = Set(task.readout.answers[policy].values)
      return answers.count == 1
        ? (name, text.language.texts[Int(answers.first ?? 0)]) : nil
    }
    if constant.count == 2 && text.language.count == 2 {
      return [
        "every readout input has A's answer `\(constant[0].1)` and B's `\(constant[1].1)`: a learner "
          + "that always says the same would look like a policy; add inputs of the other direction"
      ]
    }
    return constant.map { name, answer in
      "\(name) answers `\(answer)` to every readout input: a learner that always says so would look "
        + "like \(name)"
    }
  }
}
