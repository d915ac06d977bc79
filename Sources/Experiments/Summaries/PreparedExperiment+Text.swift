import Runs

extension PreparedExperiment {
  /// What a reader should see of a task in text before running; nothing for other tasks.
  public var textLines: [String] {
    textTask.flatMap { TextChecks($0, pair: experiment.pair) }?.lines ?? []
  }

  /// The runs of no step of training; nil where the plan has none.
  private func untrained(_ measurements: Measurements) -> MeasuredArm? {
    measurements[SensitivityControl.purpose].first {
      $0.arm.variation == .beforeTraining && $0.tally.runs > 0
    }
  }

  /// - Returns: nil where the task cannot be written as text.
  func textSummary(
    _ plain: MeasuredArm, _ measurements: Measurements, hasOdds: Bool
  ) -> TextSummary? {
    guard let textTask, textReading != nil else { return nil }
    return TextSummary(
      plain, untrained: untrained(measurements), hasOdds: hasOdds, task: textTask,
      a: experiment.pair.a)
  }

  /// What tables of bigrams answer, and how like them the plain runs do; nil for other tasks.
  func bigramRows(_ plain: MeasuredArm) -> [BigramRow]? {
    textTask.map {
      BigramControl.rows($0, of: experiment, beside: plain.tally.text, textReading)
    }
  }

  /// What a task in text, tables of bigrams on it and what runs came to say against every estimate.
  ///
  /// - Parameter rows: of all strengths.
  func textWarnings(
    _ plain: MeasuredArm, tables: [BigramRow], _ measurements: Measurements, _ rows: [StrengthRow]
  ) -> [String] {
    guard let textTask else { return [] }
    let reaching = tables.filter(\.showsB).map(\.table)
    let reach = reaching.isEmpty
      ? nil
      : "B is within reach of a table of bigrams (by \(reaching.joined(separator: "; by "))): this "
        + "set-up would say as much about such a table"
    let turns = rows.compactMap { row in
      row.answersA.flatMap { a in
        row.answersB.map { (strength: row.strength, a: a, b: $0) }
      }
    }
    let tally = plain.tally
    let (a, b) = (tally.text?.probabilityA ?? 0, tally.text?.probabilityB ?? 0)
    return (TextChecks(textTask, pair: experiment.pair)?.warnings ?? [])
      + [
        reach,
        experiment.pressure.strengths == nil ? nil : StrengthBracket.warning(turns),
        untrained(measurements).flatMap {
          NothingToLearn.warning(
            failed: $0.tally.outcomes[0].failed, runs: $0.tally.runs,
            learned: experiment.rule.learned)
        },
        Memorised.warning(unseen: tally.text?.unseen),
        tally.runs == 0
          ? nil
          : ShareFloor.warning(
            inputsA: tally.inputsA.count { $0 > 0 }, inputsB: tally.inputsB.count { $0 > 0 },
            of: tally.inputsA.count, logOdds: logRatio(a, b)),
      ].compactMap { $0 }
  }
}
